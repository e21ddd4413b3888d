"""COLLECTION → EXAMPLE QUESTIONS: by kind, of units, projects and terms that the documents have, each tried before it is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from service.language.lexicon import fold_name
from service.reply.texts import term_of
from service.suggest.reading import Reader
from service.suggest.words import ExampleKind, suggestion_words

# So many units, projects of a unit and terms are tried; a longer name makes no short example.
UNITS, NAMES, LONGEST = 5, 2, 16


@dataclass(frozen=True)
class Examples:
    """Some questions of one kind."""

    kind: str
    questions: tuple[str, ...]


def examples_of(reader: Reader, is_answered: Callable[[str], bool]) -> tuple[Examples, ...]:
    """The example questions of a collection; a kind of which none is answered is left out."""
    units = _units(reader)
    turned = ((kind, (*units[at % len(units):], *units[:at % len(units)])) for at, kind in enumerate(suggestion_words().examples) if units)
    found = (Examples(kind.kind, tuple(_of_kind(kind, own, reader, is_answered))) for kind, own in turned)
    return tuple(examples for examples in found if examples.questions)


def _of_kind(kind: ExampleKind, units: tuple[str, ...], reader: Reader, is_answered: Callable[[str], bool]) -> Iterator[str]:
    """The first questions of a kind that are answered, each of another pattern; the next one is of the next unit."""
    fitting = (
        next((text for text in _filled(pattern, (*units[at:], *units[:at]), reader) if is_answered(text)), "")
        for at, pattern in enumerate(kind.questions)
    )
    return islice(filter(None, fitting), suggestion_words().shown)


def _units(reader: Reader) -> tuple[str, ...]:
    """Some units from all of the collection."""
    units = reader.collection.catalog.units
    return units[:: max(1, len(units) // UNITS)][:UNITS]


def _filled(pattern: str, units: tuple[str, ...], reader: Reader) -> Iterator[str]:
    if "{term}" in pattern:
        yield from (pattern.format(term=term) for term in _terms(reader))
    elif "{project}" in pattern:
        yield from (pattern.format(project=name) for unit in units for name in _projects(reader, unit))
    elif "{unit}" in pattern:
        named = {known.text: known for known in reader.guide.units}
        yield from (pattern.format(unit=reader.called(named[unit])) for unit in units)
    else:
        yield pattern


def _projects(reader: Reader, unit: str) -> list[str]:
    names = dict.fromkeys(name.text for name in reader.collection.catalog.names if name.type == "project" and name.unit == unit)
    return [name for name in names if len(name) <= LONGEST][:NAMES]


def _terms(reader: Reader) -> list[str]:
    """The terms that most documents explain."""
    names = (name.text for name in reader.collection.catalog.names if name.type == "definition")
    times = Counter(fold_name(term_of(name)) for name in names)
    return [term for term, _ in times.most_common() if len(term) <= LONGEST][:NAMES]
