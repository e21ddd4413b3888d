"""ANALYSIS → ANALYSIS, AMOUNT: words that narrow an account to one of its amounts (只看基本, 走项目的那块)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from service.language.measures import measures
from service.language.mentions import Analysis
from service.language.narrowing_words import narrowing_words
from service.language.source_words import source_words
from service.language.words import compiled
from service.query.logical import Target
from service.query.targets import make_target

ACCOUNTS = ("function", "economic")


@dataclass(frozen=True)
class Amount:
    """The amount that words narrow to; `besides`: the whole is asked for too (维修费多少，其中走项目的多少)."""

    id: str
    besides: bool


def narrow(analysis: Analysis, about: frozenset[str]) -> tuple[Analysis, Amount | None]:
    """(the question without the words that narrow, the amount); unchanged and None where they narrow no account or total.

    `about` are the ids of the conversation's figures, which the words narrow where the question names none.
    """
    for spoken in (False, True):
        for pattern in narrowing_words().patterns(spoken, analysis.has("share")):
            found = compiled(pattern).search(analysis.text)
            rest = _without(analysis, found) if found else None
            if rest and (_narrows(rest) if not spoken and rest.of(*ACCOUNTS, "measure", "weak") else _goes_on(rest, about)):
                besides = compiled(narrowing_words().of_it).search(analysis.text[: found.start()]) is not None
                return rest, Amount(next(id_ for id_, said in found.groupdict().items() if said), besides)
    return analysis, None


def _narrows(rest: Analysis) -> bool:
    """Whether what is left names accounts, or the total, and nothing else that has no such amounts."""
    others = [m for m in rest.of("measure") if m.ids[0] not in source_words().grand_totals]
    return not others and bool(rest.of(*ACCOUNTS, "measure", "weak"))


def _goes_on(rest: Analysis, about: frozenset[str]) -> bool:
    """只看基本的呢: the account that was asked for before."""
    named = rest.of(*ACCOUNTS, "measure", "project", "task", "name")
    return not named and bool(about) and all(id_.split(".")[0] in ACCOUNTS for id_ in about)


def _without(analysis: Analysis, found: re.Match[str]) -> Analysis:
    start, stop = found.span()
    mentions = tuple(m for m in analysis.mentions if m.stop <= start or m.start >= stop)
    return replace(analysis, mentions=mentions, left=tuple(p for p in analysis.left if p[1] <= start or p[0] >= stop))


def narrowed(target: Target, amount: str) -> Target:
    """One amount of an account, or of the total."""
    if target.id.split("|")[0].split(".")[0] in ACCOUNTS:
        return make_target(target.id, amount, target.scope)
    return make_target(next(r.id for r in measures().values() if r.joins and r.aspect == amount), scope=target.scope)
