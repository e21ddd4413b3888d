"""For every figure in a cell of the store: is the question that names table, row and column answered with that very cell?

    python tests/benchmarks/facts.py [--data DIR] [--sample N]

Prints the share, and each question that is not; the same of two other wordings of each question, from any cell with that value.
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
# Ways to put the question "…《table》“row”行“column”列是多少".
WORDINGS = ("请问{asked}？谢谢", "麻烦查一下{place}这个数")
QUESTION = "是多少"


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


def reworded(question: str) -> tuple[str, ...]:
    """The same question in other words."""
    return tuple(wording.format(asked=question, place=question.removesuffix(QUESTION)) for wording in WORDINGS)


def is_that_value(answer: Answer, fact: Row) -> bool:
    """Whether an answer gives the value of a figure with its unit of measure."""
    value = answer.value if answer.status == "answered" else None
    return value is not None and Decimal(value.number) == (fact["value"] or 0) and value.unit == fact["measure_unit"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--sample", type=int)
    options = parser.parse_args()
    service = open_service(Config(options.data, today=date(2024, 6, 1)))
    collection = service.load().collection
    facts = cell_facts(service, options.sample)
    questions = [(fact, cell_question(collection, fact)) for fact in facts]
    missed = [question for fact, question in questions if not is_that_cell(service.answer(question), fact)]
    other = [text for fact, question in questions for text in reworded(question) if not is_that_value(service.answer(text), fact)]
    print("\n".join([*missed, *other]))
    print(f"{len(facts) - len(missed)}/{len(facts)} figures of cells are answered with their cell ({share(missed, facts)})")
    print(f"{2 * len(facts) - len(other)}/{2 * len(facts)} in other words with their value ({share(other, 2 * facts)})")


def share(missed: list[str], every: list[Row]) -> str:
    """How many are right, in percent."""
    return f"{100 * (len(every) - len(missed)) / len(every):.2f}%"


if __name__ == "__main__":
    main()
