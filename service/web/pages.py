"""The pages of a document: as printed, and the place that a citation points to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from flask import Blueprint, render_template, request

from service.errors import NotFound
from service.web import browse, source
from service.web.browse import Library


def show_document(library: Library, document_id: str) -> str:
    """One document as printed, from the first line to the last."""
    return _render_document(library, document_id, source.lay_out_document(library, document_id), is_excerpt=False)


def show_source(library: Library, document_id: str) -> str:
    """The table, passage or line that a citation points to, with the cited place marked."""
    at = request.args
    if "table" in at:
        place = source.Place(row=at.get("row", type=int), col=at.get("col", type=int), note=at.get("note", type=int))
        table = source.lay_out_table(library, at["table"], place)
        if table.table.document.id != document_id:
            raise NotFound()
        table = replace(table, is_cited=place == source.Place())
        return _render_document(library, document_id, [table], is_excerpt=True)
    if "passage" in at:
        place = source.Place(start=at.get("start", type=int), stop=at.get("stop", type=int))
        items = source.lay_out_context(library, document_id, at["passage"], place)
        return _render_document(library, document_id, items, is_excerpt=True)
    return _render_lines(library, document_id, cited=at.get("line", type=int))


def show_lines(library: Library, document_id: str) -> str:
    """The lines of the source file, exactly as they are."""
    return _render_lines(library, document_id, cited=None)


def _render_document(library: Library, document_id: str, items: list[object], is_excerpt: bool) -> str:
    return render_template(
        "document.html",
        document=browse.find_document(library, document_id),
        tables=browse.list_tables(library, document_id),
        items=items,
        is_excerpt=is_excerpt,
        labels=library.labels,
    )


def _render_lines(library: Library, document_id: str, cited: int | None) -> str:
    document = browse.find_document(library, document_id)
    lines = library.rows("lines", order=("line",), document_id=document_id)
    if cited is not None and cited not in {line["line"] for line in lines}:
        raise NotFound()
    return render_template("lines.html", document=document, lines=lines, cited=cited)


ROUTES: tuple[tuple[str, Callable[..., str]], ...] = (
    ("/documents/<document_id>", show_document),
    ("/documents/<document_id>/source", show_source),
    ("/documents/<document_id>/lines", show_lines),
)


def register_pages(web: Blueprint, library: Library) -> None:
    """Add the pages to `web`."""
    for path, view in ROUTES:
        web.add_url_rule(path, view.__name__, partial(view, library))
