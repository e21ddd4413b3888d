"""The pages that show what there is: the documents, what each discloses, the words and items, and what breaks audit rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from flask import Blueprint, render_template, request

from service.facts.audit.words import audit_words
from service.web import browse
from service.web.browse import Library
from service.web.coverage import is_found, read_coverage
from service.web.terms import SHOWN, list_entries

# How many places of one finding the audit page links; the first two are both sides of a contradiction.
PLACES = 4
# So many findings of each severity are shown at once; those of one document are shown all.
FINDINGS = 150


def show_documents(library: Library) -> str:
    """The documents by region, unit and year, all or those that have what is searched (`?q=`)."""
    documents = browse.list_documents(library)
    return render_template(
        "documents.html", documents=[each for each in documents if is_found(each, _query())], total=len(documents),
        units=len({each.unit_name for each in documents}), q=_query(), takes_uploads=library.takes_uploads,
    )


def show_coverage(library: Library) -> str:
    """Which of the statutory tables each document has, filled or empty (`?q=` filters)."""
    return render_template("coverage.html", coverage=read_coverage(library, _query()), q=_query())


def show_terms(library: Library) -> str:
    """Terms, figures and accounts with what they are called, and where they occur (`?q=` searches)."""
    return render_template("terms.html", entries=list_entries(library, _query()), q=_query(), shown=SHOWN)


def show_audit(library: Library) -> str:
    """What breaks audit rules, in all documents or in one (`?document=`), of one severity (`?severity=`) or of all."""
    document_id, severity = request.args.get("document") or None, request.args.get("severity", "")
    rows = library.rows("findings", **({"document_id": document_id} if document_id else {}))
    most = None if document_id else FINDINGS
    severities = {key: name for key, name in library.labels.severities.items() if severity in ("", key)}
    return render_template(
        "audit.html",
        document=browse.find_document(library, document_id) if document_id else None,
        documents=browse.list_documents(library),
        findings=browse.list_findings(library, document_id, most),
        counts=Counter(row["severity"] for row in rows),
        proving=Counter(row["severity"] for row in rows if row["rule"] in audit_words().proving),
        concerned=len({row["document_id"] for row in rows}),
        severity=severity, severities=severities, labels=library.labels, shown=PLACES, most=most,
    )


def _query() -> str:
    return request.args.get("q", "").strip()[:100]


ROUTES: tuple[tuple[str, Callable[[Library], str]], ...] = (
    ("/documents", show_documents),
    ("/coverage", show_coverage),
    ("/terms", show_terms),
    ("/audit", show_audit),
)


def register_surveys(web: Blueprint, library: Library) -> None:
    """Add the pages to `web`."""
    for path, view in ROUTES:
        web.add_url_rule(path, view.__name__, partial(view, library))
