"""Statements on one table of the store, and how a statement carries its values; SQL is built here and in query/compiler.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from sqlglot import exp, parse_one

DIALECT = "duckdb"
# No row is larger (bytes).
LARGEST_ROW = 1 << 28


@dataclass(frozen=True)
class Statement:
    """SQL text with `$name` for each of `parameters`."""

    sql: str
    parameters: Mapping[str, object] = field(default_factory=dict)


def show(statement: Statement) -> str:
    """The SQL with the values written in, laid out for the reader."""
    def written(node: exp.Expression) -> exp.Expression:
        return exp.convert(statement.parameters[node.name]) if isinstance(node, exp.Placeholder) else node

    return _parsed(statement.sql).transform(written).sql(dialect=DIALECT, pretty=True)


@cache
def _parsed(sql: str) -> exp.Expression:
    return parse_one(sql, dialect=DIALECT)


def select_rows(table: str, where: dict[str, object], order: tuple[str, ...]) -> Statement:
    """All columns of the rows of one table whose columns equal the given values."""
    return Statement(_select_rows(table, tuple(where), order), where)


@cache
def _select_rows(table: str, columns: tuple[str, ...], order: tuple[str, ...]) -> str:
    query = exp.select("*").from_(exp.to_table(table))
    query = query.where(*(exp.column(name).eq(exp.Placeholder(this=name)) for name in columns))
    query = query.order_by(*(exp.column(name) for name in order)) if order else query
    return query.sql(dialect=DIALECT, identify=True)


def select_groups(table: str, column: str, values: list[object]) -> Statement:
    """All rows of one table in which a column has one of some values, in the order in which they were written."""
    return Statement(_select_groups(table, column), {"values": values})


@cache
def _select_groups(table: str, column: str) -> str:
    values = exp.select(exp.Explode(this=exp.Placeholder(this="values")))
    query = exp.select("*").from_(exp.to_table(table)).where(exp.column(column).isin(query=values)).order_by(exp.column("rowid"))
    return query.sql(dialect=DIALECT, identify=True)


def distinct_rows(table: str, columns: tuple[str, ...], where: Mapping[str, tuple[str, ...]], order: str) -> Statement:
    """The different values of some columns in the rows whose columns have one of the given values, in the order of the first of each."""
    query = exp.select(*(exp.column(name) for name in columns)).from_(exp.to_table(table))
    query = query.where(*(exp.column(name).isin(*(exp.Literal.string(value) for value in values)) for name, values in where.items()))
    query = query.group_by(*(exp.column(name) for name in columns)).order_by(exp.Min(this=exp.column(order)))
    return Statement(query.sql(dialect=DIALECT, identify=True))


def count_rows(table: str) -> Statement:
    """How many rows a table has, as column n."""
    query = exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")).from_(exp.to_table(table))
    return Statement(query.sql(dialect=DIALECT, identify=True))


def copy_rows(table: str, file: str) -> Statement:
    """Take in the rows of a file with a JSON object a line, whose keys are columns of the table."""
    kind = exp.CopyParameter(this=exp.var("FORMAT"), expression=exp.var("json"))
    largest = exp.CopyParameter(this=exp.var("MAXIMUM_OBJECT_SIZE"), expression=exp.Literal.number(LARGEST_ROW))
    copy = exp.Copy(this=exp.to_table(table), kind=True, files=[exp.Literal.string(file)], params=[kind, largest])
    return Statement(copy.sql(dialect=DIALECT, identify=True))
