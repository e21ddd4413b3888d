"""What a passage says of its figures: the reason of a change, the purpose of an amount, each tied to the fact it is of."""

from __future__ import annotations

import re
from dataclasses import replace

from service.facts.model import Fact
from service.facts.narrative.reading import Reading, sentence_end
from service.facts.words import narrative_words

# How near to its beginning a sentence must speak of reasons to explain what was told before it.
NEAR = 12
CHANGES = ("change", "change_rate")

Read = list[tuple[Reading, list[Fact]]]


def with_sayings(read: Read) -> tuple[Fact, ...]:
    """All facts of the passages, with their reasons and purposes as printed."""
    facts: list[Fact] = []
    for i, (reading, own) in enumerate(read):
        told = _with_reasons(reading, [_with_direct(reading, fact, own) for fact in own])
        facts += _explained_by(read[i + 1][0], reading, told) if i + 1 < len(read) else told
    return tuple(_with_purposes(read, facts))


def _with_direct(reading: Reading, fact: Fact, own: list[Fact]) -> Fact:
    """A fact with what is said between it and the next figure of another item; of an amount itself only in its sentence."""
    after = [o.pointer.start for o in own if o.pointer.start >= fact.pointer.stop and not _same_item(o, fact)]
    stop = _folded(reading, min(after, default=len(reading.passage.text)))
    start = _folded(reading, fact.pointer.stop)
    full_stop = reading.text.find("。", start)
    near = stop if _is_change(fact) or full_stop < 0 else min(stop, full_stop)
    words = narrative_words()
    return replace(fact, reason=_said(reading, words.reason, start, near), purpose=_said(reading, words.purpose, start, stop))


def _same_item(one: Fact, other: Fact) -> bool:
    """Whether two figures are of one item; 收支总预算 stands for two items under one name."""
    return one.subject.id == other.subject.id or one.subject.name == other.subject.name


def _folded(reading: Reading, at: int) -> int:
    """Characters of the passage → characters of the folded text."""
    return next((i for i, offset in enumerate(reading.offsets) if offset >= at), len(reading.text))


def _said(reading: Reading, pattern: str, start: int, stop: int) -> str:
    """The clause that a wording opens before `stop`, up to the end of its sentence, as printed; "" if there is none."""
    found = re.compile(pattern).search(reading.text, start, stop)
    end = _clause_end(reading.text, found.end()) if found else 0
    if found is None or end <= found.end():
        return ""
    first, last = reading.span(found.end(), end)
    return reading.passage.text[first:last].strip()


def _clause_end(text: str, at: int) -> int:
    """Where what is said at a character ends, without its mark; reasons after a semicolon (一是…;二是…, or without a figure) are said as one."""
    end = sentence_end(text, at)
    while end < len(text) and (re.match(narrative_words().further, text[end:]) or _goes_on(text, end)):
        end = sentence_end(text, end)
    return end - 1 if text[end - 1] in narrative_words().stops else end


def _goes_on(text: str, at: int) -> bool:
    """Whether the part behind a semicolon tells no amount of its own."""
    stop, *others = narrative_words().stops
    return text[at - 1] in others and not re.search(narrative_words().own_amount, text[at : sentence_end(text, at)])


def _with_reasons(reading: Reading, facts: list[Fact]) -> list[Fact]:
    """A later sentence that opens with the reason explains the changes of what the passage is about first."""
    changes = [fact for fact in facts if _is_change(fact)]
    if not changes or changes[0].reason:
        return facts
    reason = _opening_reason(reading, _folded(reading, changes[0].pointer.stop))
    explained = [fact for fact in changes if fact.subject.id == changes[0].subject.id]
    return [replace(fact, reason=reason) if fact in explained else fact for fact in facts]


def _opening_reason(reading: Reading, at: int) -> str:
    for start in (found.end() for found in re.compile("。").finditer(reading.text, at)):
        found = re.compile(narrative_words().reason).search(reading.text, start)
        if found and found.start() - start <= NEAR:
            return _said(reading, narrative_words().reason, start, len(reading.text))
    return ""


def _explained_by(following: Reading, reading: Reading, facts: list[Fact]) -> list[Fact]:
    """Changes that the next passage of the section explains, where it opens with the reason."""
    found = re.search(narrative_words().reason, following.text)
    if found is None or found.start() > NEAR or following.passage.section != reading.passage.section:
        return facts
    reason = _said(following, narrative_words().reason, 0, len(following.text))
    return [replace(fact, reason=reason) if _is_change(fact) and not fact.reason else fact for fact in facts]


def _is_change(fact: Fact) -> bool:
    return fact.aspect.split(".")[-1] in CHANGES


def _with_purposes(read: Read, facts: list[Fact]) -> list[Fact]:
    """Purposes that a passage without figure gives to an item by its name (公务接待费计划用于…)."""
    purposes: dict[str, str] = {}
    for reading, own in read:
        for named in reading.names if not own else ():
            stop = re.match(narrative_words().meant_for, reading.text[named.stop:])
            if stop:
                said = _said(reading, narrative_words().purpose, named.stop, len(reading.text))
                purposes.setdefault(named.subject.id, said)
    return [
        replace(fact, purpose=fact.purpose or purposes.get(fact.subject.id, "")) if fact.aspect == "total" else fact
        for fact in facts
    ]
