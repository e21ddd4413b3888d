"""Taking along: an answer as text, Markdown, picture, CSV and workbook, the conversation as Markdown, and what a printer gets."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from urllib.parse import unquote

import pypdfium2
import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import expect

from service.history import Turn
from service.reply.answer import Answer, AnswerTable, Citation, DocumentRef, TableColumn, Value
from service.web.sheets import csv_of, xlsx_of
from service.web.taken import take
from service.web.take_along import as_markdown
from tests.browsing import TELEPHONE, ask, overflow_of

EACH, SHARE, LONG = "各单位的三公经费是多少", "四川基本支出占比", "看一下武汉的一般公共预算基本支出表"
MANY = "各单位的办公费、差旅费、会议费、培训费、福利费对比表"
WUHAN, SICHUAN = "武汉市人力资源和社会保障信息中心", "四川省人力资源和社会保障信息中心"


def turn_of(client, question):
    """The id of the question's turn, and of its conversation."""
    reply = client.post("/ask", data={"question": question})
    return re.fullmatch(r"/c/([\w-]+)#t-([\w-]+)", reply.headers["Location"]).group(2, 1)


def read(client, turn, ending, query=""):
    reply = client.get(f"/a/{turn}.{ending}{query}")
    assert reply.status_code == 200
    return reply.data


def rows_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def book_of(data):
    return load_workbook(io.BytesIO(data))


def values_of(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def made_turn(columns, rows, more=(), question="问", value=None):
    document = DocumentRef("d", "文件", "甲", 2023)
    cited = Citation(document, None, False, "一、说明", None, None, "=HYPERLINK(1)", 3, "/x", page=3)
    table = AnswerTable([TableColumn(*column) for column in columns], rows, list(more)) if columns else None
    answer = Answer("answered", "=1+1", value=value, table=table, citations=[cited], notes=["@注"])
    return Turn("t", "c", 1, question, None, answer, "store-7", "2026-11-22 01:02:03")


def test_a_table_is_csv_that_excel_reads(client):
    turn, _ = turn_of(client, EACH)
    data = read(client, turn, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = rows_of(data)
    assert rows[0] == ["单位", "年度", "金额（万元）"]
    assert [WUHAN, "2023", "3.70"] in rows[1:6]
    sources = rows[rows.index(["出处"]) + 1 :]
    assert sources[0] == ["单位", "文件", "年度", "表或章节", "行", "列", "原文", "页或行", "链接"]
    wuhan = next(row for row in sources if row[0] == WUHAN)
    assert wuhan[6] == "3.70" and re.fullmatch(r"第\d+行", wuhan[7])
    assert client.get(wuhan[8].removeprefix("http://localhost").partition("#")[0]).status_code == 200
    assert ["问题", EACH] in rows and ["我的理解", "各单位三公经费是多少"] in rows
    assert next(row[1] for row in rows if row[:1] == ["数据版本"])


def test_a_workbook_has_numbers_sources_and_what_was_asked(client):
    turn, _ = turn_of(client, EACH)
    book = book_of(read(client, turn, "xlsx"))
    assert book.sheetnames == ["结果", "出处", "说明"]
    figures = values_of(book["结果"])
    assert figures[0] == ["单位", "年度", "金额（万元）"]
    assert [WUHAN, 2023, 3.7] in figures
    wuhan = next(row for row in book["结果"].iter_rows() if row[0].value == WUHAN)
    assert wuhan[2].data_type == "n" and wuhan[2].number_format == "0.00"
    sources = book["出处"]
    assert [cell.value for cell in sources[1]][-1] == "链接" and sources["I2"].hyperlink.target.startswith("http://localhost/documents/")
    about = dict(values_of(book["说明"]))
    assert about["问题"] == EACH and about["数据版本"].startswith("store-") and "5万元" in about["回答"]


def test_a_single_figure_is_taken_along_with_its_formula(client):
    turn, _ = turn_of(client, SHARE)
    book = book_of(read(client, turn, "xlsx"))
    assert values_of(book["结果"]) == [["问题", "数值（%）"], [f"{SICHUAN}2023年基本支出占比是多少", 30.04]]
    assert dict(values_of(book["说明"]))["算式"] == "404.8 ÷ 1347.44 ≈ 30.04%"
    assert [row[6] for row in values_of(book["出处"])[1:]] == ["404.80", "1,347.44"]


def test_what_looks_like_a_formula_is_text():
    turn = made_turn([("项目",), ("数", "万元")], [["=2+3", "-1.50"], ["+甲", "1"], ["-", None], ["@乙", "-20%"]], question="-问")
    rows = rows_of(csv_of(take(turn, "http://x")))
    assert rows[1:5] == [["'=2+3", "-1.50"], ["'+甲", "1"], ["'-", "未公开"], ["'@乙", "-20%"]]
    assert ["回答", "'=1+1"] in rows and ["备注", "'@注"] in rows and ["问题", "'-问"] in rows
    assert all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    book = book_of(xlsx_of(take(turn, "http://x")))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert book["结果"]["A2"].value == "=2+3" and book["出处"]["G2"].value == "=HYPERLINK(1)"
    assert book["结果"]["B2"].value == -1.5 and book["结果"]["B5"].value == -0.2


def test_codes_stay_text_and_printed_separators_are_no_letters():
    turn = made_turn([("科目编码",), ("预算数",), ("备注",)], [["0101", "1,234.50", "1"], ["20801", "－", "01"]])
    sheet = book_of(xlsx_of(take(turn, "")))["结果"]
    assert [cell.value for cell in sheet["A"]] == ["科目编码", "0101", "20801"]
    assert (sheet["B2"].value, sheet["B2"].number_format, sheet["B3"].value) == (1234.5, "#,##0.00", "－")
    assert [cell.value for cell in sheet["C"]] == ["备注", "1", "01"]


def test_marks_that_no_workbook_may_have_are_left_out():
    turn = made_turn([("项目",), ("数", "元")], [["甲\x0b乙", "1"]], value=Value("1", "元"))
    assert book_of(xlsx_of(take(turn, "")))["结果"]["A2"].value == "甲乙"


def test_files_are_called_by_their_question(client):
    turn, chat = turn_of(client, 'a/b:"三公"经费多少？')
    for path, ending in ((f"/a/{turn}", "csv"), (f"/a/{turn}", "xlsx"), (f"/a/{turn}", "md"), (f"/a/{turn}", "txt"), (f"/c/{chat}", "md")):
        told = client.get(f"{path}.{ending}").headers["Content-Disposition"]
        plain, star = re.fullmatch(r"attachment; filename=\"(.+?)\"; filename\*=UTF-8''(\S+)", told).groups()
        assert plain == f"answer.{ending}"
        assert unquote(star) == f"a b 三公 经费多少？.{ending}"


def test_an_answer_is_text_and_markdown(client):
    turn, _ = turn_of(client, EACH)
    text, marked = (read(client, turn, ending).decode() for ending in ("txt", "md"))
    assert text.startswith(f"问：{EACH}\n答：") and f"{WUHAN}\t2023\t3.70\n" in text
    assert "我的理解：各单位三公经费是多少" in text and f"链接：http://localhost/a/{turn}" in text
    assert f"# {EACH}\n" in marked and "| --- | ---: | ---: |\n" in marked and f"| {WUHAN} | 2023 | 3.70 |\n" in marked
    assert re.search(r"^1\. \[.+第\d+行\]\(http://localhost/documents/\S+\)：“", marked, re.MULTILINE)


def test_marks_of_markdown_are_letters():
    assert as_markdown("a|b*c_d\n[x](y) <i>") == r"a\|b\*c\_d \[x\](y) \<i\>"


def test_an_answer_without_figures_is_taken_along_too(client):
    turn, _ = turn_of(client, "北京三公经费多少")
    assert "北京" in read(client, turn, "txt").decode() and read(client, turn, "md")
    assert book_of(read(client, turn, "xlsx")).sheetnames == ["说明"]
    assert "复制、下载" in client.get(f"/a/{turn}").get_data(as_text=True)


def test_the_file_of_an_answer_is_the_answer_as_it_was_given(app, config, client):
    turn, _ = turn_of(client, "武汉三公经费多少")
    with sqlite3.connect(config.state) as state:
        state.execute("UPDATE turns SET reply = replace(reply, '3.70', '3.60') WHERE id = ?", (turn,))
    assert "3.60万元" in read(client, turn, "txt").decode()
    assert "3.70万元" in read(client, turn, "txt", "?now=1").decode()
    shown = client.get(f"/a/{turn}").get_data(as_text=True)
    assert f"/a/{turn}.csv?now=1" in shown and "整个对话" not in shown


def test_a_conversation_is_ones_own(app):
    mine, other = app.test_client(), app.test_client()
    turn, chat = turn_of(mine, "深圳三公经费多少")
    mine.post("/ask", data={"question": "那武汉呢", "chat": chat})
    text = mine.get(f"/c/{chat}.md").get_data(as_text=True)
    assert text.startswith("# 深圳三公经费多少\n\n## 深圳三公经费多少\n") and text.count("\n## ") == 2
    assert text.index("5万元") < text.index("## 那武汉呢") < text.index("3.70万元")
    refused = other.get(f"/c/{chat}.md")
    assert refused.status_code == 404 and "没有找到这段对话" in refused.get_data(as_text=True) and "嵌在别的网站里" in refused.get_data(as_text=True)
    assert other.get(f"/a/{turn}.md").status_code == 200
    assert [other.get(path).status_code for path in ("/a/nothing.csv", "/a/nothing/rows", f"/a/{turn}.exe", f"/a/{turn}/rows")] == [404] * 4


def test_all_rows_of_a_long_table_are_there(client):
    turn, chat = turn_of(client, MANY)
    assert client.get(f"/c/{chat}").get_data(as_text=True).count("<tr>") == 1 + 20
    assert f"/a/{turn}/rows" in client.get(f"/c/{chat}").get_data(as_text=True)
    assert client.get(f"/a/{turn}/rows").get_data(as_text=True).count("<tr>") == 1 + 25
    assert len(values_of(book_of(read(client, turn, "xlsx"))["结果"])) == 1 + 25


def test_a_long_printed_table_is_taken_along_whole(asked, client):
    answer = asked(LONG, None).answer
    assert len(answer.table.rows) == 20 and answer.table.more
    turn, _ = turn_of(client, LONG)
    printed = client.get(f"/api/tables/{answer.citations[0].table.id}").get_json()["rows"]
    taken = values_of(book_of(read(client, turn, "xlsx"))["结果"])[1:]
    assert [row[1] for row in taken] == [row["cells"][1] for row in printed]
    assert taken[0][2:] == [838.38, 776.53, 61.85]
    shown = client.get(f"/a/{turn}").get_data(as_text=True)
    assert f"查看全部 {len(printed)} 行" in shown
    # A cell that is printed blank is no cell that was not disclosed.
    assert "未公开" not in shown and "未公开" not in str(taken)


def test_what_is_not_longer_is_in_the_contract_as_it_was(client):
    reply = client.post("/api/ask", json={"question": EACH, "conversation": None}).get_json()
    assert set(reply["table"]) == {"columns", "rows"}


@pytest.fixture
def clipboard(page, base_url):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base_url)
    return lambda: page.evaluate("navigator.clipboard.readText()")


def menu_of(card):
    card.locator(".take summary").click()
    return card.locator(".take")


def test_an_answer_is_copied_as_text_and_as_markdown(page, clipboard):
    menu = menu_of(ask(page, EACH))
    menu.get_by_role("button", name="复制文字").click()
    expect(menu.get_by_role("status")).to_have_text("已复制。")
    assert clipboard().startswith(f"问：{EACH}")
    menu.get_by_role("button", name="复制 Markdown").click()
    expect(menu.get_by_role("status")).to_have_text("已复制。")
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('# '))")


def test_the_page_of_one_answer_is_taken_along_sorted_and_drawn_too(page, clipboard):
    ask(page, EACH).get_by_role("link", name="链接").click()
    card = page.locator(".card")
    card.get_by_role("button", name="金额").click()
    expect(card.locator("tbody tr").first).to_contain_text("人力资源和社会保障部信息中心")
    card.get_by_role("button", name="柱形图").click()
    expect(card.locator("canvas")).to_be_visible()
    menu = menu_of(card)
    menu.get_by_role("button", name="复制文字").click()
    expect(menu.get_by_role("status")).to_have_text("已复制。")
    assert clipboard().startswith(f"问：{EACH}")
    with page.expect_download() as saved:
        menu.get_by_role("button", name="下载图片").click()
    assert saved.value.suggested_filename == "各单位三公经费是多少.png"


def test_without_a_clipboard_text_is_copied_as_by_hand(page, clipboard):
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })")
    menu = menu_of(ask(page, EACH))
    menu.get_by_role("button", name="复制文字").click()
    expect(menu.get_by_role("status")).to_have_text("已复制。")
    menu.get_by_role("button", name="复制图片").click()
    expect(menu.get_by_role("status")).to_contain_text("请改用下载")
    page.evaluate("delete navigator.clipboard")
    assert clipboard().startswith(f"问：{EACH}")


def test_an_answer_is_copied_and_saved_as_a_picture(page, clipboard, tmp_path):
    menu = menu_of(ask(page, MANY))
    menu.get_by_role("button", name="复制图片").click()
    expect(menu.get_by_role("status")).to_have_text("已复制。")
    assert page.evaluate("navigator.clipboard.read().then(([item]) => item.types)") == ["image/png"]
    with page.expect_download() as saved:
        menu.get_by_role("button", name="下载图片").click()
    assert saved.value.suggested_filename == f"{MANY}.png"
    saved.value.save_as(tmp_path / "a.png")
    picture = Image.open(tmp_path / "a.png").convert("RGB")
    assert picture.width == 1760 and picture.height > 1500
    assert picture.getpixel((2, 2)) == (255, 255, 255)
    # Nothing is written over the margins, and there is text to the last line.
    margins = [picture.crop((0, 0, 70, picture.height)), picture.crop((picture.width - 70, 0, picture.width, picture.height))]
    assert all(colours_of(part) == {(255, 255, 255)} for part in margins)
    assert len(colours_of(picture.crop((80, picture.height - 160, 900, picture.height - 80)))) > 1


def colours_of(picture):
    return {colour for _, colour in picture.getcolors(picture.width * picture.height)}


def test_a_chart_is_in_the_picture_which_is_light(page, tmp_path):
    page.emulate_media(color_scheme="dark")
    card = ask(page, "四川支出构成")
    card.get_by_role("button", name="占比图").click()
    expect(card.locator("canvas")).to_be_visible()
    with page.expect_download() as saved:
        menu_of(card).get_by_role("button", name="下载图片").click()
    saved.value.save_as(tmp_path / "a.png")
    shown = colours_of(Image.open(tmp_path / "a.png").convert("RGB"))
    assert {(255, 255, 255), (180, 83, 28)} <= shown and (240, 163, 107) not in shown


def test_files_are_downloaded_without_scripts(plain_page, tmp_path):
    plain_page.get_by_label("问题", exact=True).fill(EACH)
    plain_page.get_by_role("button", name="提问", exact=True).click()
    menu = menu_of(plain_page.locator(".card"))
    expect(menu.get_by_role("button")).to_have_count(0)
    for link, ending in (("下载 Excel（XLSX）", "xlsx"), ("下载 CSV", "csv"), ("下载整个对话（Markdown）", "md")):
        with plain_page.expect_download() as saved:
            menu.get_by_role("link", name=link).click()
        assert saved.value.suggested_filename == f"{EACH}.{ending}"
    saved.value.save_as(tmp_path / "a.md")
    assert f"## {EACH}" in (tmp_path / "a.md").read_text(encoding="utf-8")


def test_the_menu_is_used_with_the_keyboard_and_fits_a_telephone(page):
    page.set_viewport_size(TELEPHONE)
    card = ask(page, EACH)
    card.locator(".take summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(card.get_by_role("button", name="复制文字")).to_be_focused()
    assert overflow_of(page) == 0
    box = card.locator(".take-items").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= TELEPHONE["width"]
    page.keyboard.press("Escape")
    expect(card.locator(".take-items")).to_be_hidden()
    expect(card.locator(".take summary")).to_be_focused()


def test_all_rows_are_on_a_page_of_their_own_and_sorted_there(page):
    card = ask(page, MANY)
    card.get_by_role("link", name="查看全部 25 行").click()
    expect(page.locator("tbody tr")).to_have_count(25)
    page.get_by_role("button", name="金额").click()
    page.get_by_role("button", name="金额").click()
    expect(page.locator("tbody tr").first).to_contain_text("65.14")
    page.get_by_role("link", name="回答").click()
    expect(page.locator(".card")).to_be_visible()


def test_on_paper_are_question_answer_table_and_all_sources_and_nothing_to_click(page, tmp_path):
    page.emulate_media(color_scheme="dark")
    card = ask(page, "各单位项目支出占比分别是多少")
    card.get_by_role("button", name="柱形图").click()
    expect(card.locator("canvas")).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".top", ".sidebar", ".composer", ".views", ".chart", ".take", ".tools"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(card.locator("table")).to_be_visible()
    expect(page.locator("body")).to_have_css("color", "rgb(30, 39, 48)")
    page.pdf(path=tmp_path / "a.pdf", format="A4")
    text = "".join(each.get_textpage().get_text_bounded() for each in pypdfium2.PdfDocument(tmp_path / "a.pdf"))
    text = re.sub(r"\s", "", text)
    for printed in ("各单位项目支出占比分别是多少", "82.48", "占比", "1,347.44", "我的"):
        assert printed in text, printed
    assert len(re.findall(r"第\d+", text)) == 10
    assert "提问" not in text and "Enter" not in text
