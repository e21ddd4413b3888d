"""DRAFT → DRAFT: what is asked of an organisation that a document only lists among those of its own."""

from __future__ import annotations

import re
from dataclasses import replace

from service.facts.words import fold, row_words
from service.language.inner_words import inner_words
from service.language.words import compiled
from service.query.draft import Draft
from service.query.names import OF_TWO
from service.query.targets import Placed, inside, make_target

LISTED = "name:"
BRACKETS = re.compile(r"\([^()]*\)$")


def keep_to_body(draft: Draft) -> Draft:
    """The draft with what is named beside an organisation as that organisation's: its whole money is its row's figure,
    anything else is inside of it; never the figure of the unit that lists it."""
    bodies = [placed for placed in draft.targets if _is_body(placed)]
    draft = _without_relation(draft, bodies)
    others = [placed for placed in draft.targets if placed not in bodies]
    if not bodies or not others or draft.analysis.has(*OF_TWO):
        return draft
    parts = [placed for placed in others if placed.target.id not in inner_words().all_money]
    if not parts:
        return replace(draft, targets=tuple(bodies))
    made = tuple(replace(p, target=inside(make_target(body.target.id), p.target)) for body in bodies for p in parts)
    return replace(draft, targets=made)


def _without_relation(draft: Draft, bodies: list[Placed]) -> Draft:
    """下属的苗木中心: a word that only says whose an organisation is, right before it, is understood."""
    found = [compiled(inner_words().belongs).search(draft.analysis.text[: body.start]) for body in bodies]
    spans = [match.span() for match in found if match]
    left = tuple(one for one in draft.analysis.left if not any(start <= one[0] and one[1] <= stop for start, stop in spans))
    return replace(draft, analysis=replace(draft.analysis, left=left))


def _is_body(placed: Placed) -> bool:
    """Whether a figure is the row of an organisation, by the ending of its name."""
    name = BRACKETS.sub("", fold(placed.target.name))
    return placed.target.id.startswith(LISTED) and re.search(row_words().organisation, name) is not None
