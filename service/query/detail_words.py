"""DRAFT → WHAT 明细 AND 各 ASK: no parts, where they only say in which list a figure stands, or that each unit's own is wanted."""

from __future__ import annotations

from service.language.mentions import Mention
from service.language.words import compiled, variant_words
from service.query.draft import Draft


def only_each(draft: Draft) -> bool:
    """总预算各多少, of all units: that of each of them, not what each one's is made of."""
    return all("each_amount" in m.ids for m in draft.analysis.of("operation") if "breakdown" in m.ids)


def only_holds(draft: Draft) -> bool:
    """基本支出明细里的差旅费: 明细 within the words of one figure says where it stands, and asks for no parts."""
    words = [m for m in draft.analysis.of("operation") if "breakdown" in m.ids]
    return bool(words) and all(_is_place(draft, m) or any(p.start < m.start and m.stop < p.stop for p in draft.targets) for m in words)


def _is_place(draft: Draft, word: Mention) -> bool:
    """明细里电费多少: the parts are only where the figure after them stands."""
    inside = compiled(variant_words().inside).match(draft.analysis.text[word.stop:])
    return inside is not None and any(placed.start == word.stop + inside.end() for placed in draft.targets)
