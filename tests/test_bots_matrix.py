"""A real chat server: Matrix Synapse, a bridge to the generic webhook, and a person with a client.

The server is AGPL and in an environment of its own, which tests/matrix/make_environment.sh makes; MATRIX_ENVIRONMENT names its folder.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
import yaml

from service.bots.channels.webhook import Webhook
from service.feedback import Feedback
from service.pipeline import open_service
from tests.bot_gateway import free_port, running, wait_until

HERE, FOLDER = Path(__file__).parent / "matrix", Path(os.environ.get("MATRIX_ENVIRONMENT", "/nowhere"))
PYTHON, SECRET, REGISTRATION = FOLDER / "bin" / "python", "0123456789abcdef0123", "registration"
NO_LIMIT = {"per_second": 1000, "burst_count": 1000}

pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="MATRIX_ENVIRONMENT names no environment with a Matrix server")


@contextmanager
def started(*command, folder, **environment):
    """A process of the server's environment, until the end of the block."""
    with (folder / "output.log").open("ab") as output:
        process = subprocess.Popen([PYTHON, *command], cwd=folder, env={"PATH": os.environ["PATH"], **environment}, stdout=output, stderr=output)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture
def server(tmp_path):
    """The address of a chat server on 127.0.0.1 with the accounts qabot, alice and bob; it speaks to nobody else."""
    folder, port = tmp_path / "matrix", free_port()
    folder.mkdir()
    make = ["-m", "synapse.app.homeserver", "--server-name", "bot.local", "--config-path", "homeserver.yaml", "--generate-config", "--report-stats=no",
            "--data-directory", ".", "--config-directory", "."]
    subprocess.run([PYTHON, *make], cwd=folder, check=True, capture_output=True)
    settings = yaml.safe_load((folder / "homeserver.yaml").read_text())
    settings |= {
        "listeners": [{"bind_addresses": ["127.0.0.1"], "port": port, "tls": False, "type": "http", "resources": [{"names": ["client"]}]}],
        "trusted_key_servers": [], "federation_domain_whitelist": [], "ip_range_blacklist": ["0.0.0.0/0", "::/0"], "url_preview_enabled": False,
        "presence": {"enabled": False}, "registration_shared_secret": REGISTRATION, "rc_message": NO_LIMIT, "rc_registration": NO_LIMIT,
        "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), NO_LIMIT), "rc_joins": {"local": NO_LIMIT, "remote": NO_LIMIT},
        "rc_invites": {"per_room": NO_LIMIT, "per_user": NO_LIMIT},
    }
    (folder / "homeserver.yaml").write_text(yaml.safe_dump(settings))
    url = f"http://127.0.0.1:{port}"
    with started("-m", "synapse.app.homeserver", "--config-path", "homeserver.yaml", folder=folder):
        wait_until(lambda: is_up(url), 60)
        for name in ("qabot", "alice", "bob"):
            register(url, name)
        yield url


def is_up(url):
    try:
        return requests.get(f"{url}/health", timeout=2).ok
    except requests.RequestException:
        return False


def register(url, name):
    """An account whose password is its name."""
    address = f"{url}/_synapse/admin/v1/register"
    nonce = requests.get(address, timeout=10).json()["nonce"]
    mac = hmac.new(REGISTRATION.encode(), b"\0".join((nonce.encode(), name.encode(), name.encode(), b"notadmin")), hashlib.sha1).hexdigest()
    reply = requests.post(address, json={"nonce": nonce, "username": name, "password": name, "admin": False, "mac": mac}, timeout=10)
    assert reply.ok, reply.text


def test_a_person_asks_sees_working_gets_the_answer_with_its_table_and_rates_it(server, config, tmp_path):
    with running(Webhook({"matrix": SECRET}), open_service(config), tmp_path) as bot:
        account = {"MATRIX_URL": server, "MATRIX_USER": "qabot", "MATRIX_PASSWORD": "qabot", "BOT_URL": f"{bot.url}/bot/webhook/matrix", "BOT_SECRET": SECRET}
        with started(HERE / "bridge.py", folder=tmp_path, **account):
            wait_until(lambda: b"ready" in (tmp_path / "output.log").read_bytes(), 20)
            talk = subprocess.run([PYTHON, HERE / "talk.py"], env={"MATRIX_URL": server, "BOT_USER": "@qabot:bot.local"}, capture_output=True, text=True, timeout=60)
        assert talk.returncode == 0, talk.stderr + (tmp_path / "output.log").read_text()
        found = json.loads(talk.stdout)
        kept = Feedback(bot.state).remarks()
    assert {"typing", "m.notice", "m.text"} <= {each["type"] for each in found["answer"]}
    placeholder, answer = (next(each for each in found["answer"] if each["type"] == kind) for kind in ("m.notice", "m.text"))
    assert placeholder["body"] == "正在查询…" and answer["replaces"] == placeholder["event"]
    assert answer["formatted_body"].count("<tr>") == 6 and "10327" in answer["formatted_body"] and "出处" in answer["formatted_body"]
    assert [each["body"] for each in found["thanks"] if each["type"] == "m.notice"] == ["谢谢，已经记下。"]
    assert [(remark.questions, remark.verdict) for remark in kept] == [(["五家单位总预算从高到低"], "good")]
    assert ["3.70万元" in each["body"] for each in found["second"] if each["type"] == "m.text"] == [True]
    assert found["redacted"]
    assert ["3.70万元" in each["body"] for each in found["group"] if each["type"] == "m.text"] == [True]
    keep_page(answer["formatted_body"])


def keep_page(body):
    """Write the answer where MATRIX_PAGE says, to be looked at."""
    if path := os.environ.get("MATRIX_PAGE"):
        Path(path).write_text(f'<!doctype html><meta charset="utf-8"><body>{body}', encoding="utf-8")
