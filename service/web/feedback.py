"""What askers say of answers, and the pages of those who look after the service, which are there only where a token is set."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from service.errors import AdminForbidden, NotFound, VerdictUnknown
from service.feedback import Feedback, case_of
from service.history import Turn
from service.web.chat import Desk, find_turn, own_chat
from service.web.forms import check_form, keep_private, wants_part
from service.web.gate import Gate
from service.web.visitors import refuse_other_sites

COOKIE = "admin"
VERDICTS = frozenset({"good", "bad"})


def give_feedback(desk: Desk, turn_id: str) -> str | Redirect:
    """Keep what the asker says of one's own answer, or with no verdict take it back. Raises NotFound, VerdictUnknown, NotFromHere."""
    check_form()
    turn = find_turn(desk, turn_id)
    owner = own_chat(desk, turn.chat).owner
    verdict = request.form.get("verdict")
    if verdict == "":
        desk.feedback.take_back(turn.id)
    elif verdict in VERDICTS:
        desk.feedback.give(owner, _turns_up_to(desk, turn), verdict, " ".join(request.form.get("reason", "").split()))
    else:
        raise VerdictUnknown()
    if wants_part():
        return render_template("feedback_given.html", turn=turn, verdict=verdict)
    return redirect(url_for("web.show_conversation", chat_id=turn.chat, embed=request.args.get("embed"), _anchor=f"t-{turn.id}"), 303)


def _turns_up_to(desk: Desk, turn: Turn) -> list[Turn]:
    return [*(earlier for earlier in desk.history.turns(turn.chat) if earlier.number < turn.number), turn]


def show_admin(gate: Gate, feedback: Feedback) -> str:
    """The feedback (`?verdict=` one kind of it) and the questions that were not answered; or the page to enter the token on."""
    if not gate.is_open():
        return render_template("admin_token.html")
    verdict = request.args.get("verdict", "")
    return render_template("admin.html", remarks=feedback.remarks(verdict), declined=feedback.declined(), verdict=verdict)


def enter_admin(gate: Gate, feedback: Feedback) -> Redirect | tuple[str, int]:
    """Give whoever knows the token the cookie that stands for it; others are asked again. Raises NotFromHere."""
    refuse_other_sites()
    if not gate.knows():
        return render_template("admin_token.html", is_wrong=True), AdminForbidden.status
    return gate.let_in(redirect(url_for("web.show_admin"), 303), url_for("web.show_admin"))


def export_case(gate: Gate, feedback: Feedback, turn_id: str) -> Response:
    """One piece of feedback as a case of a question set. Raises AdminForbidden, NotFound."""
    _check(gate)
    remark = feedback.find(turn_id)
    if remark is None:
        raise NotFound()
    return _lines(f"feedback-{turn_id}.jsonl", [case_of(remark)])


def export_cases(gate: Gate, feedback: Feedback) -> Response:
    """All feedback (`?verdict=` one kind of it) as a question set. Raises AdminForbidden."""
    _check(gate)
    return _lines("feedback.jsonl", [case_of(remark) for remark in feedback.remarks(request.args.get("verdict", ""))])


def drop_declined(gate: Gate, feedback: Feedback) -> Redirect:
    """Take a question off the list of those that were not answered. Raises AdminForbidden, NotFromHere."""
    check_form()
    _check(gate)
    feedback.drop(request.form.get("question", ""))
    return redirect(url_for("web.show_admin", _anchor="declined"), 303)


ADMIN_ROUTES: tuple[tuple[str, str, Callable[..., str | Response]], ...] = (
    ("GET", "/admin", show_admin),
    ("POST", "/admin/token", enter_admin),
    ("GET", "/admin/cases/<turn_id>.jsonl", export_case),
    ("GET", "/admin/cases.jsonl", export_cases),
    ("POST", "/admin/declined/drop", drop_declined),
)


def register_feedback(web: Blueprint, desk: Desk, admin_token: str) -> None:
    """Add the feedback to `web`, and with a token the pages of those who look after the service."""
    web.add_url_rule("/a/<turn_id>/feedback", "give_feedback", partial(give_feedback, desk), methods=["POST"])
    for method, path, view in ADMIN_ROUTES if admin_token else ():
        keep = partial(keep_private, partial(view, Gate(COOKIE, admin_token), desk.feedback))
        web.add_url_rule(path, view.__name__, keep, methods=[method])


def _check(gate: Gate) -> None:
    if not gate.is_open():
        raise AdminForbidden()


def _lines(name: str, cases: list[dict[str, object]]) -> Response:
    body = b"".join(msgspec.json.encode(case) + b"\n" for case in cases)
    return Response(body, headers={"Content-Disposition": f"attachment; filename={name}"}, content_type="application/x-ndjson; charset=utf-8")
