"""The pages by which administrators set the bots up name the settings that there are, and no others."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from service.bots.registry import MODULES
from service.bots.settings import prefix
from service.reply.words import command_words

PAGES = Path(__file__).parent.parent / "service" / "bots" / "setup"
LISTS = ("USERS", "CHATS", "DEPARTMENTS")
CHANNELS = {"wecom.md": ("wecom", "wecom-callback", "wecom-app"), "webhook.md": ("webhook",)}


def settings_of(channel):
    return import_module(f"service.bots.channels.{MODULES[channel]}").SETTINGS


@pytest.mark.parametrize("page", CHANNELS)
def test_a_page_names_the_settings_of_its_channels_in_both_directions(page):
    text = (PAGES / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:WECOM|WEBHOOK)_[A-Z_]+?)(?:_FILE)?`", text)) - set(map(prefix, CHANNELS[page]))
    there = {setting.name for channel in CHANNELS[page] for setting in settings_of(channel)}
    lists = {f"{prefix(channel)}_{name}" for channel in CHANNELS[page] for name in LISTS}
    assert there - named == set()
    assert named - there - lists == set()
    assert [channel for channel in CHANNELS[page] if f"python -m service bot {channel} --check" not in text] == []


@pytest.mark.parametrize("channel", [channel for channels in CHANNELS.values() for channel in channels])
def test_what_to_do_is_said_of_each_setting_that_must_be_there(channel):
    assert [setting.name for setting in settings_of(channel) if setting.default is None and f"bot_cure_{setting.name}" not in command_words()] == []


def test_the_readme_names_each_channel_and_its_page():
    text = (PAGES.parent.parent.parent / "README.md").read_text(encoding="utf-8")
    assert [channel for channel in MODULES if f"`{channel}`" not in text] == []
    assert sorted(path.name for path in PAGES.glob("*.md") if f"(service/bots/setup/{path.name})" not in text) == []
