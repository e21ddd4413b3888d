"""ANSWER → CARD: a reply as the page shows it, its figures linked to the places that print them or to how they are computed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache

from service.history import Turn
from service.language.words import variant_words
from service.reply.answer import Answer, AnswerTable, Citation, Working
from service.web.charts import Chart, draw
from service.web.labels import load_labels
from service.web.one_unit import base_unit, in_unit, mixed_columns
from service.web.within import places_within

NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
# A cell of an answer's table that is a number; a percentage may stand there with its sign.
AMOUNT = re.compile(r"-?\d+(\.\d+)?%?")
# Of a longer table so many rows are shown, with a link to all of them.
SHOWN = 20


@dataclass(frozen=True)
class Piece:
    """A part of the answer's sentence; a figure has the `url` of its place, or the index of its `working`."""

    text: str
    is_figure: bool = False
    url: str = ""
    working: int | None = None


@dataclass(frozen=True)
class Cell:
    """One cell of the answer's table; `text` is None where nothing is disclosed. `is_amount` for no year, code or count of rows; `value` is the amount in the smallest unit of money
    where the column has several, to sort it by; `is_within` for the name of a part of what stands above it."""

    text: str | None
    is_number: bool
    url: str = ""
    value: str = ""
    is_amount: bool = False
    is_within: bool = False


@dataclass(frozen=True)
class Column:
    """One column of the answer's table."""

    name: str
    unit: str | None
    is_number: bool


@dataclass(frozen=True)
class Explained:
    """A formula with the places of its operands."""

    working: Working
    operands: list[Citation]


@dataclass(frozen=True)
class Card:
    """One question with its reply, ready for its template; `sources` are its citations, each sentence once; `verdict` is good, bad or ""
    (nothing was said of it)."""

    turn: Turn
    answer: Answer
    sentence: list[Piece]
    columns: list[Column]
    rows: list[list[Cell]]
    sources: list[Citation]
    workings: list[Explained]
    verdict: str
    chart: Chart | None = None
    count: int = 0


def lay_out(turn: Turn, verdict: str = "", shown: int | None = SHOWN) -> Card:
    """The card of a question that was answered, with so many rows of its table (None: all of them); `verdict` is what its asker
    said of it."""
    answer = turn.reply
    explained = [Explained(working, [answer.citations[place] for place in working.citations]) for working in answer.workings]
    columns = _columns(answer.table) if answer.table else []
    rows = _rows(answer, columns)
    return Card(turn, answer, list(_pieces(answer)), columns, rows[:shown], _sources(answer), explained, verdict, draw(answer), len(rows))


def _sources(answer: Answer) -> list[Citation]:
    """Every place; several figures of one sentence are one."""
    sentences = {((c.document.id, c.section, c.line, c.text) if c.table is None else c.url): c for c in reversed(answer.citations)}
    return list(sentences.values())[::-1]


def numbers_printed(citation: Citation) -> list[Decimal]:
    """The amounts in the cited text, without their signs; a fall is told as a size."""
    found = (match["number"] for match in _figures().finditer(citation.text))
    return [abs(amount) for text in found if (amount := _decimal(text)) is not None]


def _pieces(answer: Answer) -> Iterator[Piece]:
    """The sentence in parts; each place is taken once as long as there are others that print the same."""
    end, unused = 0, list(answer.citations)
    for found in _figures().finditer(answer.answer):
        amount = _decimal(found["number"])
        if amount is None:
            continue
        yield Piece(answer.answer[end : found.start()])
        yield _figure(found, amount, answer, unused)
        end = found.end()
    yield Piece(answer.answer[end:])


def _figure(found: re.Match[str], amount: Decimal, answer: Answer, unused: list[Citation]) -> Piece:
    workings = enumerate(answer.workings)
    working = next((i for i, w in workings if (w.number, w.unit) == (found["number"], found["unit"])), None)
    if working is not None:
        return Piece(found[0], is_figure=True, working=working)
    cited = _place_of(amount, unused) or _place_of(amount, answer.citations) or (None if amount else _words_before(found.start(), answer))
    if cited in unused:
        unused.remove(cited)
    # A bare number that no place prints may be part of a name, a year or the number of an order.
    return Piece(found[0], is_figure=bool(cited or found["unit"]), url=cited.url if cited else "")


def _words_before(end: int, answer: Answer) -> Citation | None:
    """The words from which it is known that the unit that is named last has none of something."""
    unit = max((c.document.unit_name for c in answer.citations), key=lambda name: answer.answer.rfind(name, 0, end), default="")
    return _only_words([c for c in answer.citations if c.document.unit_name == unit])


def _only_words(citations: list[Citation]) -> Citation | None:
    found = [c for c in citations if c.row is None and c.column is None]
    return found[0] if len(found) == 1 else None


def _place_of(amount: Decimal, citations: list[Citation]) -> Citation | None:
    return next((citation for citation in citations if abs(amount) in numbers_printed(citation)), None)


def all_rows(table: AnswerTable) -> list[list[str | None]]:
    """The rows that are shown and those after them."""
    return [*table.rows, *table.more]


def _columns(table: AnswerTable) -> list[Column]:
    return [Column(c.name, c.unit, any(AMOUNT.fullmatch(row[i] or "") for row in table.rows)) for i, c in enumerate(table.columns)]


def _rows(answer: Answer, columns: list[Column]) -> list[list[Cell]]:
    unused, inner = list(answer.citations), places_within(answer)
    rows = [_row(row, answer, columns, unused) for row in all_rows(answer.table)] if answer.table else []
    return [[replace(row[0], is_within=True), *row[1:]] if place in inner else row for place, row in enumerate(rows)]


def _row(row: list[str | None], answer: Answer, columns: list[Column], unused: list[Citation]) -> list[Cell]:
    """A row's figures are linked to places of the unit that the row names, first to those that name the row's item, too."""
    own = [c for c in unused if c.document.unit_name in row] or unused
    own = sorted(own, key=lambda c: not any(text and text in (c.row or "", c.column or "") for text in row))
    mixed = mixed_columns(answer.table)
    cells = []
    for place, (text, column) in enumerate(zip(row, columns)):
        unit = row[mixed[1]] if mixed and place == mixed[0] else column.unit
        is_amount = bool(text and AMOUNT.fullmatch(text)) and (unit is not None or column is columns[-1])
        cited = _place_of_cell(text.rstrip("%"), unit, own, answer) if is_amount else None
        if cited in unused:
            unused.remove(cited)
            own = [c for c in own if c is not cited]
        value = in_unit(text, unit or "", base_unit()) if is_amount and mixed else ""
        cells.append(Cell(text, bool(text and AMOUNT.fullmatch(text)), cited.url if cited else "", value, is_amount and unit is not None))
    return cells


def _place_of_cell(number: str, unit: str | None, own: list[Citation], answer: Answer) -> Citation | None:
    """The place that prints a number, or what it was converted from."""
    converted = (w.citations[0] for w in answer.workings if (w.number, w.unit) == (number, unit) and len(w.citations) == 1)
    source = next((answer.citations[place] for place in converted if answer.citations[place] in own), None)
    number_of = Decimal(number)
    return _place_of(number_of, own) or source or _place_in_other_unit(number, unit or "", own) or (None if number_of else _only_words(own))


def _place_in_other_unit(number: str, unit: str, own: list[Citation]) -> Citation | None:
    """The only place that prints an amount in another unit of money."""
    others = {abs(Decimal(amount)) for wanted in variant_words().factors if wanted != unit and (amount := in_unit(number, unit, wanted))}
    found = [citation for citation in own if others.intersection(numbers_printed(citation))]
    return found[0] if len(found) == 1 and Decimal(number) else None


@cache
def _figures() -> re.Pattern[str]:
    """A number, with the unit of money that follows it; no part of a date or of the number of an order, and no count of what is listed."""
    units = "|".join(sorted(map(re.escape, (*variant_words().factors, "%")), key=len, reverse=True))
    return re.compile(rf"(?<![\d.,])(?P<number>{NUMBER})(?P<unit>{units})?(?![\d.,]*(?:{load_labels().not_figures}))")


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
