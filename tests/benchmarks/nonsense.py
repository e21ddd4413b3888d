"""What is answered to strings that ask nothing: random characters, shuffled questions, questions cut anywhere.

    python tests/benchmarks/nonsense.py QUESTIONS.jsonl [--data DIR] [--count 10000] [--seed 1]

QUESTIONS are JSON lines with `turns`. Prints how many of each kind are answered, asked back and declined, and every random
or shuffled string that is answered. A cut question may still be a whole one; those that are answered are printed with --cut.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from service.config import Config  # noqa: E402
from service.pipeline import Service, open_service  # noqa: E402

LONGEST = 20


@dataclass(frozen=True)
class Reply:
    """A string, how it was made, and what was said to it."""

    kind: str
    text: str
    status: str
    answer: str


def read_questions(paths: list[Path]) -> list[str]:
    """The first turns of question sets."""
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [json.loads(line)["turns"][0] for line in lines]


def strings(questions: list[str], count: int, seed: int) -> Iterator[tuple[str, str]]:
    """(kind, text) of so many strings made from the questions and their characters."""
    chance = random.Random(seed)
    characters = sorted({character for question in questions for character in question})
    for _ in range((count + 2) // 3):
        yield "random", "".join(chance.choice(characters) for _ in range(chance.randint(1, LONGEST)))
        yield "shuffled", _shuffled(chance.choice(questions), chance)
        yield "cut", _cut(chance.choice(questions), chance)


def _shuffled(question: str, chance: random.Random) -> str:
    characters = list(question)
    chance.shuffle(characters)
    return "".join(characters)


def _cut(question: str, chance: random.Random) -> str:
    start, stop = sorted(chance.sample(range(len(question) + 1), 2))
    return question[start:stop]


def replies(service: Service, questions: list[str], count: int, seed: int) -> Iterator[Reply]:
    """What the service says to each string that is not blank."""
    for kind, text in strings(questions, count, seed):
        if text.strip():
            answer = service.answer(text)
            yield Reply(kind, text, answer.status, answer.answer)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--data", type=Path, default=Config().data)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cut", action="store_true")
    given = parser.parse_args()
    service = open_service(Config(given.data, today=date(2024, 6, 1)))
    found = list(replies(service, read_questions(given.questions), given.count, given.seed))
    for reply in found:
        if reply.status == "answered" and (reply.kind != "cut" or given.cut):
            print(f"{reply.kind}: {reply.text} → {reply.answer[:80]}")
    for (kind, status), number in sorted(Counter((r.kind, r.status) for r in found).items()):
        print(f"{kind} {status} {number}")


if __name__ == "__main__":
    main()
