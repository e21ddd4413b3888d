"""Taking along: one answer as a file, one's own conversation as Markdown, all rows of an answer's table."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request

from service.errors import NotFound
from service.history import Turn
from service.web.cards import lay_out
from service.web.chat import Desk, ask_again, find_turn, own_chat
from service.web.sheets import csv_of, xlsx_of
from service.web.taken import Taken, place_of, take, take_along_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a name of a file may not have on some system, and how long it is at most.
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
LONGEST_NAME = 60
MARKS = re.compile(r"([\\`*_\[\]<>|#~])")


def take_answer(desk: Desk, turn_id: str, ending: str) -> Response:
    """An answer as it was given, as a file; with `?now=1` asked again of today's data. Raises NotFound."""
    turn = _turn(desk, turn_id)
    body, type_ = FILES[ending](turn)
    return _file(body, type_, turn.question, ending)


def take_conversation(desk: Desk, chat_id: str) -> Response:
    """One's own conversation as Markdown. Raises NotFound."""
    chat = own_chat(desk, chat_id)
    text = _write("conversation.md", chat=chat, turns=desk.history.turns(chat.id))
    return _file(text.encode(), "text/markdown; charset=utf-8", chat.title, "md")


def show_rows(desk: Desk, turn_id: str) -> str:
    """All rows of an answer's table. Raises NotFound."""
    card = lay_out(_turn(desk, turn_id), shown=None)
    if not card.columns:
        raise NotFound()
    return render_template("rows.html", card=card, labels=desk.library.labels)


def as_markdown(text: str | None) -> str:
    """A text that Markdown shows as it is, on one line."""
    return MARKS.sub(r"\\\1", " ".join((text or "").split()))


FILES: dict[str, Callable[[Turn], tuple[bytes, str]]] = {
    "csv": lambda turn: (csv_of(_taken(turn)), "text/csv; charset=utf-8"),
    "xlsx": lambda turn: (xlsx_of(_taken(turn)), XLSX),
    "md": lambda turn: (_write("answer.md", turn=turn).encode(), "text/markdown; charset=utf-8"),
    "txt": lambda turn: (_write("answer.txt", turn=turn).encode(), "text/plain; charset=utf-8"),
}
ROUTES: tuple[tuple[str, Callable[..., str | Response]], ...] = (
    (f"/a/<turn_id>.<any({', '.join(FILES)}):ending>", take_answer),
    ("/a/<turn_id>/rows", show_rows),
    ("/c/<chat_id>.md", take_conversation),
)


def register_take_along(web: Blueprint, desk: Desk) -> None:
    """Add the files and the page to `web`."""
    for path, view in ROUTES:
        web.add_url_rule(path, view.__name__, partial(view, desk))


def _turn(desk: Desk, turn_id: str) -> Turn:
    turn = find_turn(desk, turn_id)
    return ask_again(desk, turn) if "now" in request.args else turn


def _taken(turn: Turn) -> Taken:
    return take(turn, _root())


def _write(template: str, **values: object) -> str:
    return render_template(
        f"take_along/{template}", taken=_taken, place_of=place_of, markdown=as_markdown, words=take_along_words(), root=_root(), **values
    )


def _root() -> str:
    return request.url_root.rstrip("/")


def _file(body: bytes, type_: str, title: str, ending: str) -> Response:
    """A file to keep, called by its title; a plain name stands beside it for what reads no other (RFC 6266)."""
    name = NOT_IN_NAMES.sub(" ", title)[:LONGEST_NAME].strip(" .") or "answer"
    disposition = f"attachment; filename=\"answer.{ending}\"; filename*=UTF-8''{quote(f'{name}.{ending}', safe='')}"
    return Response(body, content_type=type_, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"})
