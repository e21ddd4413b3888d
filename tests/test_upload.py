"""Uploads over real HTTP: off unless a token is set, refused without it, read and shown before they are added, or deleted."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from waitress.server import create_server

import service.web.upload as upload_pages
from service import create_app
from service.config import SHORTEST_TOKEN, Config, token_in
from service.errors import TokenTooShort
from service.ingest import build, document_files
from service.uploads import KEPT, Uploads, safe_name
from tests.made_disclosure import DISCLOSURE, TABLES
from tests.made_files import write_pdf
from tests.browsing import DESKTOP, TELEPHONE, overflow_of

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "a token of the tests"
BOUNDARY = "----made-up"
WATER = "东江市水务局2024年部门预算\n" + TABLES.format(total="15.00", project="7.00")
CORRECTED = "东江市水务局2024年部门预算\n" + TABLES.format(total="17.00", project="9.00")
ARCHIVES = "东江市档案馆2024年单位预算\n" + TABLES.format(total="30.00", project="22.00")


@dataclass
class Reply:
    """What came back: its status, its text, and where it leads."""

    status: int
    text: str
    place: str
    headers: http.client.HTTPMessage


@dataclass
class Visitor:
    """Somebody at a running service, with the cookies that were given."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        connection = http.client.HTTPConnection(self.address, timeout=30)
        cookie = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()} | cookie)
        reply = connection.getresponse()
        text = reply.read().decode()
        for given in reply.headers.get_all("Set-Cookie") or ():
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return Reply(reply.status, text, urlsplit(reply.headers.get("Location", "")).path, reply.headers)

    def get(self, path: str) -> Reply:
        return self.send("GET", path)

    def fill(self, path: str, **fields: str) -> Reply:
        return self.send("POST", path, urlencode(fields).encode(), Content_Type="application/x-www-form-urlencoded")

    def upload(self, name: str, content: bytes | str, **headers: str) -> Reply:
        data = content.encode() if isinstance(content, str) else content
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = head + data + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self.send("POST", "/upload", body, Content_Type=f"multipart/form-data; boundary={BOUNDARY}", **headers)

    def settled(self, path: str) -> str:
        """The page of an upload once nothing is worked on any more; until then it refreshes itself."""
        for _ in range(300):
            text = self.get(path).text
            if 'http-equiv="refresh"' not in text:
                return text
            time.sleep(0.1)
        raise AssertionError(f"not settled: {text}")

    def ask(self, question: str) -> dict[str, object]:
        body = json.dumps({"question": question, "conversation": None}).encode()
        return json.loads(self.send("POST", "/api/ask", body, Content_Type="application/json").text)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A collection of one document."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "water.txt").write_text(WATER, encoding="utf-8")
    build(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[str, list[Flask]]]:
    """A server's address, and the apps that it has served: the last one answers. It is closed at the end of the run, because the
    numbers of its closed sockets would be others' files while its loop still looks at them."""
    apps: list[Flask] = []
    server = create_server(lambda environ, start: apps[-1](environ, start), host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"127.0.0.1:{server.effective_port}", apps
    server.close()


@pytest.fixture
def open_site(served: tuple[str, list[Flask]]) -> Callable[[Config], str]:
    """Serves the app of a configuration; returns its address."""
    address, apps = served

    def start(config: Config) -> str:
        apps.append(create_app(config))
        return address

    return start


@pytest.fixture
def site(data: Path, open_site: Callable[[Config], str]) -> str:
    return open_site(Config(data, upload_token=TOKEN))


@pytest.fixture
def visitor(site: str) -> Visitor:
    """One who has entered the token."""
    visitor = Visitor(site)
    assert visitor.fill("/upload/token", token=TOKEN).status == 303
    return visitor


def uploaded(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "upload").rglob("*") if path.is_file())


def test_without_a_token_there_is_no_upload(data, open_site):
    visitor = Visitor(open_site(Config(data)))
    assert visitor.get("/upload").status == 404
    assert visitor.upload("archives.txt", ARCHIVES).status == 404
    assert visitor.fill("/upload/token", token="").status == 404
    assert "/upload" not in visitor.get("/documents").text
    assert not (data / "upload").exists()


def test_the_token_is_of_the_environment_and_not_to_be_guessed(data):
    assert token_in({}, "UPLOAD_TOKEN") == "" and token_in({"UPLOAD_TOKEN": f" {TOKEN}\n"}, "UPLOAD_TOKEN") == TOKEN
    with pytest.raises(TokenTooShort):
        token_in({"UPLOAD_TOKEN": "x" * (SHORTEST_TOKEN - 1)}, "UPLOAD_TOKEN")
    served = [sys.executable, "-m", "service", "serve", "--data", str(data), "--port", "0"]
    ended = subprocess.run(served, env=os.environ | {"UPLOAD_TOKEN": "short"}, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1 and "UPLOAD_TOKEN" in ended.stderr and "Traceback" not in ended.stderr


def test_the_token_is_asked_once_and_kept_where_no_script_reads_it(site):
    visitor = Visitor(site)
    assert 'type="password"' in visitor.get("/upload").text
    given = visitor.fill("/upload/token", token=TOKEN)
    assert (given.status, given.place) == (303, "/upload")
    cookie = given.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/upload" in cookie and TOKEN not in cookie
    page = visitor.get("/upload")
    assert 'type="file"' in page.text and page.headers["Cache-Control"] == "no-store"
    assert "<script>" not in page.text and "style=" not in page.text and "onclick" not in page.text
    assert 'href="/upload"' in visitor.get("/documents").text


def test_without_the_right_token_everything_is_403_and_nothing_is_kept(site, data):
    for visitor in (Visitor(site), Visitor(site, {"upload": "0" * 64}), Visitor(site, {"upload": TOKEN.replace(" ", "")})):
        for wrong in ("", "wrong", TOKEN + "x", "口令" * 10):
            refused = visitor.fill("/upload/token", token=wrong)
            assert refused.status == 403 and "Set-Cookie" not in refused.headers
            assert "口令不对" in refused.text and 'action="/upload/token"' in refused.text
        assert visitor.upload("archives.txt", ARCHIVES).status == 403
        assert visitor.get(f"/upload/{'0' * 32}").status == 403
        assert visitor.fill(f"/upload/{'0' * 32}/add").status == 403
        assert visitor.fill(f"/upload/{'0' * 32}/discard").status == 403
    assert not (data / "upload").exists()


def test_what_another_site_sends_is_403(visitor, site, data):
    for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}, {"Sec_Fetch_Site": "same-site"}):
        assert visitor.upload("archives.txt", ARCHIVES, **headers).status == 403
    assert not (data / "upload").exists()
    assert visitor.upload("archives.txt", ARCHIVES, Origin=f"http://{site}", Sec_Fetch_Site="same-origin").status == 303


def test_a_file_is_understood_then_added_and_questions_are_answered_from_it(visitor, data):
    assert visitor.ask("东江市档案馆2024年支出总计多少")["status"] != "answered"
    taken = visitor.upload("archives.txt", ARCHIVES)
    assert taken.status == 303 and re.fullmatch("/upload/[0-9a-f]{32}", taken.place)
    page = visitor.settled(taken.place)
    for said in ("东江市档案馆", "2024 年", "单位预算", "收入总表", "支出总表", "万元", "有数据", "没有：", "收录", "放弃"):
        assert said in page
    assert [path.name for path in document_files(data / "documents")] == ["water.txt"]
    assert visitor.ask("东江市档案馆2024年支出总计多少")["status"] != "answered"

    assert visitor.fill(f"{taken.place}/add").place == taken.place
    assert "已收录。" in visitor.settled(taken.place)
    assert [path.name for path in document_files(data / "documents")] == ["archives.txt", "water.txt"]
    answer = visitor.ask("东江市档案馆2024年支出总计多少")
    assert (answer["status"], answer["value"]) == ("answered", {"number": "30.00", "unit": "万元"})


def test_a_pdf_comes_in_too(visitor, tmp_path):
    file = write_pdf(tmp_path / "archives.pdf", DISCLOSURE)
    place = visitor.upload(quote("archives.pdf"), file.read_bytes()).place
    assert "收支总表" in visitor.settled(place)
    visitor.fill(f"{place}/add")
    visitor.settled(place)
    assert visitor.ask("东江市档案馆2024年支出总计多少")["value"] == {"number": "1300.50", "unit": "万元"}


def test_a_file_that_replaces_another_says_which_and_one_that_is_known_that_it_is(visitor, data):
    place = visitor.upload("corrected.txt", CORRECTED).place
    assert "收录后将取代已有的文件：water.txt" in visitor.settled(place)
    visitor.fill(f"{place}/add")
    assert "取代了：water.txt" in visitor.settled(place)
    assert [path.name for path in document_files(data / "documents")] == ["corrected.txt"]

    again = visitor.upload("again.txt", CORRECTED.replace("\n", "\r\n")).place
    page = visitor.settled(again)
    assert "已经收录（corrected.txt）" in page and f"{again}/add" not in page


def test_a_file_with_less_than_what_is_there_is_said_to_be_cut_off(visitor):
    place = visitor.upload("short.txt", WATER.partition("支出总表")[0]).place
    page = visitor.settled(place)
    assert "少于已收录的water.txt" in page and f"{place}/add" not in page
    visitor.fill(f"{place}/add")
    assert "少于已收录的water.txt" in visitor.settled(place)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.txt", b"", "文件是空的"),
        ("letter.txt", "各位同事：明天放假。\n".encode(), "不是预决算公开文件"),
        ("damaged.pdf", b"%PDF-1.7\n" + b"\0" * 100, "文件已损坏"),
        ("many.zip", b"PK\x05\x06" + b"\0" * 18, "压缩包"),
    ],
)
def test_a_file_that_cannot_be_read_shows_its_sentence_and_is_not_added(visitor, data, name, content, sentence):
    place = visitor.upload(name, content).place
    page = visitor.settled(place)
    assert f"{name}：" in page and sentence in page and f"{place}/add" not in page
    visitor.fill(f"{place}/add")
    visitor.settled(place)
    assert [path.name for path in document_files(data / "documents")] == ["water.txt"]


def test_a_file_that_is_too_large_is_413_with_a_sentence_of_its_own(visitor, data, monkeypatch):
    monkeypatch.setattr(upload_pages, "LARGEST_UPLOAD", 100_000)
    reply = visitor.upload("large.txt", b"x" * 100_001)
    assert reply.status == 413 and "不能上传" in reply.text and "64 KB" not in reply.text
    assert not (data / "upload").exists()


def test_a_form_without_a_file_is_400(visitor):
    assert visitor.upload("", b"").status == 400
    assert visitor.fill("/upload", file="text").status == 400


def test_a_discarded_file_is_gone(visitor, data):
    place = visitor.upload("archives.txt", ARCHIVES).place
    visitor.settled(place)
    assert visitor.fill(f"{place}/discard").place == "/upload"
    assert visitor.get(place).status == 404
    assert uploaded(data) == []
    assert visitor.fill(f"{place}/discard").status == 303
    assert [path.name for path in document_files(data / "documents")] == ["water.txt"]


@pytest.mark.parametrize("name", ["../../documents/water.txt", "..\\\\..\\\\documents\\\\water.txt", "/etc/water.txt"])
def test_a_name_is_no_path(visitor, data, name):
    place = visitor.upload(name, ARCHIVES).place
    assert "<h1>water.txt</h1>" in visitor.settled(place)
    assert uploaded(data) == ["water.txt"]
    visitor.fill(f"{place}/add")
    visitor.settled(place)
    assert [path.name for path in document_files(data / "documents")] == ["water-2.txt", "water.txt"]
    assert (data / "documents" / "water.txt").read_text(encoding="utf-8") == WATER


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("东江市档案馆2024年 单位预算（公开）.pdf", "东江市档案馆2024年 单位预算（公开）.pdf"),
        ("..", "upload-"),
        ("", "upload-"),
        (".hidden.txt", "hidden.txt"),
        ("README.md", "upload-README.md"),
        ("a\x00b\n\u202ec.txt", "abc.txt"),
        ("长" * 300 + ".pdf", "长" * 58 + ".pdf"),
    ],
)
def test_names_are_made_safe(name, safe):
    assert safe_name(name) == safe


@pytest.mark.parametrize("id_", ["..", "x", "0" * 31, "0" * 33, "%2e%2e", "..%2fdocuments", "A" * 32])
def test_an_id_that_was_never_given_is_404(visitor, id_):
    assert visitor.get(f"/upload/{id_}").status == 404
    assert visitor.fill(f"/upload/{id_}/discard").status in (303, 404)


def test_markup_in_a_name_stays_text(visitor):
    page = visitor.settled(visitor.upload("<img src=x>.txt", ARCHIVES).place)
    assert "<img src=x>" not in page and "&lt;img src=x&gt;" in page


def test_what_was_begun_by_a_server_that_was_killed_is_gone_on_with(visitor, data):
    left = data / "upload" / ("1" * 32)
    (left / "file").mkdir(parents=True)
    (left / "file" / "archives.txt").write_text(ARCHIVES, encoding="utf-8")
    assert "支出总表" in visitor.settled(f"/upload/{left.name}")
    (left / "told").write_text('{"state": "adding"}')
    assert "已收录。" in visitor.settled(f"/upload/{left.name}")
    assert visitor.ask("东江市档案馆2024年支出总计多少")["status"] == "answered"


def test_old_uploads_and_halves_of_uploads_are_taken_away(data):
    old = time.time() - KEPT - 1
    for name in ("1" * 32, ".coming-1", ".going-1", "2" * 32):
        (data / "upload" / name / "file").mkdir(parents=True)
        (data / "upload" / name / "file" / "archives.txt").write_text(ARCHIVES, encoding="utf-8")
        if name != "2" * 32:
            os.utime(data / "upload" / name, (old, old))
    Uploads(data).clean()
    assert [path.name for path in (data / "upload").iterdir()] == ["2" * 32]


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:  # noqa: F811
    """The upload page, its token entered. At the end nothing may have been complained of."""
    page, complaints = browser.new_page(viewport=DESKTOP), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.goto(f"http://{site}/documents")
    page.get_by_role("link", name="上传文件").click()
    page.get_by_label("上传口令").fill(TOKEN)
    page.get_by_role("button", name="继续").click()
    yield page
    page.close()
    assert complaints == []


def test_a_file_is_dropped_understood_and_added_in_a_browser(page, tmp_path):
    page.get_by_label("选择文件").set_input_files({"name": "letter.txt", "mimeType": "text/plain", "buffer": "各位同事".encode()})
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".problem")).to_contain_text("不是预决算公开文件")
    page.get_by_role("button", name="放弃").click()

    expect(page.get_by_text("或把文件拖到这一页上")).to_be_visible()
    page.evaluate(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "archives.txt"));
            document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }""",
        ARCHIVES,
    )
    expect(page.get_by_role("heading", name="archives.txt")).to_be_visible()
    expect(page.locator("td", has_text="支出总表").first).to_be_visible(timeout=20_000)
    page.set_viewport_size(TELEPHONE)
    assert overflow_of(page) == 0
    page.get_by_role("button", name="收录").click()
    page.get_by_role("link", name="查看文件").click(timeout=20_000)
    expect(page.get_by_role("heading", name="东江市档案馆2024年单位预算").first).to_be_visible()
