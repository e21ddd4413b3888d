"""ENVIRONMENT → SETTINGS of the bots: each from a variable, or from the file that NAME_FILE names, so that no secret stands in a command."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.bots.access import Allowed
from service.errors import ServiceError, SettingInvalid

# Where the service's pages are, for every channel.
SITE = "SITE_URL"


class SettingMissing(ServiceError):
    """A setting that a channel needs is not there; evidence: name."""

    code = "setting_missing"


class DepartmentsUnknown(SettingInvalid):
    """Departments are listed for a channel that can't find out those of a person; evidence: name, value, channel."""

    code = "bot_departments_unknown"


class SettingUnreadable(ServiceError):
    """The file that a setting stands in can't be read; evidence: name, value (its path)."""

    code = "setting_unreadable"


@dataclass(frozen=True)
class Setting:
    """One environment variable of a channel (or NAME_FILE with the file it stands in); without `default` it must be set."""

    name: str
    default: str | None = None


def read_setting(environment: Mapping[str, str], name: str, default: str | None = None) -> str:
    """One setting. Raises SettingMissing where it has no default, SettingUnreadable."""
    path = environment.get(f"{name}_FILE", "").strip()
    try:
        value = (Path(path).read_text(encoding="utf-8") if path else environment.get(name, "")).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingUnreadable(name=f"{name}_FILE", value=path) from error
    if not value and default is None:
        raise SettingMissing(name=name)
    return value or default or ""


def read_site(environment: Mapping[str, str]) -> str:
    """The address of the service's pages, to which replies link; "" where it is not set. Raises SettingInvalid."""
    site = read_setting(environment, SITE, "").rstrip("/")
    if site and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", site):
        raise SettingInvalid(name=SITE, value=site)
    return site


def read_allowed(environment: Mapping[str, str], channel: str, knows_departments: bool = True) -> Allowed:
    """Who may ask on a channel: `<CHANNEL>_USERS`, `_CHATS` and `_DEPARTMENTS`, ids with commas between. A list that is set and empty
    lets nobody in. Raises SettingUnreadable, and DepartmentsUnknown where departments are listed and the channel knows none."""
    names = list_names(channel)
    departments = read_setting(environment, names[-1], "")
    if departments and not knows_departments:
        raise DepartmentsUnknown(name=names[-1], value=departments, channel=channel)
    configured = any(name in environment or f"{name}_FILE" in environment for name in names)
    return Allowed(*(frozenset(listed(read_setting(environment, name, ""))) for name in names), configured=configured)


def read_count(environment: Mapping[str, str], name: str, default: int) -> int:
    """A whole number. Raises SettingInvalid where it is none."""
    value = read_setting(environment, name, str(default))
    if not (value.isascii() and value.isdecimal()):
        raise SettingInvalid(name=name, value=value)
    return int(value)


def list_names(channel: str) -> list[str]:
    """The settings that say who may ask on a channel: users, chats, departments."""
    return [f"{prefix(channel)}_{name}" for name in ("USERS", "CHATS", "DEPARTMENTS")]


def prefix(channel: str) -> str:
    """What the names of a channel's settings begin with."""
    return channel.upper().replace("-", "_")


def listed(text: str) -> list[str]:
    """The names in a setting that are parted by commas (also those of Chinese), semicolons, spaces or lines."""
    return [name for name in re.split(r"[,;\uff0c\uff1b\u3001\s]+", text) if name]
