"""绩效监控几月底前报: a question that nothing else answers, by the sentence, or the field of a form, that says all its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import msgspec

from service.assets import load
from service.language.lexicon import fold_text
from service.language.mentions import Mention
from service.language.words import compiled
from service.query.context import Context
from service.query.draft import Draft
from service.query.finder import Collection
from service.query.logical import Query, Slot
from service.query.units import MANY_UNITS
from service.reply.answer import Citation
from service.reply.citations import cite_cell, cite_note, cite_passage
from service.reply.offices import office_words
from service.reply.result import Result, declined
from service.reply.words import join, say_passage

OPERATION = "sentence"
# A word is at least so long, or one of them where no unit is named; so many sentences may be told.
WORD, LEAST, SHOWN = 2, 3, 2
# Where a piece is printed, and what divides the parts of that.
PASSAGE, CELL, NOTE, BETWEEN = "passage", "cell", "note", "|"
# Words that names end at: what is asked of 住房公积金 may stand in another sentence on it.
NAMES = ("measure", "function", "economic", "project", "task", "name", "operation")


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a question asks for, and what then stands beside its words."""

    asked: str
    printed: str


class SentenceWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/sentences.yaml."""

    around: str
    other: list[str]
    never: str
    private: str
    wants: list[Wanted]
    counted: str
    ends: str
    clause: str
    examples: dict[str, str]
    unchanged: list[str]


@dataclass(frozen=True)
class Piece:
    """A sentence or a field: its words, those around it that say what it is about, and where it is printed."""

    text: str
    about: str
    place: tuple[str, ...]
    label: str = ""
    defines: bool = False


@dataclass(frozen=True)
class Run:
    """Words of a question that stand together; `unknown`: nothing else knows all of them; `bare`: without the characters at their ends that carry nothing."""

    start: int
    text: str
    unknown: bool
    bare: str


@cache
def sentence_words() -> SentenceWords:
    """prompts/lexicon/sentences.yaml."""
    return load("lexicon/sentences.yaml", SentenceWords)


def read_sentence(collection: Collection, draft: Draft, context: Context) -> Query | None:
    """The query for the sentence that says all words of a question; None where there is none, or more than a few."""
    runs, units = _runs(draft), _units(collection, draft, context)
    least = WORD if len(units) == 1 else LEAST
    asks = any(run.unknown and len(run.text) >= least for run in runs)
    if _asks_other(draft, runs):
        return None
    pieces = ((unit, _in_other_years(collection, draft, unit, _pieces(collection, unit))) for unit in units)
    saying = ((unit, _labelled(own, draft) if len(units) == 1 else [], _saying(own, runs, draft.analysis.text) if asks else []) for unit, own in pieces)
    told = [(unit, fields or sentences) for unit, fields, sentences in saying if fields or sentences]
    # What several documents define alike is told from the first of them.
    alike = bool(told) and all(piece.defines for _, found in told for piece in found)
    if not told or len(told) > 1 and not alike:
        return None
    unit, found = told[0]
    title = "".join(char for i, char in enumerate(draft.analysis.text) if i not in _named(draft))
    slots = (Slot("units", unit, "said"), Slot("targets", join([run.text for run in runs]), "said"))
    terms = tuple(BETWEEN.join(piece.place) for piece in found)
    return Query(OPERATION, (unit,), text=draft.analysis.text, title=title, terms=terms, explicit=frozenset({"units"}), slots=slots)


def _units(collection: Collection, draft: Draft, context: Context) -> tuple[str, ...]:
    """The unit that is named; with none before it either all, of which only one may say it."""
    units = tuple(dict.fromkeys(unit for group in draft.groups for unit in group.units))
    if units or context.units:
        return units if len(units) == 1 else ()
    return () if len(collection.catalog.units) > MANY_UNITS else collection.catalog.units


def _asks_other(draft: Draft, runs: list[Run]) -> bool:
    """Whether a question is for no sentence; 人均 in 人均月补贴 asks for nothing, for it is part of a word that must be printed."""
    analysis = draft.analysis
    never = compiled(sentence_words().never).search(analysis.text)
    inside = {i for run in runs if run.unknown for i in range(run.start, run.start + len(run.text))}
    done = [m for m in analysis.of("operation") if set(m.ids) & set(sentence_words().other) and m.start not in inside]
    return bool(analysis.refused or never or analysis.of("quantity") or done)


def _labelled(pieces: list[Piece], draft: Draft) -> list[Piece]:
    """The fields of forms whose label is all that a question asks for."""
    text = "".join(char for i, char in enumerate(draft.analysis.text) if i not in _named(draft))
    asked = compiled(sentence_words().around).sub("", text)
    found = list({piece.text: piece for piece in pieces if piece.label and piece.label == asked}.values())
    return found if len(found) <= SHOWN else []


def _in_other_years(collection: Collection, draft: Draft, unit: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces that print the years that are named, where those are not the document's."""
    if any(period.kind != "year" for period in draft.periods):
        return []
    years = {year for period in draft.periods for year in period.years} - {collection.catalog.newest_year(unit)}
    return [piece for piece in pieces if all(str(year) in piece.text for year in years)]


def _named(draft: Draft) -> set[int]:
    return {i for group in draft.groups for i in range(group.start, group.stop)}


def _runs(draft: Draft) -> list[Run]:
    """The words of a question, without the unit and what only asks."""
    text, asks = draft.analysis.text, compiled(sentence_words().around)
    empty = _named(draft) | {i for m in draft.analysis.mentions if _is_empty(m) for i in range(m.start, m.stop)}
    empty |= {i for found in asks.finditer(text) for i in range(*found.span())}
    unknown = {i for start, stop in draft.analysis.left for i in range(start, stop)} - empty
    apart = [m for m in draft.analysis.mentions if m.type in NAMES and len(m.text) >= WORD and not set(m.ids) & set(sentence_words().other)]
    names = [m for m in apart if not unknown & set(range(m.start, m.stop))]
    cuts = {edge for m in names for edge in (m.start, m.stop)}
    weak = {m.start for m in draft.analysis.of("filler") if len(m.text) == 1} - unknown
    said = [i for i in range(len(text)) if i not in empty]
    starts = [i for i in said if i - 1 in empty or i == 0 or i in cuts]
    ends = [next((j for j in range(i + 1, len(text)) if j in empty or j in cuts), len(text)) for i in starts]
    strong = [(start, stop, [i for i in range(start, stop) if i not in weak]) for start, stop in zip(starts, ends)]
    return [
        Run(start, text[start:stop], any(i in unknown for i in inside), text[inside[0] : inside[-1] + 1]) for start, stop, inside in strong if inside
    ]


def _is_empty(mention: Mention) -> bool:
    return mention.type in ("period", "display", "pointer") or mention.type == "filler" and len(mention.text) > 1


def _pieces(collection: Collection, unit: str) -> list[Piece]:
    own = collection.catalog.newest(unit)
    passages = [p for document in own for p in collection.store.fetch("passages", {"document_id": document}, ("ordinal",))]
    told = [
        Piece(p["text"][start:stop], f"{p['section']}{p['text']}", (PASSAGE, p["passage_id"], str(start), str(stop)), defines=p["kind"] == "definition")
        for p in passages for start, stop in _parts(p["text"])
    ]
    return told + [piece for document in own for piece in (*_notes(collection, document), *_fields(collection, document))]


def _notes(collection: Collection, document: str) -> list[Piece]:
    """What stands below the tables of a document."""
    return [
        Piece(row["text"], table.title, (NOTE, table.table_id, str(row["note"])))
        for table in collection.catalog.tables if table.document_id == document
        for row in collection.store.fetch("table_notes", {"table_id": table.table_id}, ("note",))
    ]


def _parts(text: str) -> list[tuple[int, int]]:
    ends = [found.end() for found in compiled(sentence_words().ends).finditer(text)] + [len(text)]
    return [(start, stop) for start, stop in zip([0, *ends], ends) if text[start:stop].strip()]


def _fields(collection: Collection, document: str) -> list[Piece]:
    """The fields of a form that print one text beside their label."""
    forms = [t for t in collection.catalog.tables if t.document_id == document and t.form]
    found = []
    for table in forms:
        rows: dict[int, list[tuple[int, str]]] = {}
        for cell in collection.store.fetch("cells", {"table_id": table.table_id}, ("row", "col")):
            if cell["text"]:
                rows.setdefault(cell["row"], []).append((cell["col"], str(cell["text"])))
        pairs = [(row, *cells) for row, cells in rows.items() if len(cells) == 2 and cells[0][0] == 0]
        found += [
            Piece(f"{label}:{text}", table.title, (CELL, table.table_id, str(row), str(col)), fold_text(label).text)
            for row, (_, label), (col, text) in pairs if not compiled(sentence_words().private).search(label)
        ]
    return found


def _saying(pieces: list[Piece], runs: list[Run], question: str) -> list[Piece]:
    """The pieces that say most of the words, the unknown ones among them, where all others stand around them."""
    fitting = [piece for piece in pieces if _tells(piece, runs, question) and all(_says(f"{piece.about}{piece.text}", run) for run in runs)]
    scores = [sum(_says(piece.text, run) for run in runs) for piece in fitting]
    best = max(scores, default=0)
    chosen = list({fold_text(piece.text).text: piece for piece, score in zip(fitting, scores) if score == best}.values())
    return chosen if len(chosen) <= SHOWN else []


def _tells(piece: Piece, runs: list[Run], question: str) -> bool:
    """Whether a piece says the unknown words, and beside one of them what the question asks for."""
    unknown = [run for run in runs if run.unknown]
    if not all(_says(piece.text, run) for run in unknown):
        return False
    clauses = [part for part in re.split(sentence_words().clause, piece.text) if any(_says(part, run) for run in unknown)]
    counted = compiled(sentence_words().counted).search(question)
    wanted = next((each.printed for each in sentence_words().wants if compiled(each.asked).search(question)), "")
    printed = rf"\d\s*{counted['unit']}" if counted else wanted
    return any(compiled(printed).search(part) for part in clauses)


def _says(text: str, run: Run) -> bool:
    said = [word for word in (run.text, run.bare) if len(word) >= WORD or not run.unknown]
    return any(_says_word(text, word) and (not run.unknown or _in_a_piece(text, word)) for word in said)


def _in_a_piece(text: str, word: str) -> bool:
    """Whether most of a word stands in one piece in a text, more than digits of it."""
    printed, length = fold_text(text).text, max(WORD, (len(word) + 1) // 2)
    pieces = (word[i : i + length] for i in range(len(word) - length + 1))
    return any(piece in printed and not piece.isdigit() for piece in pieces)


def _says_word(text: str, word: str) -> bool:
    """Whether a text says a word: all its characters, most of them side by side, or in other words."""
    printed = fold_text(text).text
    pairs = {j for i in range(len(word) - 1) if word[i : i + 2] in printed for j in (i, i + 1)}
    meant = [m for m in office_words().means if any(each in printed for each in m.words)]
    pairs |= {i for m in meant for found in compiled(m.said).finditer(word) for i in range(*found.span())}
    alone = [char for i, char in enumerate(word) if i not in pairs]
    return len(pairs) >= len(word) - 1 - len(word) // 4 and len(pairs) + len(alone) == len(word) and all(char in printed for char in alone)


def tell_sentence(collection: Collection, query: Query) -> Result:
    """The sentence as printed."""
    unit, places = query.units[0], [tuple(term.split(BETWEEN)) for term in query.terms]
    told = [piece for piece in _pieces(collection, unit) if piece.place in places]
    if len(told) != len(places):
        return declined("no_question")
    citations = tuple(_cite(collection, piece) for piece in told)
    return Result(say_passage(unit, "".join(piece.text.strip() for piece in told)), citations=citations, ranking=(unit,))


def _cite(collection: Collection, piece: Piece) -> Citation:
    kind, id_, *numbers = piece.place
    cite = {PASSAGE: cite_passage, CELL: cite_cell, NOTE: cite_note}[kind]
    return cite(collection, id_, *map(int, numbers))
