"""TYPED TEXT → SUGGESTIONS: what its last word may become, and whole questions that it may be meant for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

import msgspec

from service.language.lexicon import fold_text
from service.suggest.known import Known
from service.suggest.last_word import Word, last_word
from service.suggest.reading import Reader
from service.suggest.words import suggestion_words

SUGGESTED, OF_A_KIND, QUESTIONS = 8, 4, 3
# Questions are made of so many of the names that were found.
ASKED_ABOUT = 2
# What single documents have; it comes behind the units.
OWN = frozenset({"project", "term"})


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
    known = [guide.items[number] for number in items.found[:OF_A_KIND]]
    common, own = [each for each in known if each.kind not in OWN], [each for each in known if each.kind in OWN]
    of_units = [_unit(guide.units[number], units, reader) for number in units.found[:OF_A_KIND]]
    possible = chain(
        _about_items(common[:ASKED_ABOUT], items, reader), _about_units(of_units[:ASKED_ABOUT], reader),
        _about_items(own[:ASKED_ABOUT], items, reader), _after(typed, items, reader),
    )
    whole = list(dict.fromkeys(islice((text for text in possible if text != typed), QUESTIONS)))
    names = [name for name in (*_items(common, items), *of_units, *_items(own, items)) if name.completed != typed]
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


def _items(items: list[Known], word: Word) -> Iterator[Suggestion]:
    """Items; an account that is asked for by its code is written with it."""
    for known in items:
        text = known.code + known.name if known.code and word.said.isdigit() else known.text
        yield Suggestion(known.kind, text, suggestion_words().notes[known.kind].format(code=known.code), word.before + text)


def _unit(known: Known, word: Word, reader: Reader) -> Suggestion:
    """A unit, by its short name where that may be what is typed and means it alone."""
    asks = suggestion_words().questions.unit[0].format(unit=known.short)
    is_short = known.short != known.text and fold_text(known.short).text.startswith(word.said) and reader.means_unit(asks, known.text)
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
        if not word.before and reader.guide.explains(known.text):
            yield from filter(reader.tells_term, (pattern.format(item=known.text) for pattern in words.term))


def _about_units(units: list[Suggestion], reader: Reader) -> Iterator[str]:
    possible = (pattern.format(unit=unit.completed) for unit in units for pattern in suggestion_words().questions.unit)
    return filter(reader.tells_figure, possible)


def _after(typed: str, items: Word, reader: Reader) -> Iterator[str]:
    """Usual items of a unit, where what is typed names a unit and nothing else yet."""
    if not items.found and (meaning := reader.meaning(typed)).names_unit and not meaning.names_figure:
        yield from filter(reader.tells_figure, (pattern.format(before=typed) for pattern in suggestion_words().questions.after))
