"""For every figure in a cell of the store: is the question that names table, row and column answered with that very cell?

    python tests/benchmarks/facts.py [--data DIR] [--sample N]

Prints the share, and each question that is not.
"""

from __future__ import annotations

import argparse
import random
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from service.config import Config  # noqa: E402
from service.facts.store import Row  # noqa: E402
from service.pipeline import Service, open_service  # noqa: E402
from service.reply.answer import Answer  # noqa: E402
from service.reply.cells import cell_question  # noqa: E402

SEED = 4


def cell_facts(service: Service, size: int | None = None) -> list[Row]:
    """The figures that stand in cells, in an order that a fixed seed gives; `size` of them, or all."""
    rows = service.store.fetch("facts", order=("fact_id",))
    facts = [row for row in rows if row["table_id"] is not None and row["col"] is not None]
    random.Random(SEED).shuffle(facts)
    return facts[:size]


def is_that_cell(answer: Answer, fact: Row) -> bool:
    """Whether an answer gives the value of a figure and cites its cell, and no other."""
    if answer.status != "answered" or answer.value is None or len(answer.citations) != 1:
        return False
    table, url = answer.citations[0].table, answer.citations[0].url
    at_cell = table is not None and table.id == fact["table_id"] and f"&row={fact['row']}&col={fact['col']}#" in url
    return at_cell and Decimal(answer.value.number) == (fact["value"] or 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--sample", type=int)
    options = parser.parse_args()
    service = open_service(Config(options.data, today=date(2024, 6, 1)))
    collection = service.load().collection
    facts = cell_facts(service, options.sample)
    missed = 0
    for fact in facts:
        question = cell_question(collection, fact)
        if not is_that_cell(service.answer(question), fact):
            missed += 1
            print(f"{fact['fact_id']}  {question}")
    print(f"{len(facts) - missed}/{len(facts)} figures of cells are answered with their cell ({100 * (len(facts) - missed) / len(facts):.2f}%)")


if __name__ == "__main__":
    main()
