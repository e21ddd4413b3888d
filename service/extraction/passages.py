"""LABELLED LINES → PASSAGES: narrative paragraphs with their heading path, broken lines joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.extraction.layout import Line
from service.extraction.model import Passage
from service.extraction.numbering import numbering_level
from service.extraction.words import clean, compact, found, strip_marks, words

_SHORTEST = 6


@dataclass(frozen=True)
class _Paragraph:
    """Lines that belong together, under their headings (level, text)."""

    section: tuple[tuple[int, str], ...]
    lines: tuple[Line, ...]


def lines_to_passages(lines: tuple[Line, ...], table_lines: frozenset[int]) -> tuple[Passage, ...]:
    """Labelled lines → passages in order; `table_lines` are those that belong to a table."""
    paragraphs = _join_paragraphs([line for line in lines if line.at.line not in table_lines or line.role == "heading"])
    passages = [_to_passage(paragraph) for paragraph in paragraphs]
    kept = [passage for passage in passages if _says_something(passage)]
    return tuple(replace(passage, ordinal=ordinal) for ordinal, passage in enumerate(kept, 1))


def _join_paragraphs(lines: list[Line]) -> Iterator[_Paragraph]:
    section: tuple[tuple[int, str], ...] = ()
    open_lines: tuple[Line, ...] = ()
    last_heading = False
    for line, following in zip(lines, _following(lines)):
        joins = bool(open_lines) and _continues(open_lines[-1], line)
        if joins:
            open_lines = (*open_lines, line)
            continue
        if open_lines:
            yield _Paragraph(section, open_lines)
            open_lines = ()
        if line.role in ("heading", "title") and numbering_level(line.text) is not None:
            section, last_heading = _enter(section, line), True
        elif last_heading and _lengthens_heading(section, line) and not _opens_sentence(line, following):
            section = (*section[:-1], (section[-1][0], section[-1][1] + clean(strip_marks(line.text))))
        else:
            last_heading = False
            section = _leave(section, line)
            open_lines = (line,) if line.role in ("text", "note") else ()
    if open_lines:
        yield _Paragraph(section, open_lines)


def _continues(previous: Line, line: Line) -> bool:
    """Whether a line goes on with the sentence before it, which a page break may have cut."""
    if line.role != "text" or line.marked:
        return False
    if found(words().continues, compact(line.text)):
        return True
    ended = found(words().sentence_end, compact(previous.text)) and not found(words().opens, compact(previous.text))
    return numbering_level(line.text) is None and not ended


def _enter(section: tuple[tuple[int, str], ...], line: Line) -> tuple[tuple[int, str], ...]:
    level = numbering_level(line.text) or 0
    return (*(entry for entry in section if entry[0] < level), (level, clean(strip_marks(line.text))))


def _leave(section: tuple[tuple[int, str], ...], line: Line) -> tuple[tuple[int, str], ...]:
    """A numbered sentence ends the headings of its own numbering and below."""
    level = numbering_level(line.text)
    return section if not level else tuple(entry for entry in section if entry[0] < level)


def _lengthens_heading(section: tuple[tuple[int, str], ...], line: Line) -> bool:
    """A part's heading (第一部分 …) is often printed over several lines."""
    is_part = section[-1][0] == 0
    return is_part and line.role == "text" and not found(words().not_heading_line, compact(line.text)) and _is_short(line)


def _following(lines: list[Line]) -> list[Line | None]:
    """For each line the next one that is no page number or running head, None where there is none."""
    following: list[Line | None] = []
    below: Line | None = None
    for line in reversed(lines):
        following.append(below)
        below = below if line.role == "furniture" else line
    return following[::-1]


def _opens_sentence(line: Line, following: Line | None) -> bool:
    """Whether a line without punctuation fills the width and the line below, which has some, goes on with it."""
    if following is None or following.role != "text" or numbering_level(following.text) is not None:
        return False
    own = compact(line.text)
    is_full = len(own) >= words().full_line and not found(words().heading_end, own)
    return is_full and found(words().not_heading_line, compact(following.text)) is not None


def _is_short(line: Line) -> bool:
    return len(compact(line.text)) <= words().longest_heading and numbering_level(line.text) is None


def _to_passage(paragraph: _Paragraph) -> Passage:
    text = ""
    breaks: list[tuple[int, int]] = []
    for line in paragraph.lines:
        breaks.append((len(text), line.at.line))
        text += clean(strip_marks(line.text))
    section = tuple(heading for _, heading in paragraph.section)
    among_terms = any(found(words().definitions, compact(heading)) for heading in section)
    is_definition = among_terms and numbering_level(paragraph.lines[0].text) is not None
    is_note = paragraph.lines[0].role == "note"
    kind = "note" if is_note else "definition" if is_definition else "narrative"
    return Passage(0, section, text, paragraph.lines[0].at.line, tuple(breaks), kind)


def _says_something(passage: Passage) -> bool:
    """Scattered words of a broken page have neither punctuation nor an amount at their end and are no sentence."""
    return len(passage.text) >= _SHORTEST and bool(found(words().says, compact(passage.text)))
