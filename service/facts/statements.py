"""Statements on one table of the store, and how a statement carries its values; SQL is built here and in query/compiler.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

DIALECT = "duckdb"


@dataclass(frozen=True)
class Statement:
    """SQL text with `$name` for each of `parameters`; `shown` has the values written in, for the reader."""

    sql: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    shown: str = ""


def select_rows(table: str, where: dict[str, object], order: tuple[str, ...]) -> Statement:
    """All columns of the rows of one table whose columns equal the given values."""
    builder = Parameters()
    query = exp.select("*").from_(exp.to_table(table))
    for name, value in where.items():
        query = query.where(exp.column(name).eq(builder.value(value)))
    return builder.statement(query.order_by(*(exp.column(name) for name in order)) if order else query)


def count_rows(table: str) -> Statement:
    """How many rows a table has, as column n."""
    query = exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")).from_(exp.to_table(table))
    return Statement(query.sql(dialect=DIALECT, identify=True))


def insert_rows(table: str, columns: tuple[str, ...], count: int) -> Statement:
    """An insert of `count` rows with a `?` for each value, row by row."""
    row = exp.Tuple(expressions=[exp.Placeholder() for _ in columns])
    values = exp.Values(expressions=[row.copy() for _ in range(count)])
    target = exp.Schema(this=exp.to_table(table), expressions=[exp.to_identifier(name) for name in columns])
    return Statement(exp.Insert(this=target, expression=values).sql(dialect=DIALECT, identify=True))


class Parameters:
    """The values of one statement by the names of their placeholders."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}

    def value(self, value: object) -> exp.Expression:
        """The placeholder of one value."""
        name = f"p{len(self._values) + 1}"
        self._values[name] = value
        return exp.Placeholder(this=name)

    def statement(self, query: exp.Expression) -> Statement:
        """The statement with its values, and as text for the reader with the values written in."""
        shown = query.transform(
            lambda node: exp.convert(self._values[node.this]) if isinstance(node, exp.Placeholder) else node
        )
        return Statement(query.sql(dialect=DIALECT, identify=True), self._values, shown.sql(dialect=DIALECT, pretty=True))
