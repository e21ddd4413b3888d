"""ROWS OF A FORM → SEGMENTS: runs of labels with their contents, and parts that have a header of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.documents.blocks import GridRow
from service.extraction.forms.cells import Line, Piece, row_to_line
from service.extraction.forms.header import find_part, has_header_words
from service.extraction.forms.words import (
    Part, bare, form_words, is_any_level, is_goal_label, is_label, is_label_group, is_number, is_side, is_total,
    is_unit_note, is_value, role_of,
)
from service.extraction.words import pattern

_MOST_UPPER_LINES = 2
_LONGEST_WORD = 14


@dataclass(frozen=True)
class Segment:
    """Lines of one kind: labels (`part` is None) or a part with its header lines; `title` and `goal` announce it.

    `title_line` is where the title is printed, None for a part without one.
    """

    part: Part | None
    header: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()
    title: str | None = None
    goal: str | None = None
    group: Piece | None = None
    title_line: int | None = None


def rows_to_segments(rows: Iterable[GridRow]) -> tuple[Segment, ...]:
    """All rows of one form → its segments in order; every row that says something is in one segment."""
    segments: tuple[Segment, ...] = ()
    title: tuple[str | None, int | None] = (None, None)
    for line in map(row_to_line, rows):
        if _is_furniture(line):
            continue
        announced = _announced_title(line)
        if announced and not _labels_part(announced, segments):
            title = (announced, line.number)
        elif part := _part_begun_by(line, segments):
            segments, above = _take_header_above(segments, line)
            segments = (*segments, Segment(part, (*above, line), (), title[0], _goal_before(segments), title_line=title[1]))
            title = (None, None)
        else:
            segments = _add_line(segments, line)
    return segments


def unit_in(rows: Iterable[GridRow]) -> tuple[str, int] | None:
    """The unit of measure printed in one of the form's own rows, with its line."""
    for row in rows:
        line = row_to_line(row)
        for piece in line.pieces:
            if found := pattern(form_words().unit_pattern).match(piece.text):
                return found.group(found.lastindex or 0), line.number
    return None


def _is_furniture(line: Line) -> bool:
    """Whether a row says nothing but the unit of measure; a single character beside it is a trace of the frame."""
    others = [piece for piece in line.pieces if not is_unit_note(piece.text)]
    return not others or len(others) < len(line.pieces) and all(len(piece.text) == 1 for piece in others)


def _take_header_above(segments: tuple[Segment, ...], line: Line) -> tuple[tuple[Segment, ...], tuple[Line, ...]]:
    """Upper lines of a header that were taken for labels or data because only the lowest line names the part's columns."""
    if not segments or segments[-1].group:
        return segments, ()
    last = segments[-1]
    lines = last.lines
    count = 0
    while count < min(len(lines), _MOST_UPPER_LINES) and _is_upper_line(lines[-count - 1], line, bool(last.part)):
        count += 1
    kept = lines[: len(lines) - count]
    rest = (replace(last, lines=kept),) if kept or last.part else ()
    return (*segments[:-1], *rest), lines[len(lines) - count :]


def _is_upper_line(upper: Line, line: Line, is_data: bool) -> bool:
    """Whether a line holds only short words, and begins to the left of the header below it."""
    if len(upper.pieces) < 2 or is_label(upper.pieces[0].text):
        return False
    if is_data and sum(role_of(piece.text) is not None for piece in upper.pieces) < 2:
        return False
    are_words = all(len(p.text) <= _LONGEST_WORD and not any(map(str.isdigit, p.text)) for p in upper.pieces)
    return are_words and (upper.pieces[0].position < line.pieces[0].position or len(upper.pieces) > 2)


def _part_begun_by(line: Line, segments: tuple[Segment, ...]) -> Part | None:
    """The part whose header begins with this line; None for data, labels and further lines of a header."""
    last = segments[-1] if segments else None
    if last and last.part and not last.lines and has_header_words(line, last.part):
        return None
    return find_part(line)


def _add_line(segments: tuple[Segment, ...], line: Line) -> tuple[Segment, ...]:
    """The line added to the last segment, or in a new run of labels."""
    if not segments:
        return (_labels_from(line),)
    last = segments[-1]
    if last.part and not last.lines and has_header_words(line, last.part):
        return (*segments[:-1], replace(last, header=(*last.header, line)))
    if _belongs(line, last) if last.part else _continues_labels(line, last):
        return (*segments[:-1], replace(last, lines=(*last.lines, line)))
    return (*segments, _labels_from(line))


def _labels_part(title: str, segments: tuple[Segment, ...]) -> bool:
    """Whether a part's name stands in the middle of its own rows, as the label to their left does."""
    last = segments[-1].part if segments else None
    return last is not None and last.side and title in last.sides and bool(segments[-1].lines)


def _labels_from(line: Line) -> Segment:
    """A new run of labels; a label over several labels to its right is taken off the line."""
    first = line.pieces[0]
    if is_label_group(first.text) and len(line.pieces) > 1:
        return Segment(None, lines=(replace(line, pieces=line.pieces[1:]),), group=first)
    return Segment(None, lines=(line,))


def _continues_labels(line: Line, last: Segment) -> bool:
    first = line.pieces[0]
    if is_label_group(first.text):
        return False
    return last.group is None or first.position > last.group.position


def _goal_before(segments: tuple[Segment, ...]) -> str | None:
    """The numbered goal that stands directly above a part."""
    if not segments or segments[-1].part is not None:
        return None
    label = segments[-1].lines[-1].pieces[0].text
    return bare(label) if is_goal_label(label) else None


def _belongs(line: Line, last: Segment) -> bool:
    """Whether a row without header words is data of the part above it."""
    first = line.pieces[0]
    if any(is_any_level(piece.text) for piece in line.pieces) or bare(first.text) in map(bare, last.part.sides):
        return True
    if is_label(first.text) or is_side(first.text):
        return False
    if last.part.side and first.position == 0 and _has_side(last):
        return is_total(first.text) or _is_fragment(first) or any(map(_is_figure_or_value, line.pieces[1:]))
    return True


def _is_figure_or_value(piece: Piece) -> bool:
    return is_number(piece.text) or is_value(piece.text)


def _has_side(segment: Segment) -> bool:
    """Whether the first position of the part is taken by its label, so that text there begins something else."""
    first = segment.header[0].pieces[0]
    return first.position > 0 or is_side(first.text)


def _is_fragment(piece: Piece) -> bool:
    """A character or two left over from a label that was cut."""
    return len(piece.text) <= 2


def _announced_title(line: Line) -> str | None:
    """The title of a part printed as a row of its own, possibly cut into several cells."""
    joined = re.sub(r"\W", "", "".join(piece.text for piece in line.pieces))
    titles = (title for part in form_words().blocks for title in part.titles)
    return next((title for title in titles if title == joined), None)
