"""Completion of a question that is being typed: for programs from the documents alone, on the page with one's own earlier questions."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from service.suggest.asked import asked_before
from service.suggest.complete import SUGGESTED, Suggestion
from service.web.chat import Desk
from service.web.contract import MAX_QUESTION


def register_completion(web: Blueprint, desk: Desk) -> None:
    """Add the list that the question box opens to `web`."""
    web.add_url_rule("/complete", "show_suggestions", lambda: show_suggestions(desk))


def show_suggestions(desk: Desk) -> str:
    """The suggestions for `?q=`, one's own earlier questions first; a part of the chat page."""
    typed = request.args.get("q", "")
    if len(typed) > MAX_QUESTION:
        return ""
    own = asked_before(typed, desk.history.questions(desk.visitors.owner()))
    return render_template("suggestions.html", suggestions=_distinct((*own, *desk.library.service.complete(typed)))[:SUGGESTED])


def _distinct(suggestions: tuple[Suggestion, ...]) -> list[Suggestion]:
    """Each text once, as what it was suggested for first."""
    return list({suggestion.completed: suggestion for suggestion in reversed(suggestions)}.values())[::-1]
