"""The chat page: asking, one's history of conversations, and the link to one answer. Each works without scripts; a script asks for parts of these pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import ChatNotFound, NotFound
from service.feedback import Feedback
from service.history import Chat, History, Turn
from service.reply.answer import Answer
from service.web import contract
from service.web.browse import Library
from service.web.cards import Card, lay_out
from service.web.forms import check_form, wants_part
from service.web.visitors import Visitors



@dataclass(frozen=True)
class Desk:
    """What the views work with: the documents, the history, the feedback, and who asks."""

    library: Library
    history: History
    feedback: Feedback
    visitors: Visitors


@dataclass(frozen=True)
class Asked:
    """A question as the form sends it: the `number`th of `chat` (None: a new conversation), in the conversation `before`."""

    question: str
    chat: str | None
    number: int
    before: str | None


def show_chat(desk: Desk) -> str:
    """An empty conversation."""
    return _render_chat(desk, None, [])


def show_conversation(desk: Desk, chat_id: str) -> str:
    """One of one's own conversations. Raises NotFound."""
    chat = own_chat(desk, chat_id)
    turns = desk.history.turns(chat.id)
    verdicts = desk.feedback.verdicts([turn.id for turn in turns])
    return _render_chat(desk, chat, [lay_out(turn, verdicts.get(turn.id, "")) for turn in turns])


def ask_question(desk: Desk) -> str | Response:
    """Answer a question and write it down: the new part of the page for a script, else the conversation."""
    check_form()
    asked = _read_asked(desk)
    reply = _answer(desk, asked)
    chat = asked.chat or desk.history.start(desk.visitors.owner(), asked.question.strip())
    desk.feedback.note(asked.question, reply)
    if asked.chat and asked.number == 1:
        desk.history.retitle(desk.visitors.owner(), chat, asked.question.strip())
    turn = desk.history.add(chat, asked.number, asked.question.strip(), asked.before, reply, _version(desk))
    if wants_part():
        return render_template("turn.html", card=lay_out(desk.history.turn(turn)), labels=desk.library.labels)
    return redirect(url_for("web.show_conversation", chat_id=chat, embed=_embedded(), _anchor=f"t-{turn}"), 303)


def _answer(desk: Desk, asked: Asked) -> Answer:
    """The reply, with what can be asked after it."""
    before = desk.history.turns(asked.chat) if asked.chat else []
    return desk.library.service.converse(asked.question, asked.before, (text for turn in before for text in turn.texts))


def show_slot(desk: Desk, turn_id: str, slot_id: str) -> str:
    """What else a slot of an answered question may be. Raises NotFound."""
    turn = find_turn(desk, turn_id)
    slot = next((slot for slot in turn.reply.understood if slot.id == slot_id), None)
    if slot is None:
        raise NotFound()
    template = "slot_choices.html" if wants_part() else "slot.html"
    choices = desk.library.service.slot_choices(turn.question, turn.before, slot_id)
    return render_template(template, turn=turn, name=slot.slot, choices=choices)


def show_history(desk: Desk) -> str:
    """One's conversations, all or those that have what is searched (`?q=`)."""
    search = request.args.get("q", "").strip()
    template = "chats.html" if wants_part() else "history.html"
    return render_template(template, chats=desk.history.chats(desk.visitors.owner(), search), search=search, current=request.args.get("current"))


def rename_chat(desk: Desk, chat_id: str) -> Response:
    """Call a conversation otherwise; without a title it keeps its own. Raises NotFound."""
    check_form()
    chat = own_chat(desk, chat_id)
    desk.history.rename(chat.owner, chat.id, " ".join(request.form.get("title", "").split()) or chat.title)
    return redirect(url_for("web.show_conversation", chat_id=chat.id), 303)


def delete_chat(desk: Desk, chat_id: str) -> Response:
    """Delete a conversation. Raises NotFound."""
    check_form()
    chat = own_chat(desk, chat_id)
    desk.history.delete(chat.owner, chat.id)
    return redirect(url_for("web.show_history"), 303)


def delete_history(desk: Desk) -> Response:
    """Delete all of one's conversations."""
    check_form()
    owner = desk.visitors.owner()
    desk.history.forget(owner)
    desk.feedback.disown(owner)
    return redirect(url_for("web.show_history"), 303)


def show_answer(desk: Desk, turn_id: str) -> str:
    """One answer, asked again of today's data; what differs from the answer at that time is said. Raises NotFound."""
    turn = find_turn(desk, turn_id)
    again = ask_again(desk, turn)
    return render_template(
        "answer.html", card=lay_out(again), labels=desk.library.labels, before=turn.reply,
        is_newer=again.version != turn.version, differs=_told(again.reply) != _told(turn.reply), asked=turn.asked,
    )


ROUTES: tuple[tuple[str, str, Callable[..., str | Response]], ...] = (
    ("GET", "/", show_chat),
    ("POST", "/ask", ask_question),
    ("GET", "/c/<chat_id>", show_conversation),
    ("POST", "/c/<chat_id>/title", rename_chat),
    ("POST", "/c/<chat_id>/delete", delete_chat),
    ("GET", "/history", show_history),
    ("POST", "/history/delete", delete_history),
    ("GET", "/a/<turn_id>", show_answer),
    ("GET", "/a/<turn_id>/slots/<slot_id>", show_slot),
)


def register_chat(web: Blueprint, desk: Desk) -> None:
    """Add the pages to `web`."""
    for method, path, view in ROUTES:
        web.add_url_rule(path, view.__name__, partial(view, desk), methods=[method])
    web.after_request(desk.visitors.remember)


def _render_chat(desk: Desk, chat: Chat | None, cards: list[Card]) -> str:
    library = desk.library
    documents = library.rows("documents", order=("unit_id", "year", "document_id"))
    return render_template(
        "chat.html",
        chat=chat,
        chats=desk.history.chats(desk.visitors.owner()),
        current=chat.id if chat else None,
        cards=cards,
        labels=library.labels,
        documents=documents,
        examples=library.service.examples() if documents else (),
        max_question=contract.MAX_QUESTION,
    )


def _read_asked(desk: Desk) -> Asked:
    """The form of a question: on its own, after the last of a conversation, or in place of one of its questions."""
    question, replaces, chat_id = (request.form.get(name, "") for name in ("question", "replaces", "chat"))
    if replaces:
        turn = find_turn(desk, replaces)
        own_chat(desk, turn.chat)
        return Asked(question, turn.chat, turn.number, turn.before)
    chat = desk.history.chat(desk.visitors.owner(), chat_id)
    turns, seen = desk.history.turns(chat.id) if chat else [], request.form.get("conversation") or None
    # Two pages may show one conversation: a question goes on from what its own page showed last.
    if turns and seen not in {turn.reply.conversation for turn in turns}:
        seen = turns[-1].reply.conversation
    # In a frame of another site there is no cookie to find the conversation by: it goes on from the id of what was remembered.
    return Asked(question, chat.id if chat else None, turns[-1].number + 1 if turns else 1, seen)


def find_turn(desk: Desk, turn_id: str) -> Turn:
    """A question and its answer, whoever asked it. Raises NotFound."""
    turn = desk.history.turn(turn_id)
    if turn is None:
        raise NotFound()
    return turn


def ask_again(desk: Desk, turn: Turn) -> Turn:
    """A question with today's answer, in the conversation that it was asked in."""
    return replace(turn, reply=desk.library.service.answer(turn.question, turn.before), version=_version(desk))


def own_chat(desk: Desk, chat_id: str) -> Chat:
    """One of the asker's own conversations. Raises ChatNotFound."""
    chat = desk.history.chat(desk.visitors.owner(), chat_id)
    if chat is None:
        raise ChatNotFound()
    return chat


def _embedded() -> str | None:
    return request.args.get("embed")


def _version(desk: Desk) -> str:
    return str(desk.library.service.load().collection.catalog.version)


def _told(answer: Answer) -> tuple[object, ...]:
    return answer.status, answer.answer, answer.value, answer.table
