"""WHERE ON A PAGE something is printed: boxes in points, from the upper left corner of what is shown of the page."""

from __future__ import annotations

from itertools import pairwise

from pdfplumber.page import Page

from service.documents.blocks import Box
from service.documents.pdf_unruled import UnruledRows, Word


def shown_area(page: Page) -> Box:
    """What is shown of a page: its crop box, as far as there is paper."""
    paper, crop = page.mediabox, page.cropbox
    area = max(paper[0], crop[0]), max(paper[1], crop[1]), min(paper[2], crop[2]), min(paper[3], crop[3])
    return area if area[0] < area[2] and area[1] < area[3] else paper


def shown_size(area: Box) -> tuple[float, float]:
    """Width and height of an area."""
    left, top, right, bottom = area
    return round(right - left, 1), round(bottom - top, 1)


def shown_box(box: Box, area: Box) -> Box:
    """A box on a page → the same within the area of it that is shown."""
    left, top = area[:2]
    return round(box[0] - left, 1), round(box[1] - top, 1), round(box[2] - left, 1), round(box[3] - top, 1)


def boxes_of_words(table: UnruledRows) -> tuple[tuple[Box, ...], ...]:
    """For each row of a table without rules the boxes of its texts; none of the rows of its head."""
    head = len(table.rows) - len(table.lines)
    return (*((),) * head, *(_boxes(line, table.edges) for line in table.lines))


def _boxes(line: list[Word], edges: tuple[float, ...]) -> tuple[Box, ...]:
    cells = ([word for word in line if left <= word.centre < right] for left, right in pairwise(edges))
    return tuple(_around(words) for words in cells if words)


def _around(words: list[Word]) -> Box:
    return (
        min(word.left for word in words), min(word.top for word in words), max(word.right for word in words), max(word.bottom for word in words),
    )
