"""The pages as a browser without scripts gets them."""

from __future__ import annotations

import re

import pytest

from service.errors import StoreError
from service.web.layout import HeaderCell, paths_to_header_rows
from tests.made_up_service import DOCUMENT, TABLE, MadeUpService, open_client

HOSTILE = "<script>alert(1)</script>"


def cited_url(client, question):
    reply = client.post("/api/ask", json={"question": question}).get_json()
    return reply["citations"][0]["url"]


def text_of(fragment):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", fragment))


@pytest.fixture
def hostile():
    """A document every text of which tries to be markup."""
    return open_client(
        MadeUpService(
            StoreError(),
            documents=[DOCUMENT | {"title": HOSTILE, "unit_id": HOSTILE, "unit_name": HOSTILE, "source": "javascript:alert(1)"}],
            tables=[TABLE | {"title": HOSTILE, "unit": HOSTILE}],
            columns=[{"table_id": "t1", "col": 0, "path": HOSTILE, "half": None}],
            table_rows=[{"table_id": "t1", "row": 0, "line": 5}],
            cells=[
                {"table_id": "t1", "row": 0, "col": 0, "line": 5, "printed": HOSTILE, "text": HOSTILE, "doubtful": True}
            ],
            table_notes=[{"table_id": "t1", "note": 0, "text": HOSTILE, "line": 6}],
            repairs=[{"table_id": "t1", "line": 5, "printed": HOSTILE, "read": HOSTILE, "why": HOSTILE, "detail": ""}],
            doubts=[{"table_id": "t1", "line": 5, "col": 0, "text": HOSTILE, "why": HOSTILE}],
            passages=[
                {
                    "passage_id": "p1",
                    "document_id": "d1",
                    "ordinal": 1,
                    "section": HOSTILE,
                    "text": HOSTILE,
                    "line": 9,
                    "breaks": "",
                    "kind": "narrative",
                }
            ],
            lines=[{"document_id": "d1", "line": 1, "text": HOSTILE}],
        )
    )


@pytest.mark.parametrize("path", ["/", "/documents", "/documents/none"])
def test_every_page_is_chinese_and_takes_nothing_from_other_hosts(client, path):
    response = client.get(path)
    page = response.get_data(as_text=True)
    assert '<html lang="zh-CN">' in page
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert not re.search(r"""(src|href)="(https?:)?//""", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_what_a_page_needs_is_served_from_here(client):
    for path in re.findall(r'(?:src|href)="(/assets/[^"]+)"', client.get("/").get_data(as_text=True)):
        with client.get(path) as response:
            assert response.status_code == 200


def test_the_chat_page_offers_questions_and_labels_its_box(client):
    page = client.get("/").get_data(as_text=True)
    assert page.count('name="question" value=') >= 3
    assert '<label for="question"' in page and 'role="status"' in page
    assert "5 份公开文件" in page


def test_the_offered_questions_are_answered(client):
    for question in re.findall(r'<li><button name="question" value="([^"]+)"', client.get("/").get_data(as_text=True)):
        assert client.post("/api/ask", json={"question": question}).get_json()["status"] == "answered", question


def test_every_document_is_listed_and_shows_all_its_tables(client):
    listed = client.get("/documents").get_data(as_text=True)
    for document in client.get("/api/documents").get_json()["documents"]:
        assert f'href="/documents/{document["id"]}"' in listed
        page = client.get(f"/documents/{document['id']}").get_data(as_text=True)
        for table in client.get(f"/api/documents/{document['id']}/tables").get_json()["tables"]:
            assert f'id="{table["id"]}"' in page


def test_a_table_that_only_the_contents_list_names_stands_where_the_list_puts_it(client):
    document = next(d for d in client.get("/api/documents").get_json()["documents"] if "四川" in d["unit_name"])
    page = client.get(f"/documents/{document['id']}").get_data(as_text=True)
    titles = re.findall(r"<h2>([^<]*)</h2>", page)
    assert titles[:3] == ["单位收支总表", "单位收入总表", "单位支出总表"]
    assert "目录列有此表，文件中没有它的内容" in page


def test_a_citation_leads_to_the_page_with_the_cell_marked(client):
    page = client.get(cited_url(client, "深圳三公经费多少")).get_data(as_text=True)
    assert len(re.findall('id="cited"', page)) == 1
    row = re.search(r'<tr class="cited-row">(.*?)</tr>', page, re.S).group(1)
    assert "2023年" in text_of(row)
    assert text_of(re.search(r'id="cited".*?</td>', row, re.S).group()[len('id="cited">') :]) == "5"


def test_a_cited_line_and_its_source_line_are_the_same(client):
    document = next(d for d in client.get("/api/documents").get_json()["documents"] if "深圳" in d["unit_name"])
    page = client.get(f"/documents/{document['id']}/source?line=415").get_data(as_text=True)
    assert "2023 年\t5\t0\t1\t4\t0\t4" in re.search(r'<mark id="cited">(.*?)</mark>', page, re.S).group(1)
    assert 'id="L415"' in client.get(f"/documents/{document['id']}/lines").get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/documents/none",
        "/documents/none/lines",
        "/documents/none/source?line=1",
        "/documents/none/source?table=none",
        "/documents/d1/source?table=none",
        "/documents/d1/source?table=t1&row=9&col=0",
        "/documents/d1/source?table=t1&row=0&col=9",
        "/documents/d1/source?table=t1&note=3",
        "/documents/d1/source?passage=none",
        "/documents/d1/source?line=999999",
    ],
)
def test_what_is_not_there_is_a_404_page_with_a_sentence(hostile, path):
    response = hostile.get(path)
    assert response.status_code == 404
    assert response.content_type.startswith("text/html")
    assert re.search(r"<h1>[^<]{4,}</h1>", response.get_data(as_text=True))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/documents",
        "/documents/d1",
        "/documents/d1/lines",
        "/documents/d1/source?table=t1&row=0&col=0",
        "/documents/d1/source?table=t1&note=0",
        "/documents/d1/source?passage=p1&start=0&stop=8",
        "/documents/d1/source?line=1",
    ],
)
def test_texts_of_a_document_stay_text(hostile, path):
    response = hostile.get(path)
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "<script>" not in page and 'href="javascript' not in page
    assert "&lt;script&gt;" in page


def test_a_passage_is_marked_from_start_to_stop(hostile):
    page = hostile.get("/documents/d1/source?passage=p1&start=8&stop=16").get_data(as_text=True)
    assert '<mark id="cited">alert(1)</mark>' in page


def test_a_table_that_is_cited_as_a_whole_is_marked_by_its_title(hostile):
    page = hostile.get("/documents/d1/source?table=t1").get_data(as_text=True)
    assert re.search(r'<h2 id="cited"><mark>&lt;script&gt;', page) and page.count('id="cited"') == 1


def test_a_note_is_marked(hostile):
    page = hostile.get("/documents/d1/source?table=t1&note=0").get_data(as_text=True)
    assert re.search(r'id="cited"><mark>&lt;script&gt;', page)


def test_header_paths_become_cells_with_spans():
    paths = [["年度"], ["公车", "小计"], ["公车", "购置"], ["接待"]]
    assert paths_to_header_rows(paths) == [
        [HeaderCell("年度", 1, 2), HeaderCell("公车", 2, 1), HeaderCell("接待", 1, 2)],
        [HeaderCell("小计", 1, 1), HeaderCell("购置", 1, 1)],
    ]


def test_columns_of_one_name_stay_apart_and_a_table_may_have_no_columns():
    assert paths_to_header_rows([["金额"], ["金额"]]) == [[HeaderCell("金额", 1, 1), HeaderCell("金额", 1, 1)]]
    assert paths_to_header_rows([]) == []


def test_every_repair_and_every_doubt_is_explained_in_words(client):
    for document in client.get("/api/documents").get_json()["documents"]:
        for summary in client.get(f"/api/documents/{document['id']}/tables").get_json()["tables"]:
            table = client.get(f"/api/tables/{summary['id']}").get_json()
            for each in table["repairs"] + table["doubts"]:
                assert re.match(r"[\u4e00-\u9fff]", each["why"]), each
