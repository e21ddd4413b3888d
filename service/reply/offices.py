"""12333归哪个处管: which division of a unit handles a matter, by the name or the description of the division."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import msgspec

from service.assets import load
from service.facts.store import Row
from service.language.lexicon import fold_name
from service.language.words import compiled
from service.query.draft import Draft
from service.query.finder import Collection
from service.query.logical import Query, Slot
from service.reply.citations import cite_passage
from service.reply.organisation import set_up_passages
from service.reply.result import Result, declined
from service.reply.text_words import text_words
from service.reply.words import join, note, say

OPERATION = "office"
# How much of a matter the name of a division must say, or its name and description together.
BY_NAME, BY_TEXT = 0.6, 0.75


class Meaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everyday words and what a page may print instead."""

    said: str
    words: list[str]


class OfficeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/offices.yaml."""

    asked: str
    around: str
    enumerated: str
    between: str
    means: list[Meaning]
    examples: dict[str, str]
    unchanged: list[str]


@dataclass(frozen=True)
class Division:
    """One division: its name, what is said of it, and where that is printed."""

    name: str
    text: str
    passage: str
    start: int
    stop: int


@cache
def office_words() -> OfficeWords:
    """prompts/lexicon/offices.yaml."""
    return load("lexicon/offices.yaml", OfficeWords)


def read_office(collection: Collection, draft: Draft) -> Query | None:
    """The query for the division that handles the matter of a question; None where none is asked for, or none is certain."""
    units = {unit for group in draft.groups for unit in group.units}
    matter = matter_of(draft)
    if len(units) != 1 or draft.analysis.refused or not (matter or draft.analysis.has("duties")):
        return None
    unit = next(iter(units))
    divisions = _divisions(collection, unit)
    chosen = _handling(divisions, matter) if matter else _asked_after(divisions, draft)
    matter = matter or "".join(division.name for division in chosen)
    if not chosen:
        return None
    slots = (Slot("units", unit, "said"), Slot("targets", matter, "said"))
    return Query(OPERATION, (unit,), text=draft.analysis.text, title=matter, terms=tuple(d.name for d in chosen),
                 explicit=frozenset({"units"}), slots=slots)


def matter_of(draft: Draft) -> str:
    """What a question asks the division of: its words without the unit and what asks; "" where it asks for none."""
    text = draft.analysis.text
    found = compiled(office_words().asked).search(text)
    if not found:
        return ""
    named = {i for group in draft.groups for i in range(group.start, group.stop)} | set(range(*found.span()))
    rest = "".join(char if i not in named else "," for i, char in enumerate(text))
    pieces = [_bare(piece) for piece in re.split("[,，。?？!！]+", rest)]
    return max(pieces, key=len, default="")


def _bare(text: str) -> str:
    """A piece of a question without the words around the matter."""
    bare = compiled(office_words().around).sub("", text)
    return bare if bare == text else _bare(bare)


def _divisions(collection: Collection, unit: str) -> list[Division]:
    """The divisions of a unit, those that are described before those that are only listed."""
    passages = set_up_passages(collection, unit)
    described = [(p, found) for p in passages if (found := re.match(text_words().division, p["text"]))]
    if len(described) > 1:
        return [Division(found["name"].strip(), p["text"], p["passage_id"], 0, len(p["text"])) for p, found in described]
    return [division for passage in passages for division in _listed(passage)]


def _listed(passage: Row) -> list[Division]:
    """The divisions that a sentence lists by name."""
    lists = re.finditer(office_words().enumerated, passage["text"])
    return [
        Division(name.strip(), name, passage["passage_id"], 0, len(passage["text"]))
        for found in lists for name in re.split(office_words().between, found["names"]) if name.strip()
    ]


def _handling(divisions: list[Division], matter: str) -> list[Division]:
    """The division whose name says the matter, else whose description does; none where several are as good."""
    for least, text_of in ((BY_NAME, _name), (BY_TEXT, _whole)):
        scores = {division: said_of(matter, text_of(division)) for division in divisions}
        best = max(scores.values(), default=0.0)
        chosen = [division for division, score in scores.items() if score == best]
        if best >= least and len(chosen) == 1:
            return chosen
    return []


def _asked_after(divisions: list[Division], draft: Draft) -> list[Division]:
    """办公室都负责些啥: the division that is described, where its name explains all that no other word does."""
    text = draft.analysis.text
    places = {d: text.find(_name(d)) for d in divisions if d.text != d.name}
    said = {d: range(at, at + len(_name(d))) for d, at in places.items() if at >= 0}
    left = {i for start, stop in draft.analysis.left for i in range(start, stop)}
    return [division for division, inside in said.items() if not left - set(inside) and not draft.targets]


def _name(division: Division) -> str:
    return fold_name(division.name)


def _whole(division: Division) -> str:
    return fold_name(division.text)


def said_of(matter: str, printed: str) -> float:
    """How much of a matter a text says, in the same words or in others."""
    same = {j for i in range(len(matter) - 1) if matter[i : i + 2] in printed for j in (i, i + 1)}
    meant = [m for m in office_words().means if any(word in printed for word in m.words)]
    other = {i for m in meant for found in compiled(m.said).finditer(matter) for i in range(*found.span())}
    return len(same | other) / len(matter)


def tell_office(collection: Collection, query: Query) -> Result:
    """The division, with what the page says of it."""
    unit = query.units[0]
    chosen = [division for division in _divisions(collection, unit) if division.name in query.terms]
    if not chosen:
        return declined("no_question")
    answer = say("office", unit=unit, matter=query.title, names=join([division.name for division in chosen]))
    described = "".join(say("passage", unit=division.name, text=division.text) for division in chosen if division.text != division.name)
    citations = tuple(cite_passage(collection, d.passage, d.start, d.stop) for d in chosen)
    notes = () if described else (note("office_by_name"),)
    return Result(answer + described, citations=citations, notes=notes, ranking=(unit,))
