"""ANSWER → TEXT: the reply as a chat window without markup shows it."""

from __future__ import annotations

from service.reply.answer import Answer, Citation
from service.reply.words import answers


def chat_text(answer: Answer) -> str:
    """Sentence, table, what was understood, notes, choices and sources, a line each."""
    words = answers()["chat"]
    lines = [answer.answer]
    if answer.table:
        lines.append("  ".join(column.name + (f"({column.unit})" if column.unit else "") for column in answer.table.columns))
        lines += ["  ".join("" if cell is None else cell for cell in row) for row in answer.table.rows]
    lines += [words["understood"].format(text=answer.canonical)] if answer.canonical else []
    lines += [words["note"].format(text=text) for text in answer.notes]
    lines += [words["choice"].format(number=number, text=choice.label) for number, choice in enumerate(answer.choices, start=1)]
    lines += [words["source"].format(text=source_text(citation)) for citation in answer.citations]
    return "\n".join(lines)


def source_text(citation: Citation) -> str:
    """A place in one line: unit, year, table or section, row, column, text, line."""
    where = citation.table.title if citation.table else citation.section
    parts = [citation.document.unit_name, str(citation.document.year), where, citation.row, citation.column, citation.text]
    words = answers()["chat"]
    line = words["page" if citation.page else "line"].format(line=citation.line) if citation.line else None
    return " / ".join(part for part in (*parts, line) if part)
