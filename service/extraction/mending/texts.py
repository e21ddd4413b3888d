"""TABLES, PASSAGES → TEXTS: everything that the document prints in one piece, to prove what it prints in pieces."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from service.extraction.forms.words import clean_cell
from service.extraction.model import Cell, Passage, Table

# White space behind the point or comma of a figure or of a numbering was added by extraction.
_IN_FIGURE = re.compile(r"(?<=\d[.,、])\s+")
_REMEMBERED = 1 << 14


@dataclass(frozen=True, eq=False)
class Texts:
    """Pieces of text that are printed without a cut, folded for comparing, each with its line."""

    pieces: tuple[tuple[int, str], ...]

    def line_of(self, text: str, outside: int) -> int | None:
        """The first line, other than `outside`, that prints `text` (folded) in one piece."""
        at = self._joined.find(text)
        while at >= 0:
            if (line := self._line_at(at)) != outside:
                return line
            at = self._joined.find(text, at + 1)
        return None

    def between(self, before: str, after: str, outside: int) -> list[tuple[int, str]]:
        """The single characters that stand between two texts in other lines than `outside`, each with its line."""
        found, at = [], self._joined.find(before)
        while at >= 0:
            end = at + len(before)
            if self._joined.startswith(after, end + 1) and (line := self._line_at(at)) != outside:
                found.append((line, self._joined[end]))
            at = self._joined.find(before, at + 1)
        return found

    def rests_of(self, text: str, outside: int, longest: int) -> list[str]:
        """What follows `text` in other lines than `outside` up to the first stop, at most `longest` characters away."""
        expression = re.compile(re.escape(text) + r"(?P<rest>\w{1," + str(longest) + r"}[^\w\s])")
        matches = expression.finditer(self._joined)
        return [match["rest"] for match in matches if self._line_at(match.start()) != outside]

    def lines_of(self, expression: re.Pattern[str], outside: int) -> list[tuple[int, str]]:
        """The lines, other than `outside`, in which the expression is found, and what it finds."""
        found = ((self._line_at(match.start()), match.group()) for match in expression.finditer(self._joined))
        return [(line, text) for line, text in found if line != outside]

    @cached_property
    def _joined(self) -> str:
        return "\n".join(piece for _, piece in self.pieces)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(piece) + 1 for _, piece in self.pieces)]

    def _line_at(self, offset: int) -> int:
        return self.pieces[bisect_right(self._starts, offset) - 1][0]


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """A text for comparing, character by character in half width, so that positions stay."""
    return "".join(plain if len(plain := unicodedata.normalize("NFKC", character)) == 1 else character for character in text)


def collect_texts(tables: tuple[Table, ...], passages: tuple[Passage, ...]) -> Texts:
    """All cells and paragraphs; of a cell that was cut only the pieces, and those of one line that follow each other."""
    pieces = [(passage.line, fold(passage.text)) for passage in passages]
    for table in tables:
        for row in table.rows:
            pieces += [(cell.line, fold(text)) for cell in row.cells if cell for text in _whole(cell)]
        pieces += [(table.line, fold(table.owner))] if table.owner else []
    return Texts(tuple(pieces))


def strips_of(printed: str) -> list[list[str]]:
    """A printed cell as its strips, left to right, each as its lines from the top; white space ends a line."""
    strips = [[clean_cell(line) for line in _IN_FIGURE.sub("", strip).split()] for strip in printed.split("\t")]
    kept = [[line for line in strip if line] for strip in strips]
    return [strip for strip in kept if strip]


def _whole(cell: Cell) -> list[str]:
    if "\t" not in cell.printed:
        return [cell.text]
    strips = strips_of(cell.printed)
    joined = [left[0] + right[0] for left, right in zip(strips, strips[1:]) if len(left) == len(right) == 1]
    return [line for strip in strips for line in strip] + joined
