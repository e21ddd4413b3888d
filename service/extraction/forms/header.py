"""HEADER LINES OF A PART → COLUMNS: which words head columns, over which positions, one below the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.extraction.forms.cells import Line, Piece
from service.extraction.forms.words import Part, bare, form_words, is_number, is_side, is_total, rest_of_word, role_of, word_of
from service.extraction.model import Repair

_LONGEST_CUT = 3


@dataclass(frozen=True)
class Head:
    """One word of a header line: where it starts and ends, as read, what it heads, as printed; `role` None if unknown."""

    start: int
    end: int
    text: str
    role: str | None
    printed: str


@dataclass(frozen=True)
class Slot:
    """One column of a part: its positions (`start` to `end`), its header path and its role.

    `cut` is the last position over which its header is printed in pieces, so that its cells may be too.
    """

    start: int
    end: int
    path: tuple[str, ...]
    role: str
    cut: int = -1


def find_part(line: Line) -> Part | None:
    """The part of a form that this line is a header of, if it is one."""
    found = [part for part in form_words().blocks if _is_header_of(line, part)]
    return max(found, key=lambda part: len(_known(line, part)), default=None)


def has_header_words(line: Line, part: Part) -> bool:
    """Whether a line directly below a header goes on with it."""
    known = _known(line, part)
    is_data = is_total(line.pieces[0].text) or any(is_number(piece.text) for piece in line.pieces if not role_of(piece.text))
    return bool(known) and not is_data and len(known) >= len(_unknown(line, part))


def header_to_slots(part: Part, header: tuple[Line, ...]) -> tuple[tuple[Slot, ...], tuple[Repair, ...]]:
    """Header lines → the part's columns left to right, the side column first, and what was restored in the words."""
    rows = _join_downwards([_heads(line, part) for line in header])
    heads = [[head for head in row if head.role or len(bare(head.text)) > 1] for row in rows]
    starts = sorted({head.start for row in heads for head in row})
    slots = [_slot(start, heads) for start in starts]
    slots = _spread_group(slots)
    sides = [piece.position for line in header for piece in line.pieces if is_side(piece.text)]
    begin = _side_end(part, starts[0], sides) + 1
    ends = [*(start - 1 for start in starts[1:]), 10_000]
    slots = [replace(slot, end=end) for slot, end in zip(slots, ends)]
    slots[0] = replace(slots[0], start=begin)
    repairs = [
        Repair(line.number, head.printed, head.text, "header_word")
        for line, row in zip(header, rows) for head in row if head.role and bare(head.printed) != bare(head.text)
    ]
    side = [Slot(0, begin - 1, (), "side")] if begin > 0 else []
    return (*side, *_fund_group(slots)), tuple(repairs)


def _is_header_of(line: Line, part: Part) -> bool:
    known, unknown = _known(line, part), _unknown(line, part)
    roles = {head.role for head in known}
    names_part = any(bare(piece.text) in map(bare, part.sides) for piece in line.pieces)
    if not part.needs:
        return names_part and len(known) >= 1 > len(unknown) or len(known) >= 2 > len(unknown)
    if part.id == "indicators" and roles == {"value"} and len(line.pieces) - len(known) <= 1:
        return all(len(head.text) == 1 for head in unknown)
    return set(part.needs) <= roles and len(known) >= 2 and len(unknown) < len(known)


def _known(line: Line, part: Part) -> list[Head]:
    return [head for head in _heads(line, part) if head.role]


def _unknown(line: Line, part: Part) -> list[Head]:
    return [head for head in _heads(line, part) if not head.role]


def _heads(line: Line, part: Part) -> list[Head]:
    """The line's words left to right, cut ones put together; labels to the left of the part are left out."""
    pieces = [piece for piece in line.pieces if not is_side(piece.text) or _heads_column(piece, line, part)]
    heads: list[Head] = []
    while pieces:
        head, taken = _first_head(pieces, part)
        heads.append(head)
        pieces = pieces[taken:]
    return heads


def _heads_column(piece: Piece, line: Line, part: Part) -> bool:
    """Whether a word that can also label a whole part heads a column here: it does unless another piece does so."""
    role = _role_in(piece.text, part)
    others = [other for other in line.pieces if other is not piece and _role_in(other.text, part) == role]
    return role is not None and (piece.position > 0 or not others)


def _first_head(pieces: list[Piece], part: Part) -> tuple[Head, int]:
    """The word that the first of `pieces` begins, and of how many of them it consists."""
    first = pieces[0]
    if role := _role_in(first.text, part):
        longer = word_of([first.text, pieces[1].text]) if _are_adjacent(pieces[:2]) else None
        is_longer = longer is not None and len(longer) > len(bare(first.text))
        if not is_longer or role_of(pieces[1].text) or role_of(longer) not in part.roles:
            return Head(first.position, first.position, first.text, role, first.printed), 1
    for count in range(2, _LONGEST_CUT + 1):
        taken = pieces[:count]
        word = word_of([piece.text for piece in taken]) if _are_adjacent(taken) and len(taken) == count else None
        if word and role_of(word) in part.roles:
            printed = "\t".join(piece.printed for piece in taken)
            return Head(first.position, taken[-1].position, _full_text(taken, word), role_of(word), printed), count
    word = _beginning(first.text, part) or rest_of_word(first.text)
    role = _role_in(word, part) if word else None
    return Head(first.position, first.position, word if role else first.text, role, first.printed), 1


def _full_text(pieces: list[Piece], word: str) -> str:
    """The joined text where it reads as the word (with its brackets), else the word."""
    joined = "".join(piece.text for piece in pieces)
    return joined if bare(joined) == word else word


def _beginning(text: str, part: Part) -> str | None:
    """The header word in front of a piece of another one (`指标值 指标`)."""
    plain, columns = bare(text), form_words().columns
    bases = columns["basis"] if "basis" in part.roles else []
    for word in (word for role in part.roles for word in columns[role] if plain.startswith(word) and plain != word):
        if any(basis.startswith(plain.removeprefix(word)) for basis in bases):
            return word
    return None


def _role_in(text: str, part: Part) -> str | None:
    role = role_of(text)
    return role if role in part.roles else None


def _are_adjacent(pieces: list[Piece]) -> bool:
    return len(pieces) > 1 and all(b.position == a.position + 1 for a, b in zip(pieces, pieces[1:]))


def _join_downwards(rows: list[list[Head]]) -> list[list[Head]]:
    """A word cut over two lines (`预期当年实` above `现值`) is put together in the upper one."""
    for upper, lower in zip(rows, rows[1:]):
        for head in [head for head in upper if not head.role]:
            below = next((other for other in lower if other.start == head.start and not other.role), None)
            word = word_of([head.text, below.text]) if below else None
            if word:
                joined = replace(head, text=word, role=role_of(word), printed=f"{head.printed}{below.printed}")
                upper[upper.index(head)] = joined
                lower.remove(below)
    return rows


def _slot(start: int, heads: list[list[Head]]) -> Slot:
    """The column at one position: its words from the top line down, and the role of the lowest."""
    above = [head for index in range(len(heads)) if (head := _head_over(start, index, heads))]
    lowest = above[-1]
    cut = lowest.end if lowest.end > lowest.start else -1
    return Slot(start, 0, tuple(head.text for head in above), lowest.role or "", cut)


def _head_over(start: int, index: int, heads: list[list[Head]]) -> Head | None:
    """The word of line `index` that heads position `start`: printed there, or to its left and spanning it."""
    before = [head for head in heads[index] if head.start <= start]
    if not before:
        return None
    nearest = max(before, key=lambda head: head.start)
    if nearest.start == start:
        return nearest
    lower = [head for row in heads[index + 1 :] for head in row if head.start == start]
    return nearest if lower and nearest.role and not any(_is_alone(head) for head in [nearest, *lower]) else None


def _is_alone(head: Head) -> bool:
    """Whether a word heads one column only, so that it neither spans others nor stands below one that does."""
    return head.role in form_words().alone


def _spread_group(slots: list[Slot]) -> list[Slot]:
    """A spanning word printed over the middle of its columns heads those to its left as well."""
    tops = {slot.path[0] for slot in slots if slot.role in ("earlier", "expected") and role_of(slot.path[0]) == "value"}
    if len(tops) != 1:
        return slots
    top = tops.pop()
    is_bare = [slot.role in ("earlier", "expected") and slot.path[0] != top for slot in slots]
    return [replace(slot, path=(top, *slot.path)) if bare_slot else slot for slot, bare_slot in zip(slots, is_bare)]


def _side_end(part: Part, first: int, sides: list[int]) -> int:
    """The last position of the label to the left of a part, -1 where there is none."""
    if not part.side or first == 0:
        return -1
    return max([position for position in sides if position < first], default=0)


def _fund_group(slots: list[Slot]) -> list[Slot]:
    """The items of the funds stand in two columns under one word: the group, and the item."""
    return [copy for slot in slots for copy in ([replace(slot, role="fund_group"), slot] if slot.role == "item" else [slot])]
