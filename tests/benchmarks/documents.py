"""How long it takes to read documents, and to ask about many of them.

    python tests/benchmarks/documents.py read FOLDER [--least PAGES]
    python tests/benchmarks/documents.py ask [--documents 300] [--rounds 3] [--template FILE --unit NAME]

`read`: every PDF below FOLDER is read by our reader and by pdfplumber's own extraction (tables, their cells and the text of each
page), in turn, in this process: pages a second and the ratio (at most 1.3). Then what follows reading, and all files by one
process and by two (two at least 1.7 times as fast).

`ask`: collections of five and of so many made-up disclosures of different units and figures are built; the same questions on the
five are asked of both (at most 1.5 times as long). Questions that name no unit are told apart, for they ask for all of them.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import islice, product
from pathlib import Path
from statistics import median

import pdfplumber

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from service import documents, reading  # noqa: E402
from service.config import Config  # noqa: E402
from service.errors import DocumentError  # noqa: E402
from service.facts.kept import Kept  # noqa: E402
from service.ingest import build  # noqa: E402
from service.language.regions import load_regions  # noqa: E402
from service.pipeline import Service  # noqa: E402
from service.workers import Limits, read_files  # noqa: E402

TEMPLATE = HERE.parent / "documents" / "audit_department.txt"
UNIT = "云泽区图书管理局"
OFFICES = "图书管理局 档案馆 水务局 林业局 气象局 信访局 体育局 审计局 司法局 商务局 文物局 统计局".split()
AMOUNT = re.compile(r"(?<![\d.,A-Za-z])(\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+|\d+(?=万元))(?![\d.,])")
OF_ONE = [
    "{unit}三公经费多少", "{unit}收入总计", "{unit}公务接待费", "{unit}财政拨款收入是多少", "{unit}社会保障和就业支出",
    "{unit}住房保障支出预算多少", "{unit}政府采购预算", "{unit}机关运行经费是多少", "{unit}有哪些表", "{unit}的主要职能", "{unit}基本支出占总支出的比例",
]
OF_ALL = ["哪个单位的三公经费最多", "三公经费总额", "公务接待费前三名", "有哪些单位"]


def timed(work: Callable[[], object]) -> float:
    """How many seconds a piece of work took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def by_library(path: Path) -> None:
    """The library's own extraction of a file: tables with their cells, and text, of every page."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for table in page.find_tables():
                table.extract()
            page.extract_text()
            page.close()


def page_count(path: Path) -> int:
    with pdfplumber.open(path) as pdf:
        return len(pdf.pages)


def read_document(path: Path) -> None:
    try:
        reading.read_document(path)
    except DocumentError as error:
        print(f"{path.name}: {error}", file=sys.stderr)


def read_all(paths: Sequence[Path], processes: int) -> None:
    """All files by so many processes, from nothing kept."""
    with tempfile.TemporaryDirectory() as folder:
        for _ in read_files(paths, Kept(Path(folder), "0" * 64), Limits(processes=processes)):
            pass


def of_reading(folder: Path, least: int) -> list[str]:
    """The lines about reading the PDFs of a folder."""
    paths = sorted(path for path in folder.rglob("*.pdf") if page_count(path) >= least)
    pages = sum(page_count(path) for path in paths)
    read_document(paths[0])
    own, library, whole = 0.0, 0.0, 0.0
    for path in paths:
        library += timed(lambda: by_library(path))
        own += timed(lambda: documents.read(path))
        whole += timed(lambda: read_document(path))
    alone, both = timed(lambda: read_all(paths, 1)), timed(lambda: read_all(paths, 2))
    return [
        f"{len(paths)} files, {pages} pages",
        f"library {pages / library:.1f} pages/s, our reader {pages / own:.1f} pages/s: {own / library:.2f} times its time (at most 1.3)",
        f"whole reading, to facts and findings: {pages / whole:.1f} pages/s, {whole / own:.2f} times the reader",
        f"one process {pages / alone:.1f} pages/s, two {pages / both:.1f} pages/s: {alone / both:.2f} times as fast (at least 1.7)",
    ]


def made_up(template: str, name: str, count: int) -> Iterator[tuple[str, str]]:
    """(unit, text) of so many disclosures: the template of the unit `name` under another name, with all amounts multiplied."""
    cities = [region for region in load_regions().regions if region.kind == "city"]
    for number, (office, city) in enumerate(islice(product(OFFICES, cities[:: max(1, len(cities) // 30)]), count), 2):
        unit = f"{city.full}{office}"
        yield unit, AMOUNT.sub(lambda match: multiplied(match.group(), number), template.replace(name, unit))


def multiplied(printed: str, factor: int) -> str:
    """An amount times a whole number, printed as it was."""
    value = Decimal(printed.replace(",", "")) * factor
    return f"{value:,}" if "," in printed else str(value)


def collection(folder: Path, template: tuple[str, str], count: int) -> tuple[Service, list[str], float]:
    """A service over so many made-up disclosures, the units of the first five, and how long building took."""
    (folder / "documents").mkdir(parents=True)
    units = []
    for unit, text in made_up(*template, count):
        units.append(unit)
        (folder / "documents" / f"{unit}.txt").write_text(text, encoding="utf-8")
    seconds = timed(lambda: build(folder))
    return Service(Config(folder)), units[:5], seconds


def of_asking(template: tuple[str, str], count: int, rounds: int) -> list[str]:
    """The lines about asking five and so many documents."""
    with tempfile.TemporaryDirectory() as folder:
        few, units, _ = collection(Path(folder) / "few", template, 5)
        many, _, built = collection(Path(folder) / "many", template, count)
        again = timed(lambda: build(Path(folder) / "many"))
        loads = [timed(few.load), timed(many.load)]
        lines = [f"{count} documents read and published in {built:.1f} s, published again in {again:.1f} s; loaded in {loads[1]:.2f} s (five: {loads[0]:.2f} s)"]
        for name, questions in (("of one unit", [q.format(unit=unit) for unit in units for q in OF_ONE]), ("of all units", OF_ALL)):
            spent = [asked(service, questions, rounds) for service in (few, many)]
            ratio = sum(spent[1].values()) / sum(spent[0].values())
            means = [1000 * sum(each.values()) / len(each) for each in spent]
            lines.append(f"{len(questions)} questions {name}: {means[0]:.1f} ms with five, {means[1]:.1f} ms with {count}: {ratio:.2f} times (at most 1.5 of one unit)")
            slowest = sorted(questions, key=lambda q: spent[0][q] - spent[1][q])[:4]
            lines += [f"    {q}: {1000 * spent[0][q]:.1f} → {1000 * spent[1][q]:.1f} ms" for q in slowest]
    return lines


def asked(service: Service, questions: list[str], rounds: int) -> dict[str, float]:
    """The median seconds of each question, warm."""
    for question in questions:
        service.trace(question)
    return {question: median(timed(lambda: service.trace(question)) for _ in range(rounds)) for question in questions}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    reads = commands.add_parser("read")
    reads.add_argument("folder", type=Path)
    reads.add_argument("--least", type=int, default=1, help="read files of so many pages and more")
    asks = commands.add_parser("ask")
    asks.add_argument("--documents", type=int, default=300)
    asks.add_argument("--rounds", type=int, default=3)
    asks.add_argument("--template", type=Path, default=TEMPLATE, help="a text of one disclosure")
    asks.add_argument("--unit", default=UNIT, help="whose it is")
    given = parser.parse_args()
    if given.command == "read":
        print("\n".join(of_reading(given.folder, given.least)))
    else:
        template = (given.template.read_text(encoding="utf-8"), given.unit)
        print("\n".join(of_asking(template, given.documents, given.rounds)))


if __name__ == "__main__":
    main()
