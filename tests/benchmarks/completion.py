"""How long the question box waits for suggestions where a collection has many units.

    python tests/benchmarks/completion.py [--data DIR] [--names 100000]

The collection in DIR (default: data) is given so many more units of made-up names. Texts of several kinds are typed, character
by character, each for the first time and once more; printed are the seconds and the memory that the index took, and the median,
the ninth decile and the longest time that the processor works for a request, the first and the second time.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import median, quantiles

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from service.config import Config  # noqa: E402
from service.suggest.known import guide_of  # noqa: E402
from tests.benchmarks.speed import LargeService, resident, timed  # noqa: E402

TYPED = (
    "深圳三公经费是多少", "武汉人社信息中心的培训费", "信息中心的项目支出", "哪个单位的基本支出最多", "什么是机关运行经费", "合肥市第三民政局的总预算",
    "hefeishidisan", "hfsdsmzj", "sangongjingfei", "sgjf", "2080108", "30201", "今天天气怎么样", "xyzxyz", "培训中心", "中心", "局",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Config().data)
    parser.add_argument("--names", type=int, default=100_000)
    given = parser.parse_args()
    service = LargeService(Config(data=given.data), given.names)
    service.load()
    for typed in TYPED:
        service.understand(typed)
    before = resident()
    seconds = timed(lambda: guide_of(service.load().collection))[1]
    print(f"{len(service.load().collection.catalog.units)} units: index in {seconds:.1f} s, {resident() - before} MB")
    for turn in ("first", "again"):
        print(f"{turn}: {told([spent(service, text) for typed in TYPED for text in beginnings(typed)])}")


def beginnings(text: str) -> list[str]:
    """What stands in the box after each character."""
    return [text[:stop] for stop in range(1, len(text) + 1)]


def spent(service: LargeService, text: str) -> tuple[float, str]:
    """The milliseconds of one request, with its text."""
    start = time.thread_time()
    service.complete(text)
    return (time.thread_time() - start) * 1000, text


def told(times: list[tuple[float, str]]) -> str:
    """The line about some requests."""
    taken = [each for each, _ in times]
    longest = ", ".join(f"{each:.1f} ms ({text})" for each, text in sorted(times, reverse=True)[:5])
    return f"median {median(taken):.1f} ms, 9 of 10 below {quantiles(taken, n=10)[-1]:.1f} ms, longest {longest}"


if __name__ == "__main__":
    main()
