"""What administrators set the bots up by is true: the pages name the settings, commands, files, ports and exit codes that there are,
and no others; the unit files and the proxy's configuration fit the program.
"""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from configparser import ConfigParser
from contextlib import closing
from importlib import import_module
from inspect import getsource
from pathlib import Path

import pytest
from flask import Flask

from service.__main__ import EXIT_CODES, main
from service.bots import callbacks, gateway, office
from service.bots.check import USELESS
from service.bots.gateway import MOST_QUESTIONS, QUOTA
from service.bots.registry import MODULES, PORTS, open_channel
from service.bots.settings import list_names
from service.config import DEFAULT_DATA
from service.reply.words import command_words

ROOT = Path(__file__).resolve().parent.parent
SETUP = ROOT / "service" / "bots" / "setup"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in SETUP.glob("*.md")}
COMMON = PAGES["README.md"]
CHANNELS = {
    "wecom.md": ("wecom", "wecom-callback", "wecom-app"), "dingtalk.md": ("dingtalk", "dingtalk-callback"),
    "feishu.md": ("feishu", "feishu-callback"), "webhook.md": ("webhook",),
}
# Settings with which each channel that is called opens.
KEY = "a" * 43
CALLED = {
    "wecom-callback": {"WECOM_CALLBACK_TOKEN": "t", "WECOM_CALLBACK_AES_KEY": KEY},
    "wecom-app": {"WECOM_APP_CORP_ID": "c", "WECOM_APP_AGENT_ID": "1", "WECOM_APP_SECRET": "s", "WECOM_APP_TOKEN": "t", "WECOM_APP_AES_KEY": KEY},
    "dingtalk-callback": {"DINGTALK_CLIENT_ID": "c", "DINGTALK_CLIENT_SECRET": "s", "DINGTALK_CALLBACK_PATH": "0123456789abcdef"},
    "feishu-callback": {"FEISHU_APP_ID": "a", "FEISHU_APP_SECRET": "s", "FEISHU_VERIFICATION_TOKEN": "t"},
    "webhook": {"WEBHOOK_SECRETS": "portal=0123456789abcdef"},
}


def settings_of(channel):
    return import_module(f"service.bots.channels.{MODULES[channel]}").SETTINGS


def table(text, header):
    """The first cells of the table under a header."""
    rows = text.split(header, 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [row.split("|")[1].strip() for row in rows]


@pytest.mark.parametrize("page", CHANNELS)
def test_a_page_names_the_settings_of_its_channels_in_both_directions(page):
    messenger = page.removesuffix(".md").upper()
    named = {name.removesuffix("_FILE") for name in re.findall(rf"{messenger}_[A-Z_]*[A-Z](?!\w)", PAGES[page])}
    there = {setting.name for channel in CHANNELS[page] for setting in settings_of(channel)}
    useless = {f"{list_names(channel)[0].removesuffix('USERS')}{USELESS[channel]}" for channel in CHANNELS[page] if channel in USELESS}
    assert named == there | {name for channel in CHANNELS[page] for name in list_names(channel)} - useless
    assert "`SITE_URL`" in COMMON and "SITE_URL=" in PAGES[page]
    assert f"| `{QUOTA}` |" in COMMON and f"默认 {MOST_QUESTIONS}" in COMMON


@pytest.mark.parametrize("page, channel", [(page, channel) for page, channels in CHANNELS.items() for channel in channels])
def test_a_page_goes_from_the_settings_of_each_channel_to_its_check_and_its_start(page, channel):
    steps = (f"/etc/budget/{channel}.env", f"bot.sh {channel} --check", f"systemctl enable --now budget-bot@{channel}")
    assert [step for step in steps if step not in PAGES[page]] == []
    assert f"本机 {PORTS[channel]} 端口" in PAGES[page] if channel in PORTS else True


@pytest.mark.parametrize("channel", MODULES)
def test_what_to_do_is_said_of_each_setting_that_must_be_there(channel):
    assert [setting.name for setting in settings_of(channel) if setting.default is None and f"bot_cure_{setting.name}" not in command_words()] == []


def test_the_readme_names_each_channel_and_its_page():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [channel for channel in MODULES if f"`{channel}`" not in text] == []
    assert sorted(page for page in PAGES if f"(service/bots/setup/{page})" not in text) == []


@pytest.mark.parametrize("page", PAGES)
def test_each_file_command_and_option_that_a_page_names_is_there(page):
    text = PAGES[page]
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    paths = {*re.findall(r"service/bots/[\w./@-]+\w", text), *re.findall(r"(?<=-r )\S+\.txt", text), *(f"service/bots/setup/{link}" for link in links)}
    assert [path for path in paths if not (ROOT / path).is_file()] == []
    for command, rest in re.findall(r"-m service (\w+)([^`\n]*)", text):
        options = {option for parameter in main.commands[command].params for option in parameter.opts}
        assert [option for option in re.findall(r"--[a-z]+", rest) if option not in options] == []


@pytest.mark.parametrize("page", PAGES)
def test_each_block_of_commands_is_one_of_a_shell(page):
    blocks = [block for block in re.findall(r"^ *```(?:bash)?\n(.*?)^ *```$", PAGES[page], re.MULTILINE | re.DOTALL) if "sudo " in block]
    assert [block for block in blocks if subprocess.run(["bash", "-n", "-c", block], capture_output=True).stderr] == []


def unit(name):
    parser = ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str
    parser.read_string((SETUP / name).read_text(encoding="utf-8"))
    return parser["Service"], parser["Install"]


@pytest.mark.parametrize("name", ["budget-bot@.service", "budget-web.service"])
def test_a_unit_runs_the_program_as_a_user_of_its_own_who_may_write_the_data_alone(name):
    service, install = unit(name)
    python, *arguments = shlex.split(service["ExecStart"])
    folder = Path(service["WorkingDirectory"])
    assert python == f"{folder}/.venv/bin/python" and arguments[:2] == ["-m", "service"]
    assert {each for each in arguments[2:] if each.startswith("--")} <= {option for parameter in main.commands[arguments[2]].params for option in parameter.opts}
    assert service["User"] not in ("", "root") and f"useradd --system --home-dir {folder} --shell /usr/sbin/nologin {service['User']}\n" in COMMON
    assert (service["ProtectSystem"], Path(service["ReadWritePaths"])) == ("strict", folder / DEFAULT_DATA.relative_to(ROOT))
    assert install["WantedBy"] == "multi-user.target"
    assert name in COMMON


def test_the_unit_of_a_bot_fits_its_exit_codes_and_its_way_of_ending():
    service, _ = unit("budget-bot@.service")
    assert shlex.split(service["ExecStart"])[2:] == ["service", "bot", "%i"]
    assert service["EnvironmentFile"] == "/etc/budget/%i.env" and "sudo chmod 600 /etc/budget/" in COMMON
    assert service["Restart"] == "on-failure"
    assert {int(code) for code in service["RestartPreventExitStatus"].split()} == set(EXIT_CODES.values())
    assert int(service["TimeoutStopSec"]) > gateway.LAST_REPLIES + callbacks.LAST_CALLS + callbacks.LAST_ANSWERS
    assert [int(code) for code in table(COMMON, "| 退出码 | 意思 |")] == sorted({0, 1, *EXIT_CODES.values()})


def test_the_common_page_tells_each_state_each_count_and_each_word_of_a_check():
    told = set(re.findall(r"`(\w+)`", COMMON))
    assert {"up", "connecting", "down", "taken_over", "stopped", "waiting", "failed", "since"} <= told
    assert set(re.findall(r'_count\("(\w+)"\)', getsource(office))) <= told
    words = {words.split("  ")[0] for key, words in command_words().items() if re.fullmatch("bot_(set|fine|unset|default|missing|unreadable|invalid|unknown|failed)", key)}
    assert len(words) == 9
    assert {word for cell in table(COMMON, "| 开头 | 意思 |") for word in cell.split("、")} == words


@pytest.mark.parametrize("channel", CALLED)
def test_the_proxy_passes_the_addresses_of_each_channel_on_to_its_port(channel):
    assert set(CALLED) == set(PORTS)
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(open_channel(channel, CALLED[channel]).routes(None))
    configuration = (SETUP / "nginx.conf").read_text(encoding="utf-8")
    locations = {path: (bool(exact), int(port)) for exact, path, port in re.findall(r"^location (= )?(\S+) +\{ proxy_pass http://127\.0\.0\.1:(\d+);", configuration, re.MULTILINE)}
    for rule in app.url_map.iter_rules():
        ports = {port for path, (exact, port) in locations.items() if (rule.rule == path if exact else rule.rule.startswith(path))}
        assert ports == {PORTS[channel]}
    assert re.search(rf"^\| `{channel}` \| `(\S+)` \| {PORTS[channel]} \|$", COMMON, re.MULTILINE)[1] in locations


def test_the_script_of_the_check_reads_the_settings_as_the_service_does(tmp_path):
    (tmp_path / "webhook.env").write_text("# a comment\nWEBHOOK_SECRETS='portal=0123456789abcdef,oa=0123456789abcdefg'\nWEBHOOK_USERS=li,wang\n")
    environment = {"PATH": os.environ["PATH"], "BUDGET_SETTINGS": str(tmp_path), "BUDGET_PYTHON": sys.executable, "BUDGET_USER": "root"}
    command = ["sh", str(SETUP / "bot.sh"), "webhook", "--check", "--data", str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "已设置  WEBHOOK_SECRETS\n" in done.stdout and "（用户2个、群0个、部门0个）" in done.stdout


def test_the_command_that_keeps_a_copy_of_the_state_makes_one_that_is_whole(tmp_path):
    with closing(sqlite3.connect(tmp_path / "state.sqlite")) as running, running:
        running.execute("PRAGMA journal_mode=WAL")
        running.execute("CREATE TABLE kept (word TEXT)")
        running.execute("INSERT INTO kept VALUES ('here')")
        running.commit()
        code = re.search(r'-c "(import sqlite3.*?)"$', COMMON, re.MULTILINE)[1]
        code = code.replace("data/state.sqlite", str(tmp_path / "state.sqlite")).replace("/var/backups/budget-state.sqlite", str(tmp_path / "copy.sqlite"))
        subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        assert copy.execute("SELECT word FROM kept").fetchall() == [("here",)]
