"""`bot CHANNEL --check` tells what is set, who may ask and what the messenger says, in words with what to do; without the libraries of
the bots the service runs all the same, and a bot says what to install."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.__main__ import main
from service.bots.channels.feishu_bot import PERMISSIONS
from service.bots.channels.wecom import WecomBot
from service.pipeline import open_service
from service.reply.words import command_words
from tests.bot_gateway import Gateways, free_port, wait_until
from tests.bot_process import PATIENCE, ROOT, Process
from tests.fake_wecom import FakeWecom

WECOM = {"WECOM_BOT_ID": "bot", "WECOM_BOT_SECRET": "secret"}
NOWHERE = {"WECOM_URL": "ws://127.0.0.1:9"}
WEBHOOK = {"WEBHOOK_SECRETS": "portal=0123456789abcdef"}
# Reads names of modules that are not to be found, then is `python -m service`.
WITHOUT = """
import importlib.abc, runpy, sys

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

absent, sys.argv[1:] = set(sys.argv[1].split()), sys.argv[2:]
sys.meta_path.insert(0, Absent())
runpy.run_module("service", run_name="__main__", alter_sys=True)
"""


@pytest.fixture
def check(tmp_path):
    """Checks a channel and returns the exit code with the lines."""
    def run(channel, **environment):
        told = CliRunner().invoke(main, ["bot", channel, "--check", "--data", str(tmp_path)], env=environment, catch_exceptions=False)
        return told.exit_code, told.output.splitlines()

    return run


def test_a_check_tells_of_each_setting_whether_it_is_there_and_needs_to_be(check):
    code, lines = check("wecom", WECOM_BOT_ID="bot", WECOM_BOT_SECRET_FILE="/nowhere/secret", SITE_URL="budget.example.cn")
    assert code == 1
    assert lines == [
        "已设置  WECOM_BOT_ID",
        "读不到  WECOM_BOT_SECRET_FILE  没有这个文件，或者没有读取权限：/nowhere/secret",
        "未设置（可选）  WECOM_BOT_NAME",
        "用默认值  WECOM_URL  wss://openws.work.weixin.qq.com",
        "无效  SITE_URL  以 http:// 或 https:// 开头的完整地址。",
        "用默认值  BOT_QUESTIONS_PER_MINUTE  20",
        "通过  谁能问：不限（没有设名单）",
        "通过  数据文件夹",
    ]
    nowhere = CliRunner().invoke(main, ["bot", "wecom", "--check", "--data", "/nowhere"])
    assert (nowhere.exit_code, "未通过  数据文件夹  没有这个文件夹，或者这个账号不能写：/nowhere" in nowhere.output) == (1, True)
    assert check("dingtalk-callback", DINGTALK_CLIENT_ID="a", DINGTALK_CLIENT_SECRET="b", DINGTALK_CALLBACK_PATH="short")[1][8].startswith("无效  DINGTALK_CALLBACK_PATH  至少16位")
    assert check("wecom")[1][0].startswith("缺少  WECOM_BOT_ID  企业微信管理后台 →")


def test_a_check_tells_of_a_number_that_is_none_and_is_no_start_either(check, bot_folder):
    wrong = {**WEBHOOK, "BOT_QUESTIONS_PER_MINUTE": "many"}
    code, lines = check("webhook", **wrong)
    assert code == 1
    assert "无效  BOT_QUESTIONS_PER_MINUTE  每人每分钟最多回答几个提问，是一个整数，例如 20；0 为不限。" in lines
    with Process("webhook", bot_folder, **wrong) as gateway:
        assert gateway.wait() == 2


def test_departments_that_can_not_be_found_out_are_no_reason_to_start_again(bot_folder):
    with Process("wecom", bot_folder, **WECOM, **NOWHERE, WECOM_DEPARTMENTS="7") as gateway:
        assert gateway.wait() == 2
    assert "不能用 WECOM_DEPARTMENTS 限制" in gateway.told()


def test_a_step_that_fails_says_what_to_do_with_the_messengers_own_words_behind_it(check, tmp_path):
    fake = FakeWecom(secret="another")
    with fake.running() as url:
        code, lines = check("wecom", **WECOM, WECOM_URL=url)
    assert code == 1
    assert lines[-1].startswith("未通过  与企业微信的长连接  核对 Bot ID 和 Secret")
    assert lines[-1].endswith("（企业微信或网络的回复：853000 invalid bot_id or secret）")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("channel, environment, is_fine, told", [
    ("webhook", WEBHOOK, True, ["通过  谁能问：不限（没有设名单）"]),
    ("webhook", WEBHOOK | {"WEBHOOK_USERS": "li,wang", "WEBHOOK_DEPARTMENTS": "7"}, True, ["通过  谁能问：只有名单上的（用户2个、群0个、部门1个）"]),
    ("webhook", WEBHOOK | {"WEBHOOK_USERS": " "}, False, ["未通过  谁能问  名单设了，但是空的"]),
    ("webhook", WEBHOOK | {"WEBHOOK_USER": "li"}, False, ["不认识  WEBHOOK_USER  没有这个设置", "通过  谁能问：不限（没有设名单）"]),
    ("wecom", WECOM | NOWHERE | {"WECOM_DEPARTMENTS": "7"}, False, ["未通过  名单 WECOM_DEPARTMENTS  这种接法用不上这个名单"]),
    ("wecom", WECOM | NOWHERE | {"WECOM_APP_CHATS": "7"}, False, ["通过  谁能问：不限（没有设名单）"]),
])
def test_a_check_tells_who_may_ask_and_which_list_can_not_work(check, channel, environment, is_fine, told):
    code, lines = check(channel, **environment)
    assert (code == 0) == is_fine
    assert [line for line in told if not any(each.startswith(line) for each in lines)] == []


def test_a_check_of_a_bot_that_runs_tells_of_its_connection_and_makes_no_other(config, check, tmp_path):
    fake = FakeWecom()
    with fake.running() as url:
        gateways = Gateways(open_service(config), tmp_path)
        gateways.run(WecomBot("bot", "secret", url=url, first_wait=0.05))
        try:
            wait_until(lambda: gateways.state() == {"wecom": "up"})
            assert check("wecom", **WECOM, WECOM_URL=url)[1][-1] == "通过  正在运行的机器人的连接"
            assert (fake.subscriptions, gateways.state()) == (1, {"wecom": "up"})
        finally:
            gateways.stop_all()
        assert check("wecom", **WECOM, WECOM_URL=url)[1][-1] == "通过  与企业微信的长连接"


def test_each_step_that_a_channel_checks_has_a_name_and_says_what_to_do():
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "service" / "bots" / "channels").glob("*.py"))
    steps = {*re.findall(r'Found\("([a-z_]+)"', sources), *re.findall(r'\("(feishu_[a-z_]+)", self\._check', sources), "wecom_app_api", *PERMISSIONS}
    assert len(steps) >= 11
    assert [step for step in steps if f"bot_step_{step}" not in command_words()] == []
    never_fail = {"webhook_secrets", "wecom_callback_keys"}
    assert [step for step in steps - never_fail if "{problem}" not in command_words().get(f"bot_cure_{step}", "")] == []


@pytest.fixture(scope="module")
def absent():
    """The modules of what the bots need beyond the service."""
    needed, more = (pinned(ROOT / path) for path in ("requirements.txt", "service/bots/requirements.txt"))
    return " ".join(sorted({"pycryptodome": "Crypto"}.get(name, name) for name in more - needed))


def pinned(path):
    return {name.lower().replace("-", "_") for name in re.findall(r"^([\w.-]+)==", path.read_text(encoding="utf-8"), re.MULTILINE)}


def test_without_the_libraries_of_the_bots_the_service_runs(absent, bot_folder):
    assert {"lark_oapi", "websockets", "requests"} <= set(absent.split())
    port = str(free_port())
    command = [sys.executable, "-c", WITHOUT, absent, "serve", "--port", port, "--data", str(bot_folder)]
    with subprocess.Popen(command, cwd=ROOT, env={"PATH": os.environ["PATH"]}, stdout=subprocess.PIPE, text=True) as service:
        try:
            assert service.stdout.readline().strip() == f"http://127.0.0.1:{port}"
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as reply:
                assert json.load(reply) == {"status": "ok", "documents": 5, "bots": []}
        finally:
            service.terminate()


@pytest.mark.parametrize("arguments", [("feishu",), ("wecom", "--check"), ("webhook", "--check")])
def test_without_them_a_bot_says_what_to_install(absent, bot_folder, arguments):
    command = [sys.executable, "-c", WITHOUT, absent, "bot", *arguments, "--data", str(bot_folder)]
    done = subprocess.run(command, cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 2
    assert f"{sys.executable} -m pip install -r service/bots/requirements.txt" in done.stderr and "Traceback" not in done.stderr
    assert Path(ROOT / "service/bots/requirements.txt").is_file()
