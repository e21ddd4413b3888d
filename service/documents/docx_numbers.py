"""Numbers that Word counts itself: 一、 （一） 1. in front of paragraphs that belong to a list."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from docx.document import Document as WordFile
from docx.oxml.ns import qn
from lxml.etree import _Element

from service.quantities.characters import chinese_numeral

_CHINESE = re.compile("chinese|japanese|ideograph|taiwanese", re.I)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True)
class Level:
    """One level of a list: how it counts, from where, and the text around the numbers (`第%1部分`)."""

    counts_in: str
    start: int
    text: str


@dataclass
class ListNumbers:
    """The lists of one file and how far each is counted; reads paragraphs in their order."""

    levels: dict[tuple[str, int], Level]
    lists: dict[str, str]
    by_style: dict[str, tuple[str, int]]
    counted: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, file: WordFile) -> ListNumbers:
        part = next((rel.target_part for rel in file.part.rels.values() if rel.reltype.endswith("/numbering") and not rel.is_external), None)
        root = part.element if part is not None else None
        if root is None:
            return cls({}, {}, {})
        levels = {
            (_value(kind, None, "w:abstractNumId"), int(level.get(qn("w:ilvl"), "0"))): _read_level(level)
            for kind in root.iter(qn("w:abstractNum"))
            for level in kind.iter(qn("w:lvl"))
        }
        lists = {entry.get(qn("w:numId"), ""): _value(entry, "w:abstractNumId", "w:val") for entry in root.iter(qn("w:num"))}
        styles = {style.style_id: list_of for style in file.styles if (list_of := _list_of(style.element))}
        return cls(levels, lists, styles)

    def next_label(self, paragraph: _Element) -> str:
        """The number printed before a paragraph, "" where it has none; counts on."""
        style = _value(paragraph, "w:pPr/w:pStyle", "w:val")
        number_id, depth = _list_of(paragraph) or self.by_style.get(style, ("", 0))
        kind = self.lists.get(number_id, "")
        level = self.levels.get((kind, depth))
        if level is None or level.counts_in in ("bullet", "none"):
            return ""
        counted = self.counted[kind]
        counted[depth] = counted.get(depth, level.start - 1) + 1
        for deeper in [one for one in counted if one > depth]:
            del counted[deeper]
        return re.sub(r"%(\d)", lambda match: self._printed(kind, int(match.group(1)) - 1), level.text)

    def _printed(self, kind: str, depth: int) -> str:
        level = self.levels.get((kind, depth))
        if level is None:
            return ""
        number = self.counted[kind].get(depth, level.start)
        if _CHINESE.search(level.counts_in):
            return chinese_numeral(number)
        if level.counts_in.startswith("decimalEnclosedCircle"):
            return _CIRCLED[number - 1] if 0 < number <= len(_CIRCLED) else str(number)
        return str(number)


def _read_level(level: _Element) -> Level:
    start = _value(level, "w:start", "w:val")
    return Level(_value(level, "w:numFmt", "w:val"), int(start) if start.isdigit() else 1, _value(level, "w:lvlText", "w:val"))


def _list_of(element: _Element) -> tuple[str, int] | None:
    """The list and the depth in it that a paragraph or a style names."""
    number_id = _value(element, "w:pPr/w:numPr/w:numId", "w:val")
    depth = _value(element, "w:pPr/w:numPr/w:ilvl", "w:val")
    return (number_id, int(depth) if depth.isdigit() else 0) if number_id else None


def _value(element: _Element, path: str | None, attribute: str) -> str:
    found = element if path is None else element.find("/".join(qn(step) for step in path.split("/")))
    return found.get(qn(attribute), "") if found is not None else ""
