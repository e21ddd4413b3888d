"""ONE'S EARLIER QUESTIONS → SUGGESTIONS: those that have what is typed, in characters, in syllables or in initials."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from service.language.lexicon import fold_name, fold_text
from service.suggest.complete import Suggestion
from service.suggest.letters import holds
from service.suggest.words import suggestion_words

OFFERED = 3


def asked_before(typed: str, questions: Iterable[str]) -> tuple[Suggestion, ...]:
    """At most three of some questions, in their order."""
    said = fold_text(typed).text
    if not said:
        return ()
    fitting = (question for question in questions if question != typed and holds(fold_name(question), said))
    note = suggestion_words().notes["asked"]
    return tuple(Suggestion("asked", question, note, question) for question in islice(fitting, OFFERED))

