"""A DATA LINE → COLUMNS: each piece goes where its content fits and where it stands, left to right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from service.extraction.forms.cells import Line, Piece
from service.extraction.forms.header import Slot
from service.extraction.forms.words import (
    form_words, is_any_level, is_fund_group, is_known, is_level, is_number, is_side, is_side_fragment, is_total, is_value
)

# Costs: what a piece pays that stands apart from its column, shares a column, or does not read like its column.
_SHIFT, _FARTHEST = 1, 3
_SHARED = 8
_UNLIKE, _RATHER_UNLIKE, _SLIGHTLY_UNLIKE = 15, 6, 2
_LONG_TEXT = 12
# The cheapest arrangement so far by the column of its last piece: its cost, and the column of each piece.
_States = dict[int, tuple[int, tuple[int, ...]]]
_TEXT_ROLES = frozenset("level3 content goal goal_name goal_text long_goal basis remark activity goods source project "
                        "task item organisation economic category quantity core".split())
_FIGURE_ROLES = frozenset("amount total_budget part weight".split())


def align(line: Line, slots: tuple[Slot, ...], is_indicator: bool) -> tuple[tuple[Piece, ...], ...]:
    """The line's pieces by column, each in one column and in order; the cheapest of all such arrangements."""
    states: _States = {-1: (0, ())}
    for index, piece in enumerate(line.pieces):
        states = _place(piece, line.pieces[index - 1] if index else None, states, slots, is_indicator)
    _, chosen = min(states.values(), key=lambda state: state[0])
    return tuple(tuple(p for p, slot in zip(line.pieces, chosen) if slot == index) for index in range(len(slots)))


def align_texts(line: Line, slots: tuple[Slot, ...]) -> tuple[tuple[Piece, ...], ...]:
    """The line's pieces by column where all columns hold long texts: pieces side by side that reach over the start of
    one column only are strips of one cell, and stay together."""
    runs: list[list[Piece]] = []
    for piece in line.pieces:
        is_next = bool(runs) and piece.position == runs[-1][-1].position + 1 and not is_known(runs[-1][0].text)
        if is_next and len(_starts(slots, runs[-1][0].position, piece.position)) <= 1:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    places = [(_starts(slots, run[0].position, run[-1].position) or [run[0].position])[0] for run in runs]
    whole = tuple(replace(run[0], position=place) for run, place in zip(runs, places))
    columns = align(replace(line, pieces=whole), slots, False)
    return tuple(tuple(p for piece in pieces for p in runs[whole.index(piece)]) for pieces in columns)


def _starts(slots: tuple[Slot, ...], first: int, last: int) -> list[int]:
    return [slot.start for slot in slots if slot.path and first <= slot.start <= last]


def is_shifted(columns: tuple[tuple[Piece, ...], ...], slots: tuple[Slot, ...]) -> bool:
    """Whether a piece stands outside the positions of the column that it was put into.

    The label of a total that is merged over the columns to its left is where it should be, if all else is.
    """
    moved = [piece for pieces, slot in zip(columns, slots) for piece in pieces if _distance(piece, slot)]
    return bool(moved) and not (len(moved) == 1 and is_total(moved[0].text))


def tells_column(text: str, role: str) -> bool:
    """Whether a text shows by itself that it belongs into a column of this role: a name of a level, a value, a share."""
    if role in ("value", "expected"):
        return is_value(text)
    return role in _TELLING and _TESTS[role](text)


def _place(
    piece: Piece, before: Piece | None, states: _States, slots: tuple[Slot, ...], is_indicator: bool
) -> _States:
    """The cheapest arrangement for each column that `piece` may stand in, given those of the piece before it."""
    placed = {}
    for index, slot in enumerate(slots):
        own = _unlikeness(piece.text, slot.role, is_indicator) + _SHIFT * _distance(piece, slot)
        reachable = [
            (cost + own + (_sharing(piece, before, slot) if last == index else 0), (*chosen, index))
            for last, (cost, chosen) in states.items() if last <= index
        ]
        if reachable:
            placed[index] = min(reachable, key=lambda state: state[0])
    return placed


def _distance(piece: Piece, slot: Slot) -> int:
    outside = max(slot.start - piece.position, piece.position - slot.end, 0)
    return min(outside, _FARTHEST)


def _sharing(piece: Piece, before: Piece | None, slot: Slot) -> int:
    """What a second piece in one column costs: nothing if both stand in it side by side, as a cut cell does."""
    if before is None or piece.position != before.position + 1:
        return _SHARED
    return _SHARED if _distance(piece, slot) or _distance(before, slot) else 0


def _unlikeness(text: str, role: str, is_indicator: bool) -> int:
    test = _TESTS.get(role)
    if test:
        return 0 if test(text) else _UNLIKE
    if role in _TEXT_ROLES:
        return _text_unlikeness(text, role, is_indicator)
    if role in ("value", "expected") or role == "earlier" and is_indicator:
        return _value_unlikeness(text)
    if role == "earlier":
        return 0 if is_number(text) else _UNLIKE
    return 0


def _text_unlikeness(text: str, role: str, is_indicator: bool) -> int:
    if is_indicator and is_any_level(text):
        return _RATHER_UNLIKE + _SLIGHTLY_UNLIKE
    if role in ("quantity", "basis", "remark"):
        return 0
    if is_number(text):
        return _RATHER_UNLIKE
    return _RATHER_UNLIKE if role == "level3" and text[:1] in _SIGNS else 0


def _value_unlikeness(text: str) -> int:
    if is_any_level(text):
        return _RATHER_UNLIKE + _SLIGHTLY_UNLIKE
    if is_value(text):
        return 0
    return _SLIGHTLY_UNLIKE + (len(text) > _LONG_TEXT)


def _is_relation(text: str) -> bool:
    return any(text in words for words in form_words().relations.values()) or text in _SIGNS


def _is_unit(text: str) -> bool:
    return not is_number(text) and len(text) <= _LONG_TEXT


_TELLING = frozenset("level1 level2 relation share weight".split())
_SIGNS = "≥≤=<>＝＞＜"
_TESTS: dict[str, Callable[[str], bool]] = {
    "side": is_side_fragment,
    "target": is_side,
    "fund_group": is_fund_group,
    "level1": lambda text: is_level(text, 1),
    "level2": lambda text: is_level(text, 2),
    "relation": _is_relation,
    "unit": _is_unit,
    "share": is_number,
    "direction": lambda text: not is_number(text),
    **{role: is_number for role in _FIGURE_ROLES},
}
