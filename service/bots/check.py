"""`bot CHANNEL --check`: each setting, who may ask, and what the messenger says, as lines; nothing is sent or taken by it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from service.bots.channel import Channel
from service.bots.gateway import MOST_QUESTIONS, QUOTA, AlreadyRunning, only_one
from service.bots.health import BotHealth
from service.bots.registry import MODULES, open_channel, settings_of
from service.bots.settings import SITE, Setting, SettingMissing, SettingUnreadable, list_names, prefix, read_allowed, read_count, read_setting, read_site
from service.config import Config
from service.errors import SettingInvalid

# What every channel may have, and what finds a wrong value of it.
SHARED = {
    Setting(SITE, ""): read_site, Setting(QUOTA, str(MOST_QUESTIONS)): lambda environment: read_count(environment, QUOTA, MOST_QUESTIONS),
}
# Lists that let nobody in, whatever they name: the AI bots of the one messenger can't look departments up, its applications have no groups.
USELESS = {"wecom": "DEPARTMENTS", "wecom-callback": "DEPARTMENTS", "wecom-app": "CHATS"}


@dataclass(frozen=True)
class Line:
    """What was found of a setting or a step. A setting is set, unset or at its default (it need not be there), missing, unreadable (its
    file), invalid, or unknown (there is none of this name); a step is fine or failed.

    Its words are in prompts/replies/commands.yaml: bot_<state>, bot_step_<name> and what to do, bot_cure_<name>; {…} in them are filled
    by the evidence.
    """

    state: Literal["set", "fine", "unset", "default", "missing", "unreadable", "invalid", "unknown", "failed"]
    name: str
    evidence: dict[str, object] = field(default_factory=dict)

    @property
    def is_fine(self) -> bool:
        """Whether nothing is to be done about it."""
        return self.state in ("set", "fine", "unset", "default")


def check_gateway(name: str, environment: Mapping[str, str], config: Config) -> Iterator[Line]:
    """The lines on a channel. Raises ChannelUnknown, LibrariesMissing."""
    channel = _open(name, environment)
    for setting in (*settings_of(name), *SHARED):
        yield _setting(setting, environment, wrong=channel if isinstance(channel, str) else "")
    yield from check_access(name, environment)
    yield _data(config)
    if not isinstance(channel, str):
        yield from _steps(channel, config)


def check_access(name: str, environment: Mapping[str, str]) -> Iterator[Line]:
    """The lines on who may ask on a channel; a gateway tells them, too. Raises ChannelUnknown, LibrariesMissing."""
    yield from _unknown(name, environment)
    yield from _lists(name, environment)


def _open(name: str, environment: Mapping[str, str]) -> Channel | str:
    """The channel, or the setting that has a wrong value; "" where one is missing."""
    try:
        return open_channel(name, environment)
    except (SettingMissing, SettingUnreadable):
        return ""
    except SettingInvalid as error:
        return str(error.evidence["name"])


def _setting(setting: Setting, environment: Mapping[str, str], wrong: str) -> Line:
    """The line on a setting, of which `wrong` has a wrong value."""
    try:
        value = read_setting(environment, setting.name, None if setting.default is None else "")
        SHARED.get(setting, lambda _: None)(environment)
    except SettingMissing:
        return Line("missing", setting.name)
    except SettingUnreadable as error:
        return _unreadable(error)
    except SettingInvalid:
        return Line("invalid", setting.name)
    if value:
        return Line("invalid" if setting.name == wrong else "set", setting.name)
    return Line("default", setting.name, {"default": setting.default}) if setting.default else Line("unset", setting.name)


def _unreadable(error: SettingUnreadable) -> Line:
    return Line("unreadable", str(error.evidence["name"]), {"path": error.evidence["value"]})


def _unknown(name: str, environment: Mapping[str, str]) -> Iterator[Line]:
    """Variables that are named like settings of this messenger and are none: a list with a wrong name would let everybody in."""
    messenger = name.partition("-")[0]
    channels = [channel for channel in MODULES if channel.partition("-")[0] == messenger]
    known = {setting.name for channel in channels for setting in settings_of(channel)} | {each for channel in channels for each in list_names(channel)}
    for variable in sorted(environment):
        if variable.startswith(f"{prefix(messenger)}_") and variable.removesuffix("_FILE") not in known:
            yield Line("unknown", variable)


def _lists(name: str, environment: Mapping[str, str]) -> Iterator[Line]:
    """Who may ask, and each list that can't work."""
    try:
        allowed = read_allowed(environment, name)
    except SettingUnreadable as error:
        yield _unreadable(error)
        return
    sizes = {"USERS": len(allowed.users), "CHATS": len(allowed.chats), "DEPARTMENTS": len(allowed.departments)}
    if allowed.is_open:
        yield Line("fine", "asked_by_all")
    elif not any(sizes.values()):
        yield Line("failed", "asked_by_nobody")
    else:
        yield Line("fine", "asked_by_some", sizes)
    useless = USELESS.get(name)
    if useless and sizes[useless]:
        yield Line("failed", "useless_list", {"list": f"{prefix(name)}_{useless}"})


def _data(config: Config) -> Line:
    """Whether a gateway could keep there what it keeps."""
    is_usable = all(os.access(path, os.R_OK | os.W_OK) for path in (config.data, *filter(Path.exists, (config.state,))))
    return Line("fine" if is_usable else "failed", "data", {"path": config.data})


def _steps(channel: Channel, config: Config) -> Iterator[Line]:
    """What the channel itself finds. A gateway that runs is not disturbed: its connection is told instead of making another, which
    some messengers take for its end."""
    name = channel.traits.name
    try:
        with only_one(config.data, name, leaves_file=False):
            for found in channel.check():
                yield Line("fine" if found.fine else "failed", found.name, {"problem": found.advice})
    except AlreadyRunning:
        state = next((each.state for each in BotHealth(config.state).connections() if each.channel == name), "")
        yield Line("fine" if state == "up" else "failed", "running", {"problem": state})
