"""What extraction returns: tables, passages and what the document says it is, all frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Half = Literal["income", "expenditure"]
State = Literal["filled", "empty", "absent"]


@dataclass(frozen=True)
class Identity:
    """What a document says of itself. `type` is budget or final; `variant` department (部门), unit (单位) or None;
    `short_name` how its text calls the unit (以下简称…), "" where it does not say."""

    title: str
    unit_name: str
    year: int
    type: Literal["budget", "final"]
    variant: Literal["department", "unit"] | None
    region: str
    province: str
    level: Literal["central", "province", "city", "county"]
    short_name: str = ""


@dataclass(frozen=True)
class Column:
    """One column: its header path from the top level down; `half` for two-sided tables (not part of `path`)."""

    path: tuple[str, ...]
    half: Half | None = None


@dataclass(frozen=True)
class Cell:
    """One printed cell: `printed` as in the file, `text` without the white space and markup that extraction added."""

    printed: str
    text: str
    line: int


@dataclass(frozen=True)
class Row:
    """One printed row; `cells` is as long as the table's columns, None where nothing is printed."""

    line: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Note:
    """A sentence printed under a table (注：…, 说明：…)."""

    text: str
    line: int


@dataclass(frozen=True)
class Repair:
    """What was read otherwise than printed; `why` is the id of a reason in prompts/documents, `detail` its evidence."""

    line: int
    printed: str
    read: str
    why: str
    detail: str = ""


@dataclass(frozen=True)
class Doubt:
    """What could be neither read with certainty nor proved."""

    line: int
    column: int | None
    text: str
    why: str


@dataclass(frozen=True)
class Table:
    """One table of the document, pages joined. `unit` is the printed unit of measure, `unit_line` where it stands."""

    ordinal: int
    kind: str
    title: str
    unit: str | None
    unit_line: int | None
    owner: str | None
    state: State
    line: int
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    notes: tuple[Note, ...] = ()
    repairs: tuple[Repair, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    form: str | None = None

    @property
    def doubtful(self) -> frozenset[tuple[int, int | None]]:
        """Line and column of each doubt."""
        return frozenset((doubt.line, doubt.column) for doubt in self.doubts)


@dataclass(frozen=True)
class Passage:
    """One narrative paragraph, continued lines joined.

    `section` is the heading path, outermost first; `breaks` are (offset in `text`, source line) in order, so that
    any character can be traced to its line.
    """

    ordinal: int
    section: tuple[str, ...]
    text: str
    line: int
    breaks: tuple[tuple[int, int], ...]
    kind: Literal["narrative", "definition", "note"] = "narrative"


@dataclass(frozen=True)
class Indicator:
    """One performance target (绩效指标) with the cells it was read from (table ordinal, row, column of its value).

    `horizon` is 长期, 年度, …, `goal` the goal of the form that it serves (长期目标1), `direction` whether more is better
    (正向指标, 反向指标). `qualifier` is what makes the value inexact or says how it is counted (余, 约, 月均).
    """

    project: str | None
    horizon: str | None
    level1: str
    level2: str
    name: str
    relation: str
    value: str
    unit: str
    weight: str
    basis: str
    earlier: tuple[tuple[str, str], ...]
    table: int
    row: int
    column: int
    goal: str = ""
    direction: str = ""
    qualifier: str = ""


@dataclass(frozen=True)
class Project:
    """One project, or one sub-item where `parent` names its project; `amount` is the printed text of its cell.

    `kind` task: a task of the whole unit (年度主要任务), which is no project. `basis` is what the amount was worked out
    from (测算依据), `grounds` what the project was set up on (立项依据).
    """

    name: str
    parent: str | None
    category: str
    amount: str
    economic: str
    basis: str
    content: str
    table: int
    row: int
    column: int
    kind: Literal["project", "task"] = "project"
    code: str = ""
    grounds: str = ""


@dataclass(frozen=True)
class Listed:
    """An entry of the contents list that names a table."""

    kind: str
    title: str
    line: int


@dataclass(frozen=True)
class Extraction:
    """Everything that one document was read as."""

    identity: Identity
    tables: tuple[Table, ...]
    passages: tuple[Passage, ...]
    indicators: tuple[Indicator, ...] = ()
    projects: tuple[Project, ...] = ()
    listed: tuple[Listed, ...] = ()
