"""How long a question takes beside the database's own share of it.

    python tests/benchmarks/speed.py QUESTIONS.jsonl [--data DIR] [--rounds 5] [--names 100000]

QUESTIONS are JSON lines with `turns`; the first turn of each is asked. Warm and in turn, over the store in DIR (default: data),
each question is understood, answered, and cut by jieba.lcut where jieba is installed (`pip install jieba`). DuckDB's share is
what it takes for all statements of the answer, those of its citations included, measured inside of the very same answer.

With --names the collection is given so many more units of made-up names, and each question is understood with and without
them, as asked and with two characters of it swapped, so that typing errors are looked for. Load time and memory are printed.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, product
from pathlib import Path
from statistics import median

import duckdb

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from service.config import Config  # noqa: E402
from service.facts.catalog import Catalog, Disclosure  # noqa: E402
from service.facts.store import Store  # noqa: E402
from service.language.mentions import analyse  # noqa: E402
from service.language.regions import load_regions  # noqa: E402
from service.language.spellings import spellings_of  # noqa: E402
from service.language.units import index_units  # noqa: E402
from service.language.vocabulary import build_vocabulary  # noqa: E402
from service.pipeline import Loaded, Service  # noqa: E402
from service.query.finder import Collection  # noqa: E402
from service.reply.items import ItemNames  # noqa: E402

FIELDS = "民政 教育 财政 水务 林业 体育 文化 旅游 卫生 审计 统计 气象 档案 商务 农业 住建 交通 司法 公安 应急 环保 科技 市场 宗教 信访".split()
OFFICES = "局 信息中心 服务中心 培训中心 监察支队 研究所 事务中心 保障中心 管理处 评审中心 宣传中心 执法大队".split()


class TimedCursor:
    """A cursor that adds up how long DuckDB is at work."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, spent: list[float]) -> None:
        self._cursor, self._spent = cursor, spent

    @property
    def description(self) -> list[tuple]:
        return self._cursor.description

    def execute(self, *arguments: object) -> object:
        return self._timed(lambda: self._cursor.execute(*arguments))

    def fetchall(self) -> list[tuple]:
        return self._timed(self._cursor.fetchall)

    def _timed(self, work: Callable[[], object]) -> object:
        value, seconds = timed(work)
        self._spent.append(seconds)
        return value


class TimedStore(Store):
    """A store that keeps how long its statements took."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.spent: list[float] = []

    def _cursor(self) -> TimedCursor:
        return TimedCursor(super()._cursor(), self.spent)


class LargeService(Service):
    """The service with more units in its collection; of those nothing is stored but their names."""

    def __init__(self, config: Config, names: int) -> None:
        super().__init__(config)
        self._names = names
        self._large: Loaded | None = None

    def load(self) -> Loaded:
        self._large = self._large or enlarge(super().load(), self._names)
        return self._large


@dataclass(frozen=True)
class Timing:
    """Seconds of one question: understood, answered, DuckDB's share of that."""

    parse: float
    ask: float
    sql: float


def parse(service: Service, question: str) -> float:
    """Seconds of understanding a question that was never asked before."""
    analyse.cache_clear()
    return timed(lambda: service.understand(question))[1]


def timed(work: Callable[[], object]) -> tuple[object, float]:
    """What a piece of work returns, and how many seconds it took."""
    start = time.perf_counter()
    value = work()
    return value, time.perf_counter() - start


def enlarge(loaded: Loaded, names: int) -> Loaded:
    """A collection with so many more units, and its lexicon."""
    catalog = loaded.collection.catalog
    large = replace(catalog, disclosures=(*catalog.disclosures, *islice(made_up_units(catalog), names)))
    lexicon = build_vocabulary(large)
    index_units(large), spellings_of(lexicon)
    return Loaded(Collection(loaded.collection.store, large), lexicon, ItemNames(large, lexicon))


def made_up_units(catalog: Catalog) -> Iterator[Disclosure]:
    """One document for each city, number and office, of places that the collection has none of."""
    taken = {place for disclosure in catalog.disclosures for place in (disclosure.region, disclosure.province)}
    cities = [region for region in load_regions().regions if not {region.name, region.province} & taken]
    for number, field, office, city in product(("", *"一二三四五六七八九"), FIELDS, OFFICES, cities):
        unit = f"{city.full}{f'第{number}' if number else ''}{field}{office}"
        yield Disclosure(unit, unit, unit, city.name, city.province, "city", 2023, "budget", None)


def measure(service: Service, store: TimedStore, question: str) -> Timing:
    """One question, understood and then answered."""
    parsed = parse(service, question)
    store.spent.clear()
    analyse.cache_clear()
    ask = timed(lambda: service.trace(question))[1]
    return Timing(parsed, ask, sum(store.spent))


def swapped(question: str) -> str:
    """The question with its third and fourth character swapped, which mostly makes an unknown word."""
    return question[:2] + question[3:4] + question[2:3] + question[4:]


def of_answers(config: Config, questions: list[str], rounds: int) -> list[str]:
    """The lines about parsing and asking."""
    service, store = Service(config), TimedStore(config.data)
    service.store = store
    for question in questions:
        service.trace(question)
    timings = [measure(service, store, question) for _ in range(rounds) for question in questions]
    asked = [timing for timing in timings if timing.sql]
    lines = [
        f"questions {len(questions)}, of which {len(asked) // rounds} need the store; medians of {rounds} rounds, warm",
        f"parse {milliseconds(t.parse for t in asked)}, SQL {milliseconds(t.sql for t in asked)}, ask {milliseconds(t.ask for t in asked)}",
        f"parse ÷ SQL {median(t.parse / t.sql for t in asked):.2f} (at most 1), ask ÷ SQL {median(t.ask / t.sql for t in asked):.2f} (at most 3)",
    ]
    return [*lines, of_jieba(service, questions, rounds)]


def of_jieba(service: Service, questions: list[str], rounds: int) -> str:
    """The line about parsing beside cutting into words."""
    try:
        import jieba
    except ImportError:
        return "jieba is not installed: no ratio to it"
    jieba.setLogLevel(60)
    jieba.lcut(questions[0])
    ratios = [
        parse(service, question) / timed(lambda q=question: jieba.lcut(q))[1]
        for _ in range(rounds) for question in questions
    ]
    return f"parse ÷ jieba.lcut {median(ratios):.1f}"


def of_names(config: Config, questions: list[str], rounds: int, names: int) -> list[str]:
    """The lines about a collection of many units."""
    small, large = Service(config), LargeService(config, names)
    small.load()
    before = resident()
    seconds = timed(large.load)[1]
    added = resident() - before
    texts = [text for question in questions for text in (question, swapped(question))]
    for text in texts:
        small.understand(text), large.understand(text)
    ratios = [
        parse(large, text) / parse(small, text)
        for _ in range(rounds) for text in texts
    ]
    return [f"with {names} more units: parse × {median(ratios):.2f} (at most 1.5), load {seconds:.1f} s, {added} MB more memory"]


def resident() -> int:
    """The memory of this process at its highest, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def milliseconds(seconds: Iterator[float]) -> str:
    """The median, for the reader."""
    return f"{median(seconds) * 1000:.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("--data", type=Path, default=Config().data)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--names", type=int, default=0)
    given = parser.parse_args()
    cases = [json.loads(line) for line in given.questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    questions, config = [case["turns"][0] for case in cases], Config(data=given.data)
    print("\n".join(of_answers(config, questions, given.rounds)))
    if given.names:
        print("\n".join(of_names(config, questions, given.rounds, given.names)))


if __name__ == "__main__":
    main()
