"""Charts over several years of one office and of two: every line keeps its name and its numbers, on a telephone too."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from waitress.server import create_server

from service import create_app
from service.config import Config
from tests.browsing import DESKTOP, TELEPHONE, ask, overflow_of
from tests.made_disclosure import TABLES
from tests.made_service import built

TOTALS = {2022: ("1010.00", "2013.00"), 2023: ("980.55", "1874.71"), 2024: ("1250.20", "2625.26")}
OFFICES = ("东江市档案馆", "西江市图书馆")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    files = {
        f"{office}{year}.txt": f"{office}{year}年部门预算\n{TABLES.format(total=total, project=f'{float(total) - 8:.2f}')}"
        for year, totals in TOTALS.items() for office, total in zip(OFFICES, totals)
    }
    server = create_server(create_app(Config(built(tmp_path_factory.mktemp("years"), files))), host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
@pytest.mark.parametrize("offices", [OFFICES[:1], OFFICES], ids=["one", "two"])
def test_years_are_lines_with_their_names(browser: Browser, url: str, offices, size):
    page = browser.new_page(viewport=size)
    page.goto(url)
    card = ask(page, f"{'和'.join(offices)}2022年到2024年总支出")
    card.get_by_role("button", name="折线图").click()
    expect(card.locator("canvas")).to_be_visible()
    shown = card.locator(".plot").evaluate(
        "plot => { const { series, xAxis, yAxis } = globalThis.echarts.getInstanceByDom(plot).getOption(); return { series, years: xAxis[0].data, below: yAxis[1]?.data ?? [], scale: yAxis[0].axisLabel.show }; }"
    )
    lines = [series for series in shown["series"] if series["type"] == "line"]
    assert shown["years"] == ["2022年", "2023年", "2024年"] and shown["scale"]
    assert [line["data"] for line in lines] == [[float(totals[i]) for totals in TOTALS.values()] for i in range(len(offices))]
    beside = [office for line, office in zip(lines, offices) if line["endLabel"]["show"]]
    assert (beside + shown["below"] == list(offices)) if len(offices) > 1 else not beside
    assert overflow_of(page) == 0
    page.close()
