"""Why a figure changed and what it is for, in the document's own sentences."""

from __future__ import annotations

import re
from dataclasses import replace

from service.facts.store import Row
from service.language.lexicon import fold_text
from service.language.measures import measures
from service.language.scopes import scopes
from service.language.words import compiled
from service.query.finder import Collection, Figure, find_change, find_figures, passage_of, years_of
from service.query.logical import Query, Target
from service.query.targets import make_target
from service.reply.about_projects import cite_text, told_by_form
from service.reply.citations import Span, cite_passage, part_around
from service.reply.joined import join_results
from service.reply.result import Result, declined
from service.reply.text_words import text_words
from service.reply.texts import find_definition
from service.reply.words import decline, join, say_passage

# So much of a name at least is said where a text speaks of it.
NEARLY = 0.8


def reason(collection: Collection, query: Query) -> Result:
    """Why a figure changed, in the document's own sentences, for each unit."""
    target = query.targets[0] if query.targets else make_target("budget_total")
    results = [_unit_reason(collection, query, target, unit) for unit in query.units]
    good = [r for r in results if r.status == "answered"]
    if not good:
        return _done_for(collection, query, target) or results[0]
    return Result(
        "".join(r.answer for r in good), citations=tuple(c for r in good for c in r.citations),
        notes=tuple(r.answer for r in results if r.status != "answered") if len(results) > 1 else (),
        ranking=good[0].ranking, years=good[0].years,
    )


def _done_for(collection: Collection, query: Query, target: Target) -> Result | None:
    """为什么要做密码应用安全性评估: what a project was set up on, or is for, where it is asked why there is such a thing."""
    if not target.id.startswith("project:") or not compiled(text_words().why_done).search(query.text):
        return None
    told = [r for r in (_grounds_of(collection, query, target), purpose(collection, query)) if r and r.status == "answered"]
    return join_results(told) if told else None


def _grounds_of(collection: Collection, query: Query, target: Target) -> Result | None:
    """The numbered parts of what the units' projects were set up on that speak of one thing by its name."""
    name = fold_text(target.name).text
    for unit in query.units:
        for row in collection.store.fetch("projects", {"unit_id": unit}, ("project_id",)):
            parts = re.split(text_words().numbered, str(row["grounds"] or ""))
            told = [part.strip() for part in parts if name and _speaks_of(fold_text(part).text, name)]
            if told:
                return Result(say_passage(unit, "".join(told)), citations=(cite_text(collection, row, row["grounds"]),), ranking=(unit,))
    return None


def _speaks_of(text: str, name: str) -> bool:
    """Whether a text says a name, or nearly all of it."""
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return sum(pair in text for pair in pairs) >= len(pairs) * NEARLY


def _unit_reason(collection: Collection, query: Query, target: Target, unit: str) -> Result:
    """The reason kept with the change, or with the figure itself; else the sentence of the figure that says because."""
    year = years_of(query, collection.catalog, unit)[-1]
    changes = [row for aspect in ("change", "change_rate") for row in find_change(collection, query, target, unit, year, aspect)]
    rows = [row for row in changes if row["passage_id"]] + _stated_places(collection, query, target, unit)
    for row in rows:
        if row["reason"]:
            return _tell(collection, row, row["reason"], year)
    for row in rows:
        passage = passage_of(collection, row)
        span = _part_around(passage["text"], row["start"], row["stop"])
        if re.search(text_words().because, passage["text"][slice(*span)]):
            return _quote(collection, row, passage, [span], year)
    child = _only_child(collection, target, unit, year)
    found = _unit_reason(collection, query, child, unit) if child else None
    found = found if found and found.status == "answered" else _said_by_name(collection, target, unit, year)
    return found or declined("reason_missing", unit=unit, year=year, item=target.name)


def _said_by_name(collection: Collection, target: Target, unit: str, year: int) -> Result | None:
    """The sentence that gives the reason of a figure's change by its name (财政拨款收支减少的主要原因是…), where no change carries one."""
    record = measures().get(target.id)
    words = [*(record.words if record else ()), *(word for scope in scopes().values() if scope.measure == target.id for word in scope.words)]
    if not words or year != collection.catalog.newest_year(unit):
        return None
    expression = text_words().reason_of.format(names="|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    for document in collection.catalog.newest(unit):
        for passage in collection.store.fetch("passages", {"document_id": document, "kind": "narrative"}, ("ordinal",)):
            found = re.search(expression, passage["text"])
            if found:
                span = _part_around(passage["text"], found.start(), found.end())
                return _quote(collection, {"unit_id": unit}, passage, [span], year)
    return None


def _only_child(collection: Collection, target: Target, unit: str, year: int) -> Target | None:
    """The one account that all of an account stands under: what is said of it is said of the whole."""
    rows = [r for id_ in target.id.split("|") for r in collection.store.fetch("facts", {"unit_id": unit, "year": year, "parent": id_})]
    children = {row["subject"] for row in rows if row["subject_class"] == "function"} or _only_project_account(collection, target, unit, year)
    return make_target(*children) if len(children) == 1 else None


def _only_project_account(collection: Collection, target: Target, unit: str, year: int) -> set[str]:
    """The one account that all of the unit's 项目支出 stands under, none where there are several."""
    if target.aspect != "project" or any(source.subject != "total" for source in target.sources[:1]):
        return set()
    rows = collection.store.fetch("facts", {"unit_id": unit, "year": year, "aspect": "project", "subject_class": "function"})
    found = {row["subject"] for row in rows if row["value"]}
    lowest = {id_ for id_ in found if not any(other != id_ and other.startswith(id_) for other in found)}
    return lowest if len(lowest) == 1 else set()


def _stated_places(collection: Collection, query: Query, target: Target, unit: str) -> list[Row]:
    figures = [f for f in find_figures(collection, query, target, unit) if isinstance(f, Figure)]
    return [row for f in figures for row in (*f.facts, *f.others) if row["passage_id"]]


def _tell(collection: Collection, row: Row, said: str, year: int) -> Result:
    """What is said of a fact, in the sentence of its figure, or in the passage that says it further on."""
    passage, at = _where(collection, row, said)
    own = _part_around(passage["text"], row["start"], row["stop"])
    told = _part_around(passage["text"], at, at + len(said))
    spans = [told] if passage["passage_id"] != row["passage_id"] else _joined(own, told)
    return _quote(collection, row, passage, spans, year)


def _where(collection: Collection, row: Row, said: str) -> tuple[Row, int]:
    """The passage in which something is said of a fact, and where: its own from the figure on, else another of the document."""
    own = passage_of(collection, row)
    at = own["text"].find(said, row["start"])
    if at >= 0:
        return own, at
    others = collection.store.fetch("passages", {"document_id": row["document_id"]}, ("ordinal",))
    following = [p for p in others if p["ordinal"] > own["ordinal"]] + others
    return next((p, p["text"].find(said)) for p in following if said in p["text"])


def _joined(first: Span, second: Span) -> list[Span]:
    """Two parts of a text as one where nothing stands between them."""
    return [first, second] if second[0] > first[1] else [(min(first[0], second[0]), max(first[1], second[1]))]


def _part_around(text: str, start: int, stop: int) -> Span:
    """The part of a sentence, or the parts, that characters [start, stop) stand in."""
    return part_around(text, start, stop, text_words().part_end)


def _quote(collection: Collection, row: Row, passage: Row, spans: list[Span], year: int) -> Result:
    text = "".join(passage["text"][start:stop] for start, stop in spans).strip()
    citations = tuple(cite_passage(collection, passage["passage_id"], start, stop) for start, stop in spans)
    return Result(say_passage(row["unit_id"], text), citations=citations, ranking=(row["unit_id"],), years=(year,))


def purpose(collection: Collection, query: Query) -> Result:
    """What a project or an item is for, for each unit: what a sentence says of it, or the form's text."""
    target = query.targets[0]
    told = [(unit, _purpose_of(collection, query, target, unit)) for unit in query.units]
    good = [result for _, result in told if result]
    without = tuple(unit for unit, result in told if not result)
    if not good:
        return find_definition(collection, query) or declined("purpose_missing", unit=join(without), item=target.name)
    missing = decline("purpose_missing", unit=join(without), item=target.name) if without and not query.each else ""
    return replace(join_results(good), answer="".join(result.answer for result in good) + missing, ranking=tuple(r.ranking[0] for r in good))


def _purpose_of(collection: Collection, query: Query, target: Target, unit: str) -> Result | None:
    """What a sentence says, or a form; the form first where a goal is asked for."""
    by_form = told_by_form(collection, unit, target, "content") if compiled(text_words().goal).search(query.text) else None
    return by_form or stated_purpose(collection, query, target, unit) or told_by_form(collection, unit, target, "content")


def stated_purpose(collection: Collection, query: Query, target: Target, unit: str) -> Result | None:
    """The purpose kept with the figure; what it mainly is where nothing changed; else what its sentence says that it includes."""
    rows = _stated_places(collection, query, target, unit)
    for row in rows:
        said = row["purpose"] or _unchanged(collection, query, target, row) and row["reason"]
        if said:
            return _tell(collection, row, said, row["year"])
    for row in rows:
        passage = passage_of(collection, row)
        if re.search(text_words().purpose, passage["text"][row["start"]:]):
            return _quote(collection, row, passage, [(0, len(passage["text"]))], row["year"])
    return None


def _unchanged(collection: Collection, query: Query, target: Target, row: Row) -> bool:
    """Beside a figure that did not change 主要是 says what it is, not why it changed."""
    changes = find_change(collection, query, target, row["unit_id"], row["year"], "change")
    return not any(change["value"] for change in changes)
