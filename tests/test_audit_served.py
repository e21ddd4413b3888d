"""Findings as users meet them: the interface, the page, the command, and the notes of answers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import msgspec
import pytest

from service.web.contract import AuditReply
from tests.test_commands import DOCUMENTS, run


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    data = tmp_path_factory.mktemp("audit") / "data"
    run("add", next(path for path in DOCUMENTS if path.name.startswith("武汉")), data=data)
    return data


def read_audit(client, query=""):
    response = client.get(f"/api/audit{query}")
    assert response.status_code == 200
    return msgspec.json.decode(response.data, type=AuditReply).findings


def document_of(client, name):
    return next(each["id"] for each in client.get("/api/documents").get_json()["documents"] if name in each["unit_name"])


def test_findings_come_by_severity_with_the_places_of_both_sides(client):
    findings = read_audit(client)
    assert [each.severity for each in findings] == sorted(each.severity for each in findings)
    basic = next(each for each in findings if "1,236.74" in each.message)
    assert (basic.severity, basic.says) == ("conflict", "文字与表一致")
    assert {cell.line for cell in basic.cells} >= {411, 168}
    assert {cell.text for cell in basic.cells if cell.table} == {"838.38"}


def test_findings_of_one_document(client):
    id_ = document_of(client, "四川")
    assert {each.document.id for each in read_audit(client, f"?document={id_}")} == {id_}
    assert client.get("/api/audit?document=nothing").status_code == 404


def test_every_place_of_a_finding_opens(client):
    urls = {cell.url for finding in read_audit(client) for cell in finding.cells}
    pages = {url: client.get(url) for url in urls}
    assert {url: page.status_code for url, page in pages.items() if page.status_code != 200} == {}
    unmarked = [url for url, page in pages.items() if 'id="cited"' not in page.get_data(as_text=True)]
    assert unmarked == []
    assert all(urlsplit(url).fragment == "cited" for url in urls)


def test_the_page_lists_conflicts_before_roundings(client):
    page = client.get("/audit").get_data(as_text=True)
    assert page.index("矛盾（") < page.index("尾差（")
    assert "8.1725万元*8人=65.38万元" in page
    assert "/audit" in client.get("/").get_data(as_text=True)


def test_the_page_of_one_document_has_only_its_findings(client):
    page = client.get(f"/audit?document={document_of(client, '人力资源和社会保障部')}").get_data(as_text=True)
    assert re.findall("矛盾（(\\d+)）", page) == ["3"]
    assert "奖励金" in page and "57.81" not in page
    assert client.get("/audit?document=nothing").status_code == 404


@pytest.mark.parametrize(("question", "said"), [
    ("武汉一般公共预算基本支出多少", "文字第411行"),
    ("人社部奖励金多少", "30209"),
    ("深圳政府投资项目比上年增加多少", "上年就是0"),
    ("天门卫生健康支出多少", "医疗卫生支出"),
])
def test_an_answer_says_that_its_figure_takes_part_in_a_conflict(client, question, said):
    reply = client.post("/api/ask", json={"question": question}).get_json()
    assert reply["status"] == "answered"
    assert any(note.startswith("勾稽检查") and said in note for note in reply["notes"])


def test_an_answer_whose_figure_is_only_rounded_says_nothing(client):
    reply = client.post("/api/ask", json={"question": "天门工资福利支出多少"}).get_json()
    assert reply["status"] == "answered"
    assert not any(note.startswith("勾稽检查") for note in reply["notes"])


def test_a_wrong_code_and_a_wrong_level_are_marked_where_they_stand(client):
    findings = read_audit(client)
    code = next(each for each in findings if "30209" in each.message)
    assert [cell.text for cell in code.cells] == ["30209", "0.20"]
    level = next(each for each in findings if "满意度指标" in each.message and each.cells[0].line == 132)
    assert level.cells[0].text == "数量指标"


def test_the_command_takes_a_part_of_a_name(data):
    assert "武汉市人力资源和社会保障信息中心" in run("audit", "武汉", data=data).stdout


def test_the_command_lists_what_breaks_a_rule(data):
    done = run("audit", data=data)
    assert done.returncode == 0
    assert "矛盾" in done.stdout.splitlines()[0]
    assert any("R21" in line and "57.81" in line for line in done.stdout.splitlines())
    assert run("audit", "没有这个文件", data=data).returncode == 1


def test_the_counts_of_a_document_are_the_same_on_its_page_and_on_that_of_the_audit(client):
    for document in client.get("/api/documents").get_json()["documents"]:
        shown = client.get(f"/documents/{document['id']}").get_data(as_text=True)
        audit = re.sub("<[^>]*>", "", client.get(f"/audit?document={document['id']}").get_data(as_text=True))
        proved = re.search(r"数字自证：成立 \d+ 处，尾差 (\d+) 处，矛盾 (\d+) 处", shown).groups()
        all_found = re.search(r"全部勾稽检查.*：矛盾 (\d+) 处，尾差 (\d+) 处", shown).groups()
        assert re.findall(r"矛盾 (\d+) 处（其中数字自证 (\d+) 处）", audit) == [(all_found[0], proved[1])]
        assert re.findall(r"尾差 (\d+) 处（其中数字自证 (\d+) 处）", audit) == [(all_found[1], proved[0])]
