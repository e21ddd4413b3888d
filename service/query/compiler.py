"""The only place where SQL is built, with sqlglot expressions; values go in as parameters."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

DIALECT = "duckdb"


@dataclass(frozen=True)
class Statement:
    """SQL text with `?` for each of `parameters`; `shown` is the same with the values written in, for the reader."""

    sql: str
    parameters: tuple[object, ...] = ()
    shown: str = ""


def select_rows(table: str, where: dict[str, object], order: tuple[str, ...]) -> Statement:
    """All columns of the rows of one table whose columns equal the given values."""
    query = exp.select("*").from_(exp.to_table(table))
    for name in where:
        query = query.where(exp.column(name).eq(exp.Placeholder()))
    query = query.order_by(*(exp.column(name) for name in order)) if order else query
    return Statement(query.sql(dialect=DIALECT, identify=True), tuple(where.values()))


def count_rows(table: str) -> Statement:
    """How many rows a table has, as column n."""
    query = exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")).from_(exp.to_table(table))
    return Statement(query.sql(dialect=DIALECT, identify=True))


def insert_rows(table: str, columns: tuple[str, ...], count: int) -> Statement:
    """An insert of `count` rows with a parameter for each value, row by row."""
    row = exp.Tuple(expressions=[exp.Placeholder() for _ in columns])
    values = exp.Values(expressions=[row.copy() for _ in range(count)])
    target = exp.Schema(this=exp.to_table(table), expressions=[exp.to_identifier(name) for name in columns])
    return Statement(exp.Insert(this=target, expression=values).sql(dialect=DIALECT, identify=True))
