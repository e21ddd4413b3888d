"""DRAFT → UNITS OF THE WHOLE: the units whose figures together are what a share is of (占武汉的, 在五家里占)."""

from __future__ import annotations

from service.language.mentions import Mention
from service.language.units import UnitGroup
from service.language.words import compiled, places, variant_words
from service.query.draft import Draft

ALL = ("all",)


def units_of_whole(draft: Draft, operation: str) -> tuple[str, ...]:
    """The units right after 占; ("all",) for all of them together; () where each unit's own figure is the whole."""
    shares = [m for m in draft.analysis.of("operation") if "share" in m.ids]
    if operation != "share" or not shares or asks_gap(draft):
        return ()
    words = [m for m in draft.analysis.of("all", "each", "count") if compiled(places().of_units).search(m.text) or m.type != "count"]
    if any(_is_whole(word, draft, shares[0]) for word in words):
        return ALL
    groups = [group for group in draft.groups if _right_after(draft, shares[0], group.start)] or list(set_against(draft))
    return tuple(unit for group in _with_listed(draft, groups) for unit in group.units)


def _with_listed(draft: Draft, groups: list[UnitGroup]) -> list[UnitGroup]:
    """占四川、武汉、天门的: the units that are listed after the one right after 占 are of the whole too."""
    found = list(groups)
    for group in draft.groups:
        between = draft.analysis.text[found[-1].stop : group.start] if found and group.start >= found[-1].stop else None
        if between is not None and compiled(variant_words().lists).fullmatch(between):
            found.append(group)
    return found


def set_against(draft: Draft) -> tuple[UnitGroup, ...]:
    """它是武汉的百分之几: the unit between 是 and the words for a share is the whole."""
    text, shares = draft.analysis.text, [m.start for m in draft.analysis.of("operation") if "share" in m.ids]
    if not shares or not draft.groups:
        return ()
    last = draft.groups[-1]
    equals = compiled(variant_words().equals).search(text[: last.start])
    return (last,) if equals and last.stop <= shares[0] and compiled(variant_words().of_it).match(text[shares[0]:]) else ()


def asks_gap(draft: Draft) -> bool:
    """占比差几个百分点: two shares are set against each other."""
    return draft.analysis.has("share") and draft.analysis.has("difference")


def _is_whole(word: Mention, draft: Draft, share: Mention) -> bool:
    """占五家总和, 在五家里占, 五家总预算里深圳占: all units together; 五家排一下 and 五家里谁占比最高 are about each of them."""
    text = draft.analysis.text
    if _of_items(word, draft):
        return False
    total = compiled(variant_words().total_of_all).match(text[word.stop:]) is not None
    if _right_after(draft, share, word.start):
        return word.type == "all" or total
    among = compiled(variant_words().among).search(text[: word.start]) or draft.groups
    inside = compiled(variant_words().in_all).match(text[word.stop:]) is not None
    return bool(word.start < share.start and among and (word.type == "all" and inside or total))


def _of_items(word: Mention, draft: Draft) -> bool:
    """在所有项目支出里: all of another item than the one asked for, not all units."""
    named = next((p for p in draft.targets if 0 <= p.start - word.stop <= 1), None)
    units = compiled(places().of_units).search(word.text)
    return word.type == "all" and not units and named is not None and any(p.target.id != named.target.id for p in draft.targets)


def _right_after(draft: Draft, share: Mention, start: int) -> bool:
    return share.stop <= start + 1 and compiled(variant_words().next_to).fullmatch(draft.analysis.text[share.stop : start]) is not None
