"""WORDS AND RULES OF A PICTURE → PIECES: cells between the rules with their spans, all other words as lines.

Measures are in points of the picture, from its upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.documents.pieces import Piece, Spanned, lay_out, line, rows_to_pieces

# Rules nearer than this are one; a rule this far from a cell's corner still reaches it.
_NEAR = 8.0
# A table has at least two rules each way beside its frame's.
_LEAST_RULES = 3
# Words whose heights overlap by this share stand on one line.
_OVERLAP = 0.5


@dataclass(frozen=True)
class Box:
    """A rectangle: a word with its text, or a rule, which is flat one way."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def picture_to_pieces(words: Sequence[Box], across: Sequence[Box], down: Sequence[Box]) -> Iterator[Piece]:
    """The lines and tables of a picture from top to bottom, by its words, its horizontal and its vertical rules."""
    found: list[tuple[float, Piece]] = []
    outside = list(words)
    for rules in _touching([*across, *down]):
        flat = [rule for rule in rules if rule in across]
        upright = [rule for rule in rules if rule in down and _stands_between(rule, flat)]
        if min(len(_places(rule.middle[1] for rule in flat)), len(_places(rule.middle[0] for rule in upright))) < _LEAST_RULES:
            continue
        frame = _around(rules)
        inside = [word for word in outside if _holds(frame, word)]
        outside = [word for word in outside if word not in inside]
        found += [(frame.top, piece) for piece in rows_to_pieces(lay_out(_cells(inside, flat, upright)))]
    found += [(words[0].top, line(_joined(words))) for words in _lines(outside)]
    yield from (piece for _, piece in sorted(found, key=lambda pair: pair[0]))


def _touching(rules: list[Box]) -> list[list[Box]]:
    """Rules in groups that touch: each group is one table or frame."""
    groups: list[list[Box]] = []
    for rule in rules:
        near = [group for group in groups if any(_touch(rule, other) for other in group)]
        groups = [group for group in groups if group not in near] + [[rule, *(other for group in near for other in group)]]
    return groups


def _touch(a: Box, b: Box) -> bool:
    beside = a.left - _NEAR > b.right or b.left - _NEAR > a.right
    return not (beside or a.top - _NEAR > b.bottom or b.top - _NEAR > a.bottom)


def _stands_between(upright: Box, flat: list[Box]) -> bool:
    """Whether a vertical rule ends at horizontal ones; strokes of letters do not."""
    return all(any(abs(rule.middle[1] - end) <= _NEAR for rule in flat) for end in (upright.top, upright.bottom))


def _around(boxes: list[Box]) -> Box:
    return Box(min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes))


def _holds(frame: Box, word: Box) -> bool:
    x, y = word.middle
    return frame.left <= x <= frame.right and frame.top <= y <= frame.bottom


def _places(values: Iterable[float]) -> list[float]:
    """Sorted places, those that are near each other as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _cells(words: list[Box], flat: list[Box], upright: list[Box]) -> list[list[Spanned]]:
    """The rows of a table: a cell ends where a rule stands, else it goes on over the next column or row."""
    xs = _places(rule.middle[0] for rule in upright)
    ys = _places(rule.middle[1] for rule in flat)
    taken: set[tuple[int, int]] = set()
    rows: list[list[Spanned]] = []
    for r in range(len(ys) - 1):
        rows.append([])
        for c in range(len(xs) - 1):
            if (r, c) in taken:
                continue
            right, bottom = c + 1, r + 1
            while right < len(xs) - 1 and (r, right) not in taken and not _has_wall(upright, xs[right], ys[r], ys[r + 1]):
                right += 1
            while bottom < len(ys) - 1 and not _has_floor(flat, ys[bottom], xs[c], xs[c + 1]):
                bottom += 1
            taken |= {(row, column) for row in range(r, bottom) for column in range(c, right)}
            area = Box(xs[c], ys[r], xs[right], ys[bottom])
            inside = [word for word in words if _holds(area, word)]
            rows[-1].append(Spanned("".join(_joined(one, "") for one in _lines(inside)), right - c, bottom - r))
    return rows


def _has_wall(upright: list[Box], x: float, top: float, bottom: float) -> bool:
    """Whether a vertical rule stands at a place, halfway down a row."""
    half = (top + bottom) / 2
    return any(abs(rule.middle[0] - x) <= _NEAR and rule.top <= half <= rule.bottom for rule in upright)


def _has_floor(flat: list[Box], y: float, left: float, right: float) -> bool:
    half = (left + right) / 2
    return any(abs(rule.middle[1] - y) <= _NEAR and rule.left <= half <= rule.right for rule in flat)


def _lines(words: list[Box]) -> list[list[Box]]:
    """Words in lines from top to bottom."""
    lines: list[list[Box]] = []
    for word in sorted(words, key=lambda word: word.top):
        last = lines[-1][-1] if lines else None
        overlap = min(word.bottom, last.bottom) - max(word.top, last.top) if last else 0
        if last and overlap >= _OVERLAP * min(word.bottom - word.top, last.bottom - last.top):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _joined(words: list[Box], between: str = " ") -> str:
    return between.join(word.text for word in sorted(words, key=lambda word: word.left))
