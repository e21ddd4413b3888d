"""DRAFT → UNITS TAKEN AWAY: which units a question leaves out (深圳和武汉以外), and whether what is left is to be added up."""

from __future__ import annotations

from service.language.exclusion_words import exclusion_words
from service.language.mentions import Mention
from service.language.units import UnitGroup
from service.language.words import compiled, places, variant_words
from service.query.draft import Draft


def asks_rest(draft: Draft) -> bool:
    """五家总预算减去天门的还剩多少: the sum of those that are left."""
    return draft.each and compiled(variant_words().rest_asked).search(draft.analysis.text) is not None


def taken_away(draft: Draft, word: Mention) -> tuple[UnitGroup, ...]:
    """The units after the word up to its end (外) or the next comma; those right before it where none follows."""
    text = draft.analysis.text
    end = compiled(places().without_end).search(text, word.stop)
    stop = end.start() if end else len(text)
    after = tuple(group for group in draft.groups if word.stop <= group.start < stop)
    before = tuple(g for g in draft.groups if g.stop <= word.start)
    listed = [i for i in range(len(before)) if _listed_up_to(before[i:], word.start, text)]
    return after or (before[listed[0] :] if listed else ())


def _listed_up_to(groups: tuple[UnitGroup, ...], stop: int, text: str) -> bool:
    """深圳和武汉以外: whether units stand in one list right before a word."""
    joins = all(compiled(exclusion_words().joins).match(text[a.stop : b.start]) for a, b in zip(groups, groups[1:]))
    return joins and compiled(exclusion_words().alone).match(text[groups[-1].stop : stop]) is not None
