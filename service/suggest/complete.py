"""TYPED TEXT → SUGGESTIONS: what its last word may become, and whole questions that it may be meant for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice, zip_longest
from typing import TypeVar

import msgspec

from service.language.lexicon import fold_name, fold_text
from service.suggest.known import Known
from service.suggest.last_word import Word, last_word
from service.suggest.reading import Reader
from service.suggest.spelled import is_letters, syllables
from service.suggest.words import suggestion_words

SUGGESTED, OF_A_KIND, QUESTIONS = 8, 4, 3
# Questions are made of so many of the names that were found.
ASKED_ABOUT = 2
# What single documents have; it comes behind the units.
OWN = frozenset({"project", "term"})

T = TypeVar("T")


class Suggestion(msgspec.Struct, frozen=True):
    """What a typed text may become: `text` is what is offered, `note` says what it is, `completed` is the whole text with it.

    `kind` is unit, measure, function, economic, project, term, question, or asked: one of one's own earlier questions.
    """

    kind: str
    text: str
    note: str
    completed: str


def complete(reader: Reader, typed: str) -> tuple[Suggestion, ...]:
    """At most eight suggestions; none where nothing that is known begins with what is typed."""
    if not fold_text(typed).text:
        return ()
    guide = reader.guide
    items, units = _longest(last_word(typed, guide.item_index), last_word(typed, guide.unit_index))
    known = _named_first([guide.items[number] for number in items.found], items.said)[:OF_A_KIND]
    common, own = [each for each in known if each.kind not in OWN], [each for each in known if each.kind in OWN]
    of_units = [_unit(guide.units[number], units, reader) for number in units.found[:OF_A_KIND]]
    asked_units = [(guide.units[number].text, named.completed) for number, named in zip(units.found, of_units[:ASKED_ABOUT])]
    possible = chain(
        _in_turn(_about_items(common[:ASKED_ABOUT], items, reader), _about_units(asked_units, reader)),
        _about_items(own[:ASKED_ABOUT], items, reader), () if items.found or units.found else _after(typed, reader),
    )
    whole = list(dict.fromkeys(islice((text for text in possible if text != typed), QUESTIONS)))
    names = [name for name in (*_in_turn(_items(common, items), of_units), *_items(own, items)) if name.completed != typed]
    return (*names[:SUGGESTED - len(whole)], *(Suggestion("question", text, suggestion_words().notes["question"], text) for text in whole))


def question_about(reader: Reader, name: str, is_term: bool) -> str:
    """The question that is offered about a term or an item by itself, "" where it would not be answered."""
    words = suggestion_words().questions
    question = (words.term if is_term else words.item)[0].format(item=name)
    return question if (reader.tells_term(question) if is_term else reader.is_figure(name)) else ""


def _longest(items: Word, units: Word) -> tuple[Word, Word]:
    """Only the longer of two last words: 中心 at the end of 信息中心 begins no project."""
    nothing = Word("", "", ())
    return (
        items if len(items.said) >= len(units.said) else nothing,
        units if len(units.said) >= len(items.said) else nothing,
    )


def _named_first(items: list[Known], said: str) -> list[Known]:
    """The items whose own name begins so before those that another word for them does."""
    def other(known: Known) -> bool:
        parts = syllables(fold_name(known.text)) if is_letters(said) else ()
        return not (fold_name(known.text).startswith(said) or "".join(parts).startswith(said) or "".join(part[0] for part in parts).startswith(said))
    return sorted(items, key=other)


def _in_turn(*lists: Iterable[T]) -> Iterator[T]:
    """One of each list, then the next of each, so that neither crowds the other out."""
    return (each for some in zip_longest(*lists) for each in some if each is not None)


def _items(items: list[Known], word: Word) -> Iterator[Suggestion]:
    """Items; an account that is asked for by its code is written with it."""
    for known in items:
        text = known.code + known.name if known.code and word.said.isdigit() else known.text
        yield Suggestion(known.kind, text, suggestion_words().notes[known.kind].format(code=known.code), word.before + text)


def _unit(known: Known, word: Word, reader: Reader) -> Suggestion:
    """A unit, by its short name where that may be what is typed and means it alone."""
    is_short = known.short != known.text and fold_text(known.short).text.startswith(word.said) and reader.means_unit(known.short, known.text)
    text = known.short if is_short else known.text
    return Suggestion("unit", text, known.text if is_short else suggestion_words().notes["unit"], word.before + text)


def _about_items(items: list[Known], word: Word, reader: Reader) -> Iterator[str]:
    """Questions about items: of the units that were typed before them, of the one that has a project, or else of all."""
    words = suggestion_words().questions
    for known in items:
        own = words.before if word.before else words.project if known.kind == "project" else ()
        yield from filter(reader.tells_figure, (pattern.format(before=word.before, item=known.text) for pattern in own))
        if not word.before and known.kind not in OWN and reader.is_figure(known.text):
            yield from (pattern.format(item=known.text) for pattern in words.item)
        if not word.before and known.kind not in OWN and reader.is_amount(known.text):
            yield from (pattern.format(item=known.text) for pattern in words.rank)
        if not word.before and reader.guide.explains(known.text):
            yield from filter(reader.tells_term, (pattern.format(item=known.text) for pattern in words.term))


def _about_units(units: list[tuple[str, str]], reader: Reader) -> Iterator[str]:
    """Questions about usual items of units, each unit with the text that names it."""
    words = suggestion_words()
    printed = ((named, item) for unit, named in units for item in words.usual if reader.prints(unit, item))
    yield from (pattern.format(unit=named, item=item) for named, item in printed for pattern in words.questions.unit)


def _after(typed: str, reader: Reader) -> Iterator[str]:
    """Usual items of a unit, where what is typed names a unit and nothing else yet."""
    words = suggestion_words()
    if reader.names_unit(typed):
        possible = (pattern.format(before=typed, item=item) for item in words.usual for pattern in words.questions.before)
        yield from filter(reader.tells_figure, possible)
