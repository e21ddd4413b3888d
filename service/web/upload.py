"""The upload pages, which are there only where a token is set: a file is sent, what was understood is shown, then it is added or not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Redirect

from service.assets import load
from service.documents.recognise import LARGEST_FILE, MB
from service.errors import NotFound, UploadForbidden, UploadTooLarge, UploadWithoutFile
from service.extraction.kinds import kind_named
from service.extraction.model import Doubt
from service.facts.records import Ingested
from service.reply.words import remark_texts
from service.uploads import Upload, Uploads, known_entry
from service.web.forms import keep_private
from service.web.gate import Gate
from service.web.labels import Labels
from service.web.visitors import refuse_other_sites

# The body has the file and the lines of the form around it.
LARGEST_UPLOAD = LARGEST_FILE + MB
COOKIE = "upload"
# How many doubts are written out; the others are counted.
DOUBTS = 20


@dataclass(frozen=True)
class Access:
    """The uploads, and the token that whoever wants to make one must know."""

    uploads: Uploads
    token: str

    @property
    def gate(self) -> Gate:
        return Gate(COOKIE, self.token)


@dataclass(frozen=True)
class TableLine:
    """One table that was found, as the page lists it."""

    kind: str
    title: str
    state: str
    unit: str | None
    doubts: int


def show_upload(access: Access, labels: Labels) -> str:
    """The page to send a file from, or to enter the token on."""
    if not access.gate.is_open():
        return render_template("upload_token.html")
    return render_template("upload.html", uploads=access.uploads.all(), limit=LARGEST_FILE, too_large=_too_large())


def enter_token(access: Access, labels: Labels) -> Redirect | tuple[str, int]:
    """Give whoever knows the token the cookie that stands for it; others are asked again. Raises NotFromHere."""
    refuse_other_sites()
    if not access.gate.knows():
        return render_template("upload_token.html", is_wrong=True), UploadForbidden.status
    return access.gate.let_in(_see("show_upload"), url_for("web.show_upload"))


def take_upload(access: Access, labels: Labels) -> Redirect:
    """Take one file in. Raises UploadForbidden, UploadTooLarge, UploadWithoutFile."""
    _check(access)
    request.max_content_length = LARGEST_UPLOAD
    try:
        file = request.files.get("file")
    except RequestEntityTooLarge as error:
        raise UploadTooLarge(limit=LARGEST_FILE // MB) from error
    if file is None or not file.filename:
        raise UploadWithoutFile()
    return _see("show_understood", upload_id=access.uploads.take(file.filename, file.save))


def show_understood(access: Access, labels: Labels, upload_id: str) -> str:
    """How far an upload has come, and what was understood of it. Raises UploadForbidden, NotFound."""
    _check(access)
    upload = access.uploads.find(upload_id)
    if upload is None:
        raise NotFound()
    told = upload.told
    refused = _sentence(told.code, told.evidence) if told and told.state == "refused" else ""
    return render_template(
        "understood.html", upload=upload, refused=refused, seconds=int(time.time() - upload.since), labels=labels, **_understood(access, labels, upload)
    )


def add_upload(access: Access, labels: Labels, upload_id: str) -> Redirect:
    """Add an upload to the collection. Raises UploadForbidden."""
    _check(access)
    access.uploads.confirm(upload_id)
    return _see("show_understood", upload_id=upload_id)


def discard_upload(access: Access, labels: Labels, upload_id: str) -> Redirect:
    """Delete an upload. Raises UploadForbidden."""
    _check(access)
    access.uploads.discard(upload_id)
    return _see("show_upload")


ROUTES: tuple[tuple[str, str, Callable[..., str | Redirect]], ...] = (
    ("GET", "/upload", show_upload),
    ("POST", "/upload", take_upload),
    ("POST", "/upload/token", enter_token),
    ("GET", "/upload/<upload_id>", show_understood),
    ("POST", "/upload/<upload_id>/add", add_upload),
    ("POST", "/upload/<upload_id>/discard", discard_upload),
)


def register_upload(web: Blueprint, labels: Labels, access: Access) -> None:
    """Add the pages to `web`."""
    for method, path, view in ROUTES:
        web.add_url_rule(path, view.__name__, partial(keep_private, partial(view, access, labels)), methods=[method])


def _check(access: Access) -> None:
    """Only those who have the cookie, and what they send only from these pages. Raises UploadForbidden."""
    if not access.gate.is_open():
        raise UploadForbidden()
    if request.method != "GET":
        refuse_other_sites()


def _understood(access: Access, labels: Labels, upload: Upload) -> dict[str, object]:
    """What the page shows of an upload that was read: the document, and what adding it would do."""
    read = access.uploads.load(upload) if upload.state in ("understood", "added") else None
    if read is None:
        return {"read": None}
    shown = {"read": read, "tables": _tables(read), "missing": [kind_named(kind).name for kind in read.score.missing], **_doubts(labels, read)}
    shown["remarks"] = remark_texts(read.document.remarks)
    if upload.state == "understood":
        foreseen = access.uploads.foresee(upload)
        known = known_entry(foreseen, upload) if foreseen.known else None
        shown["known"] = known.path.name if known else ""
        shown["replaced"] = [earlier for _, earlier in foreseen.replaced]
        shown["hindered"] = [_sentence(error.code, error.evidence) for _, error in foreseen.refused]
    return shown


def _tables(read: Ingested) -> list[TableLine]:
    return [TableLine(kind_named(t.kind).name, t.title, t.state, t.unit, len(t.doubts)) for t in read.extraction.tables]


def _doubts(labels: Labels, read: Ingested) -> dict[str, object]:
    doubts: list[tuple[str, Doubt]] = [(table.title, doubt) for table in read.extraction.tables for doubt in table.doubts]
    written = [(title, doubt.text, labels.explain(doubt.why)) for title, doubt in doubts[:DOUBTS]]
    return {"doubts": written, "more_doubts": len(doubts) - len(written)}


def _see(view: str, **parts: str) -> Redirect:
    return redirect(url_for(f"web.{view}", **parts), 303)


@cache
def _sentences() -> dict[str, str]:
    return load("replies/errors.yaml", dict[str, str])


def _sentence(code: str, evidence: dict[str, object]) -> str:
    return _sentences()[code].format(**evidence)


def _too_large() -> str:
    return _sentence(UploadTooLarge.code, {"limit": LARGEST_FILE // MB})
