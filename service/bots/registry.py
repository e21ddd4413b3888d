"""CHANNEL NAME + ENVIRONMENT → CHANNEL: which channels there are, opened with their settings."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module

from service.bots.channel import Channel
from service.bots.settings import Setting, read_setting
from service.errors import ServiceError

# The module of each channel under service/bots/channels; it has SETTINGS and `open_channel`.
MODULES = {
    "wecom": "wecom", "wecom-callback": "wecom_callback", "wecom-app": "wecom_app",
    "dingtalk": "dingtalk", "dingtalk-callback": "dingtalk_callback",
    "feishu": "feishu", "feishu-callback": "feishu_callback",
    "webhook": "webhook",
}
# Where those that are called listen, each at a port of its own, so that several run on one machine (service/bots/setup/nginx.conf).
PORTS = {"wecom-callback": 8001, "wecom-app": 8002, "dingtalk-callback": 8003, "feishu-callback": 8004, "webhook": 8005}


class ChannelUnknown(ServiceError):
    """There is no such channel; evidence: channel, channels."""

    code = "bot_channel_unknown"


class LibrariesMissing(ServiceError):
    """What a channel needs is not installed; evidence: channel, library, python (that would need it)."""

    code = "bot_libraries_missing"


def open_channel(name: str, environment: Mapping[str, str]) -> Channel:
    """The channel with its settings. Raises ChannelUnknown, LibrariesMissing, SettingMissing, SettingUnreadable, SettingInvalid."""
    module = _module(name)
    return module.open_channel({setting.name: read_setting(environment, setting.name, setting.default) for setting in module.SETTINGS})


def settings_of(name: str) -> tuple[Setting, ...]:
    """The settings of a channel. Raises ChannelUnknown, LibrariesMissing."""
    return _module(name).SETTINGS


def _module(name: str):
    if name not in MODULES:
        raise ChannelUnknown(channel=name, channels=" ".join(MODULES))
    try:
        return import_module(f"service.bots.channels.{MODULES[name]}")
    except ModuleNotFoundError as error:
        raise LibrariesMissing(channel=name, library=error.name, python=sys.executable) from error
