"""A CELL CUT DOWNWARDS → ITS TEXT: the lines of all strips in the order in which they read on, each cut proved or not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from service.extraction.forms.words import form_words
from service.extraction.mending.seams import Seam, read_seam
from service.extraction.mending.texts import Texts
from service.extraction.numbering import numbering_level
from service.extraction.words import compact, found

# More strips and lines than these are no cell of a form.
_MOST_ORDERS = 1 << 11
# So much of what stands before a cut is looked at.
_CONTEXT = 12
# So short a piece can't stand by itself.
_SCRAP = 2


@dataclass(frozen=True)
class Reading:
    """A cell as read: its text, what proves its cuts, whether all are proved, and whether lines lack their right end."""

    text: str
    proofs: tuple[str, ...]
    is_proved: bool
    lacks_ends: bool = False


@dataclass(frozen=True)
class _Fragment:
    """One line of one strip: which strip, which printed row of the cell, and what it says."""

    strip: int
    row: int
    text: str


def read_strips(strips: list[list[str]], texts: Texts, line: int) -> Reading:
    """The strips of a cell → its text.

    Line i of a strip belongs to a printed row of the cell; where each strip begins is what the cuts say: the one order in
    which most of them read on. If several are as good, the strips stay as they stand, one behind the other.
    """
    best: dict[tuple[str, ...], tuple[int, list[_Fragment]]] = {}
    for order in _orders(strips):
        said, score = tuple(fragment.text for fragment in order), _score(order, texts, line)
        if said not in best or best[said][0] < score:
            best[said] = (score, order)
    scored = sorted(best.values(), key=lambda scored_order: -scored_order[0])
    if len(scored) == 1 or len(scored) > 1 and scored[0][0] > scored[1][0] and _is_convincing(scored[0][1], texts, line):
        return _join(scored[0][1], texts, line)
    return Reading("".join(text for strip in strips for text in strip), (), False)


def _is_convincing(order: list[_Fragment], texts: Texts, line: int) -> bool:
    """Whether of the cuts that show anything at least three in four read on."""
    telling = [bool(seam.proof) for _, seam, reads_on in _cuts(order, texts, line) if seam.proof or not reads_on]
    return bool(telling) and sum(telling) * 4 >= len(telling) * 3


def _orders(strips: list[list[str]]) -> list[list[_Fragment]]:
    """Every way to set the strips side by side so that each row is filled by at least one."""
    height = max(map(len, strips))
    starts = range(height + 1 if height > 1 else 1)
    if len(starts) ** len(strips) > _MOST_ORDERS:
        return []
    orders = []
    for offsets in product(starts, repeat=len(strips)):
        if min(offsets):
            continue
        placed = enumerate(zip(offsets, strips))
        fragments = [_Fragment(i, at + n, text) for i, (at, strip) in placed for n, text in enumerate(strip)]
        orders.append(sorted(fragments, key=lambda fragment: (fragment.row, fragment.strip)))
    return orders


def _score(order: list[_Fragment], texts: Texts, line: int) -> int:
    """How many cuts between strips read on, less those that don't; where an item of a list begins, a cut shows nothing."""
    return sum(bool(seam.proof) - (not reads_on) for _, seam, reads_on in _cuts(order, texts, line))


def _cuts(order: list[_Fragment], texts: Texts, line: int) -> list[tuple[int, Seam, bool]]:
    """Each cut between strips: the number of the fragment behind it, how it is read, and whether it reads on there."""
    cuts = []
    for number, (left, right) in enumerate(zip(order, order[1:]), 1):
        if left.strip != right.strip:
            before = "".join(fragment.text for fragment in order[:number])[-_CONTEXT:]
            seam = read_seam(before, right.text, texts, line)
            cuts.append((number, seam, bool(seam.proof) or left.row != right.row and _begins_item(right.text)))
    return cuts


def _begins_item(text: str) -> bool:
    return numbering_level(text) is not None


def _join(order: list[_Fragment], texts: Texts, line: int) -> Reading:
    cuts = _cuts(order, texts, line)
    seams = {number: seam for number, seam, _ in cuts}
    text = order[0].text
    for number, fragment in enumerate(order[1:], 1):
        if seam := seams.get(number):
            lost = len("".join(f.text for f in order[:number])[-_CONTEXT:]) - len(seam.left)
            text = text[: len(text) - lost] + seam.between + seam.right
        else:
            text += fragment.text
    is_scrap = len(order) == 2 and _is_scrap(order[0].text, order[1].text)
    proofs = dict.fromkeys(seam.proof for _, seam, _ in cuts if seam.proof)
    return Reading(text, tuple(proofs), is_scrap or all(reads_on for _, _, reads_on in cuts), _lacks_ends(order))


def _is_one_row(order: list[_Fragment]) -> bool:
    """Whether the strips are one row in which white space stands once: up to it in the upper row, behind it in the lower."""
    is_stair = max(f.row for f in order) <= 1 and all(a.strip <= b.strip for a, b in zip(order, order[1:])) and len(order) > 2
    return is_stair and not any(fragment.row and _begins_item(fragment.text) for fragment in order)


def _is_scrap(left: str, right: str) -> bool:
    """Whether one of two pieces is too short to stand by itself; pieces of one figure prove nothing."""
    return min(len(left), len(right)) <= _SCRAP and not (left[-1].isdigit() and right[0].isdigit())


def _lacks_ends(order: list[_Fragment]) -> bool:
    """Whether a row before the last stops short of the last strip in the middle of a sentence."""
    last_row, last_strip = max(f.row for f in order), max(f.strip for f in order)
    if _is_one_row(order):
        return False
    ends = {fragment.row: fragment for fragment in order}
    return any(
        row < last_row and fragment.strip < last_strip and not found(form_words().stop, compact(fragment.text)[-1:])
        for row, fragment in ends.items()
    )
