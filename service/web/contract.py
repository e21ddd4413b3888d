"""Requests and replies under /api, typed once: views return these, openapi.py describes them, tests decode them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from service.bots.health import Connection
from service.errors import RequestError
from service.reply.answer import Citation, DocumentRef
from service.suggest.complete import Suggestion

MAX_BODY = 64 * 1024
MAX_QUESTION = 500

# The length is told here and checked by the service, so that each case has a code and a sentence of its own.
QuestionText = Annotated[str, msgspec.Meta(extra_json_schema={"minLength": 1, "maxLength": MAX_QUESTION})]


class AskRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of `POST /api/ask`; `conversation` is null to start one, or the id that an earlier answer gave."""

    question: QuestionText
    conversation: str | None = None


class Proof(msgspec.Struct, frozen=True):
    """What the audit rules prove of one document: kinds of the statutory tables that it has, names of those it lacks, and how many
    comparisons hold, are off by a rounding, or contradict each other; `doubtful` where these are too many."""

    found: list[str]
    missing: list[str]
    held: int
    roundings: int
    conflicts: int
    doubtful: bool


class DocumentSummary(msgspec.Struct, frozen=True):
    """One disclosed document; `tables` counts its tables, those included that only the contents list names."""

    id: str
    title: str
    unit_name: str
    region: str
    year: int
    type: str
    variant: str | None
    file: str
    sha256: str
    source: str | None
    tables: int
    proof: Proof


class DocumentList(msgspec.Struct, frozen=True):
    """The reply of `GET /api/documents`."""

    documents: list[DocumentSummary]


State = Literal["filled", "empty", "absent"]


class TableSummary(msgspec.Struct, frozen=True):
    """One table of a document; `unit` is its unit of measure, `line` its title line or its line in the contents list."""

    id: str
    kind: str
    title: str
    unit: str | None
    state: State
    line: int


class TableList(msgspec.Struct, frozen=True):
    """The reply of `GET /api/documents/<document_id>/tables`, in the order of the document."""

    tables: list[TableSummary]


class RowReply(msgspec.Struct, frozen=True):
    """One printed row: its line, and a text for every column, null where nothing is printed."""

    line: int
    cells: list[str | None]


class RepairReply(msgspec.Struct, frozen=True):
    """What was read otherwise than printed, and why."""

    line: int
    printed: str
    read: str
    why: str


class DoubtReply(msgspec.Struct, frozen=True):
    """What could be neither read with certainty nor proved; `column` is an index into the table's columns, or null."""

    line: int
    column: int | None
    text: str
    why: str


class TableReply(msgspec.Struct, frozen=True):
    """The reply of `GET /api/tables/<table_id>`: the table as printed."""

    id: str
    kind: str
    title: str
    unit: str | None
    state: State
    line: int
    document: DocumentRef
    columns: list[list[str]]
    rows: list[RowReply]
    notes: list[str]
    repairs: list[RepairReply]
    doubts: list[DoubtReply]


class FindingReply(msgspec.Struct, frozen=True):
    """What breaks an audit rule: `rule` is the rule's id, `says` what it demands; `cells` are the places, both sides."""

    document: DocumentRef
    rule: str
    says: str
    severity: Literal["rounding", "conflict"]
    message: str
    cells: list[Citation]


class AuditReply(msgspec.Struct, frozen=True):
    """The reply of `GET /api/audit`, conflicts first."""

    findings: list[FindingReply]


class CompletionReply(msgspec.Struct, frozen=True):
    """The reply of `GET /api/complete`, the likeliest first; empty where nothing is known of what is typed."""

    suggestions: list[Suggestion]


class Health(msgspec.Struct, frozen=True):
    """The reply of `GET /healthz` once questions can be answered; `bots` are the messengers' connections that ever ran over these data."""

    status: Literal["ok"]
    documents: int
    bots: list[Connection] = []


class Problem(msgspec.Struct, frozen=True):
    """What went wrong: a code for programs, a sentence for people."""

    code: str
    message: str


class ErrorReply(msgspec.Struct, frozen=True):
    """The body of every reply under /api that is not a success."""

    error: Problem


class BadJson(RequestError):
    """The body can't be read as JSON."""

    code = "bad_json"


class NotJson(RequestError):
    """The body is empty."""

    code = "not_json"


class QuestionNotText(RequestError):
    """The question is there, but not a string."""

    code = "question_not_text"


class UnknownField(RequestError):
    """The body has a field that the contract does not; evidence: field."""

    code = "unknown_field"


def read_ask(body: bytes) -> AskRequest:
    """Read the body of `POST /api/ask`. Raises a RequestError whose class says what is wrong."""
    if not body.strip():
        raise NotJson()
    fields = _read_object(body)
    unknown = sorted(set(fields) - set(AskRequest.__struct_fields__))
    if unknown:
        raise UnknownField(field=unknown[0])
    if not isinstance(fields.get("question", ""), str):
        raise QuestionNotText()
    try:
        return msgspec.convert(fields, AskRequest)
    except msgspec.ValidationError as error:
        raise RequestError(problem=str(error)) from error


def _read_object(body: bytes) -> dict[str, object]:
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadJson() from error
    if not isinstance(value, dict):
        raise RequestError(problem="not an object")
    return value
