"""The reply of the service, typed once: the HTTP contract, the chat page and the messengers all render these."""

from __future__ import annotations

from typing import Literal

import msgspec


class DocumentRef(msgspec.Struct, frozen=True):
    """The document that a citation points into."""

    id: str
    title: str
    unit_name: str
    year: int


class TableRef(msgspec.Struct, frozen=True):
    """The table that a citation points into; `kind_name` is the Chinese name of `kind`."""

    id: str
    kind: str
    kind_name: str
    title: str


class Citation(msgspec.Struct, frozen=True):
    """One printed place that an answer stands on: a cell (`row`, `column`) or a sentence (`section`).

    `line` is the line of the source file, in a paged document the page, which is `page` too.
    """

    document: DocumentRef
    table: TableRef | None
    doubtful: bool
    section: str | None
    row: str | None
    column: str | None
    text: str
    line: int | None
    url: str
    page: int | None = None


class Value(msgspec.Struct, frozen=True):
    """One figure: a plain decimal string without separators, and its unit."""

    number: str
    unit: str


class TableColumn(msgspec.Struct, frozen=True):
    """A column of an answer's table."""

    name: str
    unit: str | None = None


class AnswerTable(msgspec.Struct, frozen=True, omit_defaults=True):
    """The figures of an answer, where there are several; `more` are the rows of a long table after those that are shown."""

    columns: list[TableColumn]
    rows: list[list[str | None]]
    more: list[list[str | None]] = []


class Choice(msgspec.Struct, frozen=True):
    """A complete question that will be answered, with a short label."""

    label: str
    question: str


class Understood(msgspec.Struct, frozen=True):
    """One slot of the question as it was understood; `origin` is said, carried or default; `id` names the slot to programs."""

    slot: str
    text: str
    origin: Literal["said", "carried", "default"]
    id: str = ""


class Working(msgspec.Struct, frozen=True):
    """How a figure of the answer that is not printed follows from printed ones; `citations` are their indexes."""

    number: str
    unit: str
    formula: str
    citations: list[int]


class Answer(msgspec.Struct, frozen=True):
    """The reply of `POST /api/ask` (status 200); `canonical` is the complete question that was answered."""

    status: Literal["answered", "clarify", "declined"]
    answer: str
    value: Value | None = None
    table: AnswerTable | None = None
    citations: list[Citation] = []
    notes: list[str] = []
    choices: list[Choice] = []
    sql: str | None = None
    conversation: str = ""
    understood: list[Understood] = []
    canonical: str = ""
    workings: list[Working] = []
