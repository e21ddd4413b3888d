"""TYPED TEXT → QUESTIONS about an item of a unit, where it begins the name of a unit and behind it that of an item.

    szsg, shenzhen sangong, 深圳三  →  深圳人社数据中心的三公经费是多少
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.language.lexicon import fold_name, fold_text
from service.language.words import compiled
from service.suggest.known import Known
from service.suggest.reading import Reader
from service.suggest.spelled import syllables
from service.suggest.words import suggestion_words

# So much of a text may be the name of a unit; so many units and items that fit a part of it are looked at.
LONGEST, UNITS, ITEMS = 40, 4, 12
# A unit is told by so much of its name, an item that is not set apart by so many letters.
LEAST = 2


@dataclass(frozen=True)
class Parted:
    """A text as a unit and an item: those that begin with its parts, and whether an item is named whole."""

    units: tuple[Known, ...]
    items: tuple[Known, ...]
    is_whole: bool


def about_both(reader: Reader, typed: str) -> Iterator[str]:
    """Questions about what the units that a text may mean disclose of the items that it may mean."""
    patterns = suggestion_words().questions.unit
    for parted in sorted(_possible(reader, typed), key=lambda parted: not parted.is_whole):
        for item in parted.items:
            disclosing = (unit for unit in parted.units if reader.tells_of(unit.text, item))
            yield from (pattern.format(unit=reader.called(unit), item=item.text) for unit in disclosing for pattern in patterns)


def _possible(reader: Reader, typed: str) -> Iterator[Parted]:
    """The ways to part a text; only where it is set apart, if it is."""
    folded = fold_text(typed)
    places = range(LEAST, min(len(folded.text), LONGEST))
    parts = compiled(suggestion_words().particle)
    apart = [at for at in places if parts.search(typed[:folded.offsets[at]])]
    for at in apart or places:
        unit, item = parts.sub("", folded.text[:at]), folded.text[at:]
        parted = _part(reader, unit, item) if len(unit) >= LEAST and (apart or _is_enough(item)) else None
        if parted:
            yield parted


def _is_enough(item: str) -> bool:
    return len(item) >= LEAST or not item.isascii()


def _part(reader: Reader, unit: str, item: str) -> Parted | None:
    guide = reader.guide
    units = guide.unit_index.beginning(unit, UNITS) or guide.unit_index.inside(unit, UNITS)
    items = [guide.items[number] for number in guide.item_index.beginning(item, ITEMS)] if units else []
    if not items:
        return None
    whole = [known for known in items if _is_name(known.text, item)]
    return Parted(tuple(guide.units[number] for number in units), tuple(whole or items), bool(whole))


def _is_name(text: str, said: str) -> bool:
    name = fold_name(text)
    parts = syllables(name)
    return said in (name, "".join(parts), "".join(part[0] for part in parts))
