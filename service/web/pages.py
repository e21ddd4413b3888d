"""The page of a document's lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint

from service.web import browse
from service.web.browse import Library
from service.web.sources import render_lines


def show_lines(library: Library, document_id: str) -> str:
    """The lines of the source file, exactly as they are."""
    return render_lines(library, browse.find_document(library, document_id), cited=None)


ROUTES: tuple[tuple[str, Callable[..., str]], ...] = (
    ("/documents/<document_id>/lines", show_lines),
)


def register_pages(web: Blueprint, library: Library) -> None:
    """Add the pages to `web`."""
    for path, view in ROUTES:
        web.add_url_rule(path, view.__name__, partial(view, library))
