"""The sentences of answers: templates of prompts/replies, filled."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import msgspec

from service.assets import load
from service.documents.blocks import Remark
from service.errors import ServiceError


class Refusals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/replies/declines.yaml."""

    declines: dict[str, str]
    clarifies: dict[str, str]
    types: dict[str, str]
    without_choices: list[str]


# So much of a question is quoted; what of a refusal's evidence is in its words.
QUOTED = 30
SAID = frozenset({"word", "said"})

Templates = dict[str, str | dict[str, str]]


@cache
def answers() -> Templates:
    """prompts/replies/answers.yaml."""
    return load("replies/answers.yaml", Templates)


@cache
def notes() -> Templates:
    """prompts/replies/notes.yaml."""
    return load("replies/notes.yaml", Templates)


@cache
def headings() -> Templates:
    """prompts/replies/tables.yaml."""
    return load("replies/tables.yaml", Templates)


@cache
def refusal_words() -> Refusals:
    """prompts/replies/declines.yaml."""
    return load("replies/declines.yaml", Refusals)


def say(sentence: str, /, **values: object) -> str:
    """An answer's sentence."""
    return str(answers()[sentence]).format(**values)


def note(sentence: str, /, **values: object) -> str:
    """A note's sentence."""
    return str(notes()[sentence]).format(**values)


def word(group: str, key: str) -> str:
    """One word of a group of answers.yaml (words, orders, stages, …)."""
    return answers()[group][key]


def decline(sentence: str, /, **values: object) -> str:
    """A refusal's sentence; what it quotes of a question is shortened."""
    return refusal_words().declines[sentence].format(**_quoting(values))


def clarify(sentence: str, /, **values: object) -> str:
    """A question back; what it quotes of a question is shortened."""
    return refusal_words().clarifies[sentence].format(**_quoting(values))


def quote(said: str) -> str:
    """Words of a question as a reply quotes them: not more than a reader takes in."""
    return said if len(said) <= QUOTED else f"{said[:QUOTED].rstrip()}…"


def _quoting(values: dict[str, object]) -> dict[str, object]:
    return {name: quote(str(value)) if name in SAID else value for name, value in values.items()}


def say_passage(unit: str, text: str) -> str:
    """What a document of a unit says, behind its name; text that begins with it stands for itself."""
    return text if text.startswith(unit) else say("passage", unit=unit, text=text)


def join(texts: list[str] | tuple[str, ...]) -> str:
    """Texts as a Chinese list."""
    return str(answers()["list_join"]).join(texts)


@cache
def command_words() -> dict[str, str]:
    """prompts/replies/commands.yaml."""
    return load("replies/commands.yaml", dict[str, str])


def remark_texts(remarks: tuple[Remark, ...]) -> list[str]:
    """What a reader left out of a file, a sentence for each kind; the pages of a kind in one."""
    numbers: dict[tuple[str, str], list[str]] = {}
    for remark in remarks:
        numbers.setdefault((remark.code, remark.name), []).append(str(remark.number))
    return [command_words()[f"remark_{code}"].format(name=name, number=join(of_kind)) for (code, name), of_kind in numbers.items()]


def error_text(error: ServiceError) -> str:
    """An error of this program as a sentence."""
    return load("replies/errors.yaml", dict[str, str])[error.code].format_map(defaultdict(str, error.evidence))
