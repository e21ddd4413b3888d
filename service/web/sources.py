"""A document as printed, and the source of a figure in it: its table, sentence or line with the cited place marked, the page of a PDF that prints it, and the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request

from service.documents.page_images import draw_page
from service.errors import DocumentError, NotFound
from service.history import History
from service.web import browse, source
from service.web.browse import Library
from service.web.contract import DocumentSummary
from service.web.originals import find_original, send_original
from service.web.page_view import Spot, cell_spot, passage_lines, view_pages
from service.web.forms import wants_part
from service.web.trail import ANSWER, cells_of, cited_urls, source_link, spans_of, trail_at

# The address of a page's image holds the digest of its file: what it shows never changes.
FOREVER = "private, max-age=31536000, immutable"
# How many images of pages are kept in memory, some 200 KB each.
KEPT = 32


@dataclass(frozen=True)
class Shelf:
    """What the views work with: the documents, the answers that cite them, and the folder of files (None: there is none)."""

    library: Library
    history: History
    folder: Path | None


@dataclass(frozen=True)
class Cited:
    """What is shown of a document for one citation, and where it is printed."""

    items: list[object]
    spot: Spot
    others: tuple[Spot, ...] = ()


def show_document(shelf: Shelf, document_id: str) -> str:
    """One document as printed, from the first line to the last."""
    document = browse.find_document(shelf.library, document_id)
    return render_template(
        "document.html",
        document=document,
        tables=browse.list_tables(shelf.library, document_id),
        items=source.lay_out_document(shelf.library, document_id),
        original=find_original(shelf.folder, document),
        counts=Counter(row["severity"] for row in shelf.library.rows("findings", document_id=document_id)),
        labels=shelf.library.labels,
    )


def show_source(shelf: Shelf, document_id: str) -> str:
    """The table, passage or line that a citation points to, with the cited place marked; all of the page, or the part for a script."""
    library, at = shelf.library, request.args
    document = browse.find_document(library, document_id)
    urls = cited_urls(shelf.history, at.get(ANSWER, ""))
    is_part = wants_part()
    if "table" not in at and "passage" not in at and not is_part:
        return _render_lines(library, document, cited=at.get("line", type=int))
    cited = _cited(library, document_id, urls)
    return render_template(
        "source_part.html" if is_part else "source.html",
        document=document,
        items=cited.items,
        trail=trail_at(urls, request.path, request.query_string.decode(), at.get(ANSWER, "")),
        line=cited.spot.lines[0],
        pages=view_pages(library, document_id, cited.spot, cited.others),
        original=find_original(shelf.folder, document),
        labels=library.labels,
    )


def show_lines(shelf: Shelf, document_id: str) -> str:
    """The lines of the source file, exactly as they are."""
    return _render_lines(shelf.library, browse.find_document(shelf.library, document_id), cited=None)


def show_page(shelf: Shelf, document_id: str, number: int) -> Response:
    """A page of a PDF as an image. Raises NotFound, also where the file is gone or its page can't be drawn."""
    document, path = _original(shelf, document_id)
    if not shelf.library.rows("pages", document_id=document_id, page=number):
        raise NotFound()
    try:
        image = _draw(path, document.sha256, number)
    except DocumentError as error:
        raise NotFound() from error
    response = make_response(image)
    response.headers |= {"Content-Type": "image/png", "Cache-Control": FOREVER}
    response.set_etag(f"{document.sha256}-{number}")
    return response.make_conditional(request)


def send_file_of(shelf: Shelf, document_id: str) -> Response:
    """The file as it was brought in. Raises NotFound where it is gone or was changed since."""
    document, path = _original(shelf, document_id)
    return send_original(path, document)


def _render_lines(library: Library, document: DocumentSummary, cited: int | None) -> str:
    """All lines of a document, one of them marked. Raises NotFound where there is no such line."""
    lines = library.rows("lines", order=("line",), document_id=document.id)
    if cited is not None and cited not in {line["line"] for line in lines}:
        raise NotFound()
    pages = {page["line"]: page["page"] for page in library.rows("pages", document_id=document.id)}
    return render_template("lines.html", document=document, lines=lines, pages=pages, cited=cited)


ROUTES: tuple[tuple[str, Callable[..., str | Response]], ...] = (
    ("/documents/<document_id>", show_document),
    ("/documents/<document_id>/source", show_source),
    ("/documents/<document_id>/lines", show_lines),
    ("/documents/<document_id>/pages/<int:number>.png", show_page),
    ("/documents/<document_id>/file", send_file_of),
)


def register_sources(web: Blueprint, shelf: Shelf) -> None:
    """Add the pages to `web`, and the function by which templates link to a cited place."""
    for path, view in ROUTES:
        web.add_url_rule(path, view.__name__, partial(view, shelf))
    web.add_app_template_global(source_link)


def _cited(library: Library, document_id: str, urls: list[str]) -> Cited:
    at = request.args
    if "table" in at:
        return _cited_table(library, document_id, at["table"], urls)
    if "passage" in at:
        return _cited_passage(library, document_id, at["passage"], urls)
    line = at.get("line", type=int)
    if line is None:
        raise NotFound()
    return Cited([source.lay_out_lines(library, document_id, line)], Spot((line,)))


def _cited_table(library: Library, document_id: str, table_id: str, urls: list[str]) -> Cited:
    at = request.args
    place = source.Place(row=at.get("row", type=int), col=at.get("col", type=int), note=at.get("note", type=int))
    also = cells_of(urls, table_id)
    table = source.lay_out_table(library, table_id, place, also)
    if table.table.document.id != document_id:
        raise NotFound()
    items = [replace(table, is_cited=place == source.Place())]
    if place.row is not None and place.col is not None:
        others = tuple(cell_spot(library, table_id, *cell) for cell in also if _is_there(table, *cell))
        return Cited(items, cell_spot(library, table_id, place.row, place.col), others)
    notes = library.rows("table_notes", table_id=table_id, note=place.note) if place.note is not None else []
    return Cited(items, Spot((notes[0]["line"] if notes else table.line,)))


def _is_there(table: source.PageTable, row: int, col: int) -> bool:
    return row < len(table.rows) and col < len(table.table.columns)


def _cited_passage(library: Library, document_id: str, passage_id: str, urls: list[str]) -> Cited:
    place = source.Place(start=request.args.get("start", type=int), stop=request.args.get("stop", type=int))
    items = source.lay_out_context(library, document_id, passage_id, place, spans_of(urls, passage_id))
    passage = library.rows("passages", passage_id=passage_id)[0]
    lines = passage_lines(passage, *source.sentence_span(passage["text"], place))
    return Cited(list(items), Spot(lines or (passage["line"],)))


def _original(shelf: Shelf, document_id: str) -> tuple[DocumentSummary, Path]:
    document = browse.find_document(shelf.library, document_id)
    path = find_original(shelf.folder, document)
    if path is None:
        raise NotFound()
    return document, path


@lru_cache(maxsize=KEPT)
def _draw(path: Path, sha256: str, number: int) -> bytes:
    return draw_page(path, number)
