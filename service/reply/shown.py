"""RESULT → MEMORY: what an answer showed, as the next question may point at it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.language.measures import measures
from service.query.context import Entry, Listing, Shown, TargetKey, key_of
from service.query.finder import Figure
from service.query.logical import Query
from service.query.series import ITEMS
from service.query.targets import CLASSES, make_target
from service.reply.figures import asks_extreme, varying
from service.reply.result import Result

# Operations whose figures are a choice of those that were asked for; those that list the parts of one figure.
CHOOSING = frozenset({"rank", "condition"})
OF_PARTS = frozenset({"breakdown", "rank_parts", "condition_parts"})
# The whole of a share that was not named.
OWN_TOTAL = TargetKey("")


def what_was_shown(query: Query, result: Result) -> Shown:
    """The figures that were asked for, missing ones without amount, and what was listed; of a refusal only the former."""
    years = list(result.years)
    asked = list(_asked(query, result))
    if result.status != "answered":
        return Shown(False, years, asked)
    found = [f for f in result.figures if f.facts] if query.operation == "rank_parts" and asks_extreme(query) else []
    item = _item_of(found[0]) if len(found) == 1 else None
    if item:
        asked = [_entry(query, found[0], item)]
    return Shown(True, years, asked, item, _listing(query, result))


def _asked(query: Query, result: Result) -> Iterator[Entry]:
    """One for each unit and item asked for; of an order only those shown, of the most or the least of all units that one."""
    if query.operation in CHOOSING and result.figures:
        figures = result.figures[:1] if query.each and asks_extreme(query) else result.figures
        yield from (_entry(query, figure, key_of(figure.target)) for figure in figures)
        return
    found: dict[tuple[str, TargetKey], list[Figure]] = {}
    for figure in result.figures:
        found.setdefault((figure.unit, key_of(figure.target)), []).append(figure)
    for unit in query.units:
        for item in (key_of(target) for target in query.targets):
            figures = found.get((unit, item), [])
            yield from (_entry(query, figure, item) for figure in figures)
            if not figures:
                yield _missing(query, result, unit, item)


def _entry(query: Query, figure: Figure, item: TargetKey) -> Entry:
    base = (key_of(query.base) if query.base else OWN_TOTAL) if query.operation == "share" else None
    size = "" if base else f"{figure.value:f}"
    return Entry(figure.unit, item, figure.year, bool(query.years), query.stage, base, size)


def _missing(query: Query, result: Result, unit: str, item: TargetKey) -> Entry:
    """A figure that the answer does not give by itself."""
    said = [year for year in query.years if year > 0]
    years = said[-1:] or (list(result.years)[:1] if len(result.years) == 1 else [])
    base = (key_of(query.base) if query.base else OWN_TOTAL) if query.operation == "share" else None
    return Entry(unit, item, years[0] if years else 0, bool(query.years), query.stage, base)


def _listing(query: Query, result: Result) -> Listing | None:
    """Units, one unit's items, or years, as they were shown; None where there was one thing, or a grid of them."""
    figures = result.listed or result.figures
    axes = varying(figures)
    if len(axes) != 1 or len(figures) < 2:
        return None
    asked = {key_of(target) for target in query.targets}
    entries = [_entry(query, f, key_of(f.target) if key_of(f.target) in asked else _item_of(f))
               for f in figures if f.facts]
    ordered = query.operation in ("rank", "rank_parts") or bool(query.order)
    return Listing(axes[0], list(dict.fromkeys(entries)), ordered, _whole(query) if axes[0] == ITEMS else None)


def _item_of(figure: Figure) -> TargetKey:
    """The item of a figure that was listed among others: what it is asked for by, where it is no account or project."""
    subject, aspect = figure.facts[0]["subject"], figure.facts[0]["aspect"]
    if re.split("[.:]", subject)[0] in CLASSES:
        return TargetKey(subject)
    named = [record for record in measures().values() if record.subject == subject]
    return TargetKey(next((r.id for r in named if r.aspect == aspect), named[0].id if named else subject))


def _whole(query: Query) -> TargetKey | None:
    """The figure whose parts an answer listed."""
    if query.operation == "list_projects" and not query.targets:
        return key_of(make_target("project"))
    return key_of(query.targets[0]) if query.operation in OF_PARTS and len(query.targets) == 1 else None
