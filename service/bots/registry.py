"""CHANNEL NAME + ENVIRONMENT → CHANNEL: which channels there are, opened with their settings, and what of these is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from service.bots.channel import Channel, Found
from service.bots.settings import SettingMissing, read_allowed, read_setting
from service.errors import ServiceError

# The module of each channel under service/bots/channels; it has SETTINGS and `open_channel`.
MODULES = {
    "wecom": "wecom", "wecom-callback": "wecom_callback", "wecom-app": "wecom_app",
    "dingtalk": "dingtalk", "dingtalk-callback": "dingtalk_callback",
    "feishu": "feishu", "feishu-callback": "feishu_callback",
    "webhook": "webhook",
}


class ChannelUnknown(ServiceError):
    """There is no such channel; evidence: channel, channels."""

    code = "bot_channel_unknown"


class LibrariesMissing(ServiceError):
    """What a channel needs is not installed; evidence: channel, library."""

    code = "bot_libraries_missing"


def open_channel(name: str, environment: Mapping[str, str]) -> Channel:
    """The channel with its settings. Raises ChannelUnknown, LibrariesMissing, SettingMissing, SettingInvalid."""
    module = _module(name)
    return module.open_channel({setting.name: read_setting(environment, setting.name, setting.default) for setting in module.SETTINGS})


def check_settings(name: str, environment: Mapping[str, str]) -> Iterator[Found]:
    """Each setting of a channel. Raises ChannelUnknown, LibrariesMissing, SettingInvalid."""
    for setting in _module(name).SETTINGS:
        try:
            read_setting(environment, setting.name, setting.default)
        except SettingMissing:
            yield Found(setting.name, False)
        else:
            yield Found(setting.name, True)


def check_channel(name: str, environment: Mapping[str, str]) -> Iterator[Found]:
    """What a channel itself finds, once its settings are complete. Raises ChannelUnknown, LibrariesMissing, SettingInvalid."""
    if all(found.fine for found in check_settings(name, environment)):
        channel = open_channel(name, environment)
        read_allowed(environment, name, channel.traits.knows_departments)
        yield from channel.check()


def _module(name: str):
    if name not in MODULES:
        raise ChannelUnknown(channel=name, channels=" ".join(MODULES))
    try:
        return import_module(f"service.bots.channels.{MODULES[name]}")
    except ModuleNotFoundError as error:
        raise LibrariesMissing(channel=name, library=error.name) from error
