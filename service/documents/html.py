"""HTML FILE → BLOCKS: the article of a web page with its tables, without navigation, scripts and what is hidden."""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.documents.blocks import Document
from service.documents.pieces import Piece, Spanned, joined, lay_out, line, number_pieces, rows_to_pieces
from service.documents.text import decode_text
from service.errors import DocumentDamaged, DocumentEmpty

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
# What pages call GB 2312 has characters of its extensions.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030"}
_LEFT_OUT = frozenset(
    "script style noscript template head nav footer aside select button iframe object svg input textarea link meta -comment".split()
)
_INLINE = frozenset("a abbr b bdi big cite code em font i ins label mark o:p q s small span strong sub sup tt u var wbr".split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
# An element that holds this share of a page's text holds the article; one whose text is links to this share is a menu.
_ARTICLE, _MENU = 0.8, 0.6
_SHORTEST_TITLE = 8
_TITLE_STANDS_IN = 12
# No page nests its elements deeper; parsing takes the square of the depth.
_DEEPEST = 3000
_NESTING = re.compile(r"<(/?)(?:div|span|table|section|article|ul|ol|dl|blockquote|center|font|b|i|u|a|em|strong)\b", re.I)
# A table with fewer rows of several texts only places what is inside of it.
_LEAST_CELLS, _LEAST_ROWS = 2, 2


def read_html(path: Path) -> Document:
    """Read a web page or a web archive. Raises DocumentEmpty, DocumentDamaged, or DocumentUnreadable for what is not text."""
    data = path.read_bytes()
    text, encoding = _decode(_page_of_archive(data), path.name)
    if _depth(text) > _DEEPEST:
        raise DocumentDamaged(file=path.name, problem="nested too deeply")
    try:
        parser = LexborHTMLParser(text)
        pieces = _with_title(parser, list(_pieces(_article(parser.body)))) if parser.body else []
    except (RecursionError, ValueError) as error:
        raise DocumentDamaged(file=path.name, problem=str(error)) from error
    blocks, lines = number_pieces(pieces)
    if not blocks:
        raise DocumentEmpty(file=path.name)
    return Document(path.name, hashlib.sha256(data).hexdigest(), "html", encoding, blocks, lines)


def _page_of_archive(data: bytes) -> bytes:
    """The page inside of a web archive (.mht); other files as they are."""
    if not data[:200].lstrip().lower().startswith((b"mime-version", b"from:")):
        return data
    message = email.message_from_bytes(data, policy=email.policy.default)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    return pages[0].get_payload(decode=True) if pages else data


def _decode(data: bytes, name: str) -> tuple[str, str]:
    """The text by the encoding that the page declares, if it is one and all bytes fit it, else by the bytes."""
    declared = _DECLARED.search(data[:4096])
    encoding = declared.group(1).decode().lower() if declared else "utf-8"
    for candidate in dict.fromkeys(("utf-8", _WIDER.get(encoding, encoding))):
        try:
            return data.decode(candidate), candidate
        except (UnicodeDecodeError, LookupError):
            continue
    return decode_text(data, name)


def _depth(text: str) -> int:
    """How deep the elements of a page are nested at most."""
    steps = (-1 if match.group(1) else 1 for match in _NESTING.finditer(text))
    return max(accumulate(steps), default=0)


def _article(body: LexborNode) -> LexborNode:
    """The innermost element that holds most of the page's text that is no link."""
    weights: dict[int, int] = {}
    node, total = body, _weigh(body, weights)
    while True:
        inner = [child for child in node.iter() if weights.get(child.mem_id, 0) >= max(1, _ARTICLE * total)]
        if not inner or inner[0].tag in ("p", "pre", *_HEADINGS, *_INLINE) or inner[0].tag == "table" and not _only_places(inner[0]):
            return node
        node = inner[0]


def _weigh(node: LexborNode, weights: dict[int, int]) -> int:
    """How many characters of text an element has outside of links; added to `weights` for it and all inside."""
    weight = 0
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            weight += len("".join((child.text_content or "").split()))
        elif child.tag != "a" and not _is_left_out(child):
            weight += _weigh(child, weights)
    weights[node.mem_id] = weight
    return weight


def _with_title(parser: LexborHTMLParser, pieces: list[Piece]) -> list[Piece]:
    """The article with its title, which pages print outside of it."""
    page_title = _compact(parser.css_first("title").text()) if parser.css_first("title") else ""
    named = parser.css_first("meta[name=ArticleTitle i]")
    printed = [piece.rows[0][0] or "" for piece in _pieces(parser.body) if not piece.is_table]
    titles = [text for text in printed if len(_compact(text)) >= _SHORTEST_TITLE and _compact(text) in page_title]
    title = max(titles, key=len, default="") or (named.attributes.get("content") or "" if named else "") or re.split(r"[-_|—]", page_title)[0]
    first = _compact("".join(cell or "" for piece in pieces[:_TITLE_STANDS_IN] for row in piece.rows[:_TITLE_STANDS_IN] for cell in row))
    return pieces if not title.strip() or _compact(title) in first else [line(title.strip(), 1), *pieces]


def _pieces(node: LexborNode) -> Iterator[Piece]:
    """The lines and tables of an element in order."""
    text = ""
    for part in _parts(node):
        if isinstance(part, str):
            text += part
            continue
        yield from _lines(text)
        text = ""
        if part is not None and part.tag == "table":
            yield from _table_pieces(part)
        elif part is not None:
            yield from _lines(_text(part), _HEADINGS[part.tag])
    yield from _lines(text)


def _lines(text: str, level: int = 0) -> Iterator[Piece]:
    shown = " ".join(text.split())
    if shown:
        yield line(shown, level)


def _parts(node: LexborNode, with_menus: bool = False) -> Iterator[str | LexborNode | None]:
    """What an element shows, in order: text, tables, headings, and None where a line ends."""
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield child.text_content or ""
        elif _is_left_out(child):
            continue
        elif child.tag == "br":
            yield None
        elif child.tag == "table" or child.tag in _HEADINGS and not child.css_first("table"):
            yield child
        elif child.tag == "pre":
            yield from (part for text in (child.text() or "").splitlines() for part in (text, None))
        elif child.tag in _INLINE:
            yield from _parts(child, with_menus)
        elif with_menus or not _is_menu(child):
            yield None
            yield from _parts(child, with_menus)
            yield None


def _text(node: LexborNode) -> str:
    """The text of a cell or heading as one line; line breaks add nothing, as in a wrapped cell, but between figures."""
    lines = [""]
    for part in _parts(node, with_menus=True):
        if isinstance(part, str):
            lines[-1] += part
        else:
            lines += [_text(part), ""] if part is not None and part.tag in _HEADINGS else [""]
    return " ".join(joined(lines).split())


def _is_left_out(node: LexborNode) -> bool:
    if node.tag in _LEFT_OUT:
        return True
    attributes = node.attributes if node.tag and not node.tag.startswith("-") else {}
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


def _is_menu(node: LexborNode) -> bool:
    """Whether what an element says are links to other pages: menus, the way to this page, the next article."""
    links = [link for link in node.css("a") if not (link.attributes.get("href") or "#").startswith("#")]
    if not links or node.css_first("table"):
        return False
    linked = sum(len(_compact(link.text())) for link in links)
    return linked >= _MENU * len(_compact(node.text()))


def _only_places(table: LexborNode) -> bool:
    """Whether a table is there for the layout of the page: one cell a row, or other tables in it and hardly a row of its own."""
    rows = _rows(table)
    if all(len(row) < _LEAST_CELLS for row in rows):
        return True
    own = [row for row in rows if sum(bool(_text(cell)) for cell in row if not cell.css_first("table")) >= _LEAST_CELLS]
    return bool(table.css("table table") or any(cell.css_first("table") for row in rows for cell in row)) and len(own) < _LEAST_ROWS


def _rows(table: LexborNode) -> list[list[LexborNode]]:
    """The cells of each row of a table, not of those inside of it."""
    return [row for section in _sections(table) for row in section]


def _sections(table: LexborNode) -> list[list[list[LexborNode]]]:
    """The rows of each head, body and foot of a table."""
    sections: list[list[list[LexborNode]]] = []
    for child in table.iter():
        if _is_left_out(child):
            continue
        if child.tag in ("thead", "tbody", "tfoot"):
            sections.append([row for section in _sections(child) for row in section])
        elif child.tag == "tr":
            sections.append([[cell for cell in child.iter() if cell.tag in ("td", "th") and not _is_left_out(cell)]])
    return sections


def _table_pieces(table: LexborNode) -> Iterator[Piece]:
    """The caption of a table and its rows, then the tables inside of its cells; of a layout table what its cells hold."""
    rows = _rows(table)
    captions = [child for child in table.iter() if child.tag == "caption"]
    yield from (piece for caption in captions for piece in _lines(_text(caption)))
    if _only_places(table):
        for cell in (cell for row in rows for cell in row):
            yield from _pieces(cell)
        return
    yield from rows_to_pieces(lay_out(_spanned_rows(table)))
    for nested in (part for row in rows for cell in row for part in _parts(cell)):
        if nested is not None and not isinstance(nested, str) and nested.tag == "table":
            yield from _table_pieces(nested)


def _spanned_rows(table: LexborNode) -> list[list[Spanned]]:
    """The cells of each row with their spans, which end with their head, body or foot of the table."""
    return [[_spanned(cell, len(rows) - i) for cell in row] for rows in _sections(table) for i, row in enumerate(rows)]


def _spanned(cell: LexborNode, left: int) -> Spanned:
    """A cell that goes on over `left` rows at most."""
    return Spanned(_text(cell), _number(cell, "colspan"), min(_number(cell, "rowspan", 0) or left, left))


def _number(cell: LexborNode, name: str, least: int = 1) -> int:
    """A span as written; one that is no number spans one; a rowspan of 0 goes on to the end of the table."""
    found = re.match(r"\s*(\d{1,4})", cell.attributes.get(name) or "")
    return max(least, int(found.group(1))) if found else 1


def _compact(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")
