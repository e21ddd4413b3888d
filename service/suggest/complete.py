"""TYPED TEXT → SUGGESTIONS: what its last word may become, and whole questions that it may be meant for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice, zip_longest
from typing import TypeVar

import msgspec

from service.language.lexicon import fold_name, fold_text
from service.language.words import compiled
from service.suggest.both import about_both
from service.suggest.known import Known
from service.suggest.last_word import Word, last_word
from service.suggest.letters import begins
from service.suggest.reading import Reader
from service.suggest.spelled import has_letters
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
    items, units = _last_words(typed, reader)
    both = about_both(reader, typed) if _may_be_both(items, reader) else ()
    # tianmen 项目支: letters that name a unit become its name.
    first = tuple(islice(both, QUESTIONS)) if has_letters(items.before) else ()
    known = () if first else tuple(islice(_of_units_before(_best_first([guide.items[number] for number in items.found], items.said), items.before, reader), OF_A_KIND))
    common, own = [each for each in known if each.kind not in OWN], [each for each in known if each.kind in OWN]
    of_units = [_unit(guide.units[number], units, reader) for number in units.found[:OF_A_KIND]]
    asked_units = [(guide.units[number].text, named.completed) for number, named in zip(units.found, of_units[:ASKED_ABOUT])]
    possible = chain(
        first, _in_turn(_about_items(common[:ASKED_ABOUT], items, reader), _about_units(asked_units, reader)),
        _about_items(own[:ASKED_ABOUT], items, reader), () if items.found or units.found else _after(typed, reader),
        both,
    )
    whole = list(dict.fromkeys(islice((text for text in possible if text != typed), QUESTIONS)))
    named = _items(common, items), of_units
    # 深圳市 for szs comes before what some other word for it begins so.
    is_named = bool(common) and begins(fold_name(common[0].text), items.said)
    names = [name for name in (*_in_turn(*(named if is_named else named[::-1])), *_items(own, items)) if name.completed != typed]
    return (*names[:SUGGESTED - len(whole)], *(Suggestion("question", text, suggestion_words().notes["question"], text) for text in whole))


def question_about(reader: Reader, name: str, is_term: bool) -> str:
    """The question that is offered about a term or an item by itself, "" where it would not be answered."""
    words = suggestion_words().questions
    question = (words.term if is_term else words.item)[0].format(item=name)
    return question if (reader.tells_term(question) if is_term else reader.is_figure(name)) else ""


def _last_words(typed: str, reader: Reader) -> tuple[Word, Word]:
    """What the end of a text may become, an item and a unit; only the longer of them: 中心 at the end of 信息中心 begins no project."""
    guide, nothing = reader.guide, Word("", "", ())
    items, units = last_word(typed, guide.item_index), last_word(typed, guide.unit_index)
    is_word = not typed[-1].isascii() and compiled(suggestion_words().word_end).search(typed) is None
    if is_word and not items.found and not units.found and reader.names_unit(typed[:-1]):
        items = last_word(typed, guide.item_index, 1)
    named = has_letters(units.before) or reader.units_in(units.before) is not None
    if named and not compiled(suggestion_words().joins).search(units.before):
        units = nothing
    return (
        items if len(items.said) >= len(units.said) else nothing,
        units if len(units.said) >= len(items.said) else nothing,
    )


def _may_be_both(items: Word, reader: Reader) -> bool:
    """Whether the units of what is typed are still to be found: not where one is named in front of an item."""
    return not items.found or has_letters(items.before) or len(reader.units_in(items.before) or (items.before, "")) > 1


def _best_first(items: list[Known], said: str) -> list[Known]:
    """The items whose own name begins so before those that another word for them does, usual ones first; by codes, the shortest first."""
    def place(known: Known) -> tuple[object, ...]:
        codes = [len(code) for _, code in known.codes if code.startswith(said)]
        usual = suggestion_words().usual
        return not begins(fold_name(known.text), said), known.text not in usual, min(codes, default=0)
    return sorted(items, key=place)


def _of_units_before(items: list[Known], before: str, reader: Reader) -> Iterator[Known]:
    """Of the items behind a unit those that it discloses; all of them where no unit is named."""
    units = reader.units_in(before) if items else None
    return (item for item in items if units is None or any(reader.tells_of(unit, item) for unit in units))


def _in_turn(*lists: Iterable[T]) -> Iterator[T]:
    """One of each list, then the next of each, so that neither crowds the other out."""
    return (each for some in zip_longest(*lists) for each in some if each is not None)


def _items(items: list[Known], word: Word) -> Iterator[Suggestion]:
    """Items, with what they are beside them."""
    for known in items:
        yield Suggestion(known.kind, known.text, _note(known, word.said), word.before + _written(known, word))


def _note(known: Known, said: str) -> str:
    """What an item is; with its code, of several with the one that is typed or with the first."""
    notes = suggestion_words().notes
    codes = [(kind, code) for kind, code in known.codes if code.startswith(said)] or known.codes
    if not codes:
        return notes[known.kind]
    kind, code = codes[0]
    return notes[kind].format(code=code if len(codes) == 1 else suggestion_words().more_codes.format(code=code))


def _written(known: Known, word: Word) -> str:
    """An item as it is asked for; with its code, where that was typed and others have its name."""
    codes = [code for _, code in known.codes if code.startswith(word.said)]
    is_one = len(codes) == 1 and len(known.codes) > 1
    return suggestion_words().with_code.format(name=known.text, code=codes[0]) if is_one else known.text


def _unit(known: Known, word: Word, reader: Reader) -> Suggestion:
    """A unit, by its short name where that may be what is typed and means it alone."""
    is_short = known.short != known.text and begins(fold_name(known.short), word.said) and reader.means_unit(known.short, known.text)
    text = known.short if is_short else known.text
    return Suggestion("unit", text, known.text if is_short else suggestion_words().notes["unit"], word.before + text)


def _about_items(items: list[Known], word: Word, reader: Reader) -> Iterator[str]:
    """Questions about items: of the units that were typed before them, of the one that has a project, or else of all."""
    words, alone = suggestion_words().questions, reader.unit_alone(word.before) if word.before else ""
    for known in items:
        item = _written(known, word)
        own = words.before if word.before else words.project if known.kind == "project" else ()
        questions = [pattern.format(before=word.before, item=item) for pattern in own]
        # What is behind one unit and nothing else was found to be printed by it.
        yield from questions if alone and known.kind not in OWN else filter(reader.tells_figure, questions)
        if not word.before and known.kind not in OWN and reader.is_figure(item):
            yield from (pattern.format(item=item) for pattern in words.item)
        if not word.before and known.kind not in OWN and reader.is_amount(item):
            yield from (pattern.format(item=item) for pattern in words.rank)
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
    if not typed.isascii() and reader.names_unit(typed):
        possible = (pattern.format(before=typed, item=item) for item in words.usual for pattern in words.questions.before)
        yield from filter(reader.tells_figure, possible)
