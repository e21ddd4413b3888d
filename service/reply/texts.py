"""Answers in words: terms, codes, duties, sections, indicators, tables as printed."""

from __future__ import annotations

import re
from dataclasses import replace

from service.facts.catalog import TableEntry
from service.facts.records import SEPARATOR
from service.facts.store import Row
from service.language.accounts import load_accounts
from service.language.lexicon import fold_text
from service.language.measures import measures
from service.query.finder import Collection, passage_of
from service.query.logical import Query
from service.reply.answer import AnswerTable, TableColumn
from service.reply.citations import cite_cell, cite_facts, cite_passage, cite_table, place_text, table_rows
from service.reply.figures import look_up
from service.reply.inner_definitions import define_within
from service.reply.joined import join_results
from service.reply.result import Result, declined
from service.reply.text_words import text_words
from service.reply.words import headings, join, note, say, say_passage, word

SHOWN = 20


def define(collection: Collection, query: Query) -> Result:
    """What a term means: its definition, else what a code stands for; several one after the other."""
    if len(query.targets) > 1:
        return join_results([define(collection, replace(query, targets=(target,), terms=())) for target in query.targets])
    return find_definition(collection, query) or _explain_code(collection, query) or declined(
        "term_missing", word=query.targets[0].name if query.targets else query.text
    )


def find_definition(collection: Collection, query: Query) -> Result | None:
    """The definition of the unit's document, or of the first that has one, all cited; None where there is none."""
    names = _term_names(query)
    passages = collection.store.fetch("passages", {"kind": "definition"}, ("document_id", "ordinal"))
    own = _defining(collection, query, passages, names) or _defining(collection, query, passages, _aliases(query))
    if not own:
        return define_within(collection, names, query.units)
    longest = max(own, key=lambda p: len(p["text"])) if len(query.units) != 1 else own[0]
    ordered = [longest, *(p for p in own if p is not longest)][:5]
    citations = tuple(cite_passage(collection, p["passage_id"], 0, len(p["text"])) for p in ordered)
    return Result(say("definition", text=longest["text"]), citations=citations)


def _defining(collection: Collection, query: Query, passages: list[Row], names: frozenset[str]) -> list[Row]:
    """The definitions of the units' documents whose term stands closest to one of the names."""
    found = next(
        (chosen for fits in _FITS if (chosen := [p for p in passages if any(fits(_term(p["text"]), name) for name in names)])), []
    )
    return [p for p in found if collection.catalog.disclosure(p["document_id"]).unit in query.units] if query.units else found


# How a definition's term may stand to the word asked about, the closest first.
_FITS = (str.__eq__, str.endswith, str.startswith)


def _term_names(query: Query) -> frozenset[str]:
    names = set(query.terms)
    for target in query.targets:
        names.add(fold_text(target.name).text)
        if target.id in measures():
            names |= {fold_text(w).text for w in measures()[target.id].words}
    return frozenset(names)


def _aliases(query: Query) -> frozenset[str]:
    """The other names of the accounts that are asked about."""
    named = [part.split(".") for target in query.targets for part in target.id.split("|") if part.startswith(("function.", "economic."))]
    known = [load_accounts(kind).by_code.get(code) for kind, code in named]
    return frozenset(fold_text(alias).text for account in known if account for alias in account.aliases)


def term_of(text: str) -> str:
    """The term that a passage defines as it is printed, without numbering."""
    head = re.split(text_words().colon, text)[0]
    found = re.match(text_words().term, head)
    return found["term"] if found else head


def _term(text: str) -> str:
    """The term of a definition, folded and without the classes' marks."""
    return fold_text(re.sub(text_words().account_levels, "", term_of(text))).text


def _explain_code(collection: Collection, query: Query) -> Result | None:
    """A code or an account that no definition explains: its name and code, as printed."""
    rows = _account_rows(collection, query)
    if not rows:
        return None
    first = rows[0]
    answer = say(
        "code", code=account_code(first), name=first["subject_name"],
        classification=word("classifications", first["subject_class"]),
    )
    return Result(answer, citations=tuple(cite_cell(collection, r["table_id"], r["row"], r["col"]) for r in rows[:3]))


def _account_rows(collection: Collection, query: Query) -> list[Row]:
    named = [i for target in query.targets for i in (*target.id.split("|"), *(source.subject for source in target.sources))]
    ids = list(dict.fromkeys(i for i in named if i.split(".")[0] in ("function", "economic")))
    rows = [
        r
        for id_ in ids
        for r in collection.store.fetch("facts", {"subject": id_}, ("fact_id",))
        if r["table_id"] and r["col"] is not None
    ]
    rows = [r for r in rows if r["subject_code"] and (not query.units or r["unit_id"] in query.units)]
    rows.sort(key=lambda r: account_code(r) != r["subject_code"])
    return list({(r["subject"]): r for r in reversed(rows)}.values())


def account_code(row: Row) -> str:
    """The code of a row's account, which a page may misprint."""
    return row["subject"].split(".")[1]


def code_of(collection: Collection, query: Query) -> Result:
    """The codes of an account; a name that two classifications share has two."""
    rows = _account_rows(collection, query)
    if not rows:
        return declined("term_missing", word=query.targets[0].name if query.targets else query.text)
    texts = [
        say("code", code=account_code(r), name=r["subject_name"], classification=word("classifications", r["subject_class"]))
        for r in rows
    ]
    table = AnswerTable(
        [TableColumn(headings()["code"]), TableColumn(headings()["name"])], [[account_code(r), r["subject_name"]] for r in rows]
    )
    return Result("".join(texts), table=table if len(rows) > 1 else None, facts=tuple(rows))


def tell_source(collection: Collection, query: Query) -> Result:
    """Where a figure is printed, and what is printed there."""
    result = look_up(collection, query)
    if result.status != "answered":
        return result
    if re.search(text_words().verbatim, query.text):
        stated = tuple(row for f in result.figures for row in (*f.facts, *f.others) if row["passage_id"])[:1]
        result = replace(result, facts=stated or result.facts)
    citations = cite_facts(collection, result.facts)
    places = [
        say("source_cell", table=c.table.title, row=c.row or "", column=c.column or "", text=c.text, place=place_text(collection, c)) if c.table
        else say("source_text", section=c.section, text=passage_of(collection, fact)["text"], place=place_text(collection, c))
        for c, fact in zip(citations, _first_at_each_place(result.facts))
    ]
    return replace(result, answer=result.answer + "".join(places))


def _first_at_each_place(facts: tuple[Row, ...]) -> list[Row]:
    keys = ("table_id", "row", "col", "note", "passage_id", "start", "stop")
    return list({tuple(fact[key] for key in keys): fact for fact in facts}.values())


def tell_section(collection: Collection, query: Query) -> Result:
    """What stands under a heading of the narrative; `query.terms` are document and heading path."""
    passages = []
    for term in query.terms:
        document, _, path = term.partition(SEPARATOR)
        passages += [
            p for p in collection.store.fetch("passages", {"document_id": document, "kind": "narrative"}, ("ordinal",))
            if (p["section"] + SEPARATOR).startswith(path + SEPARATOR)
        ]
    shown = list({p["passage_id"]: p for p in passages}.values())[:SHOWN]
    units = tuple(dict.fromkeys(collection.catalog.disclosure(p["document_id"]).unit for p in shown))
    answer = "".join(
        say(
            "passage",
            unit=unit,
            text="".join(p["text"] for p in shown if collection.catalog.disclosure(p["document_id"]).unit == unit),
        )
        for unit in units
    )
    return Result(
        answer, citations=tuple(cite_passage(collection, p["passage_id"], 0, len(p["text"])) for p in shown), ranking=units
    )


def duties(collection: Collection, query: Query) -> Result:
    """What a unit does: the passages of its section on duties."""
    results = []
    for unit in query.units:
        results.append((unit, duty_passages(collection, unit)))
    found = [(unit, passages) for unit, passages in results if passages]
    if not found:
        return declined("duties_missing", unit=join(query.units))
    answer = "".join(say_passage(unit, "".join(p["text"] for p in passages)) for unit, passages in found)
    citations = tuple(
        cite_passage(collection, p["passage_id"], 0, len(p["text"])) for _, passages in found for p in passages[:SHOWN]
    )
    return Result(answer, citations=citations, ranking=tuple(unit for unit, _ in found))


def duty_passages(collection: Collection, unit: str) -> list[Row]:
    """The passages under the heading on what a unit does."""
    return [
        p
        for document in collection.catalog.newest(unit)
        for p in collection.store.fetch("passages", {"document_id": document}, ("ordinal",))
        if p["kind"] == "narrative"
        and any(re.search(text_words().duties, part) for part in p["section"].split(SEPARATOR)[1:])
    ]


def _called(collection: Collection, unit: str, title: str) -> list[TableEntry]:
    """The only table of a unit whose title begins as it is called."""
    named = [t for t in collection.catalog.tables if t.unit == unit and t.form is None and fold_text(t.title).text.startswith(fold_text(title).text)]
    return named if len(named) == 1 else []


def show_table(collection: Collection, query: Query) -> Result:
    """A table as printed, its first rows; refused with the reason where the document has only its title."""
    unit = query.units[0]
    found = [t for t in collection.catalog.tables if t.unit == unit and t.kind == query.kind and t.form is None]
    found = found or _called(collection, unit, query.title)
    if not found:
        return declined("table_missing", unit=unit, table=query.title)
    table = found[0]
    disclosure = collection.catalog.disclosure(table.document_id)
    if table.state == "absent":
        return declined("table_absent_shown", unit=unit, year=disclosure.year, table=table.title)
    # What is printed blank is blank here, too; a cell of an answer without a text says that nothing was disclosed.
    rows = [[cell or "" for cell in row] for row in table_rows(collection.store, table.table_id)]
    columns = [
        TableColumn(" ".join(c["path"].split(SEPARATOR)))
        for c in collection.store.fetch("columns", {"table_id": table.table_id}, ("col",))
    ]
    notes = (note("more_rows", count=len(rows), shown=SHOWN),) if len(rows) > SHOWN else ()
    return Result(say("table", title=table.title, unit=unit, count=len(rows)), table=AnswerTable(columns, rows[:SHOWN], rows[SHOWN:]),
                  citations=(cite_table(collection, table.table_id),), notes=notes, ranking=(unit,), years=(disclosure.year,))
