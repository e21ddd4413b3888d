"""MENTIONS → MENTIONS: which words of a question name the figures asked for; what only limits another figure is left out."""

from __future__ import annotations

import re
from dataclasses import replace

from service.language.measures import measures
from service.language.mentions import Analysis, Mention
from service.language.words import compiled, variant_words

ACCOUNTS = ("function", "economic")
FIGURES = ("measure", "function", "economic", "project", "task", "name")
# The unit of measure of a figure that is wanted as it is printed, beside one that is wanted in another unit.
OWN = "own"
# What the column that prints the whole of an account is called by.
TOTAL = "expenditure_total"


def figure_mentions(analysis: Analysis, about: frozenset[str]) -> tuple[Mention, ...]:
    """The words that name figures; words for the whole count only where the question names nothing else.

    `about` are the ids of the conversation's figures, which let contextual words count.
    """
    mentions = [mention for m in analysis.of(*FIGURES, "contextual") for mention in _meanings(m, analysis, about)]
    figures = [m for m in mentions if not _is_qualifier(m, mentions, analysis) and not _is_column(m, mentions)]
    if figures or analysis.of("table", "definition") or analysis.has("list_projects", "list_indicators"):
        return tuple(figures)
    return tuple(m for m in analysis.of("weak") if _is_total(m, analysis))


def _is_total(mention: Mention, analysis: Analysis) -> bool:
    """Whether a word for the whole means the whole: not in 预算单位, nor in 涉及预算多少, which is that of something."""
    words, text = variant_words(), analysis.text
    return not compiled(words.not_total).match(text[mention.stop :]) and not compiled(words.involves).search(text[: mention.start])


def _meanings(mention: Mention, analysis: Analysis, about: frozenset[str]) -> list[Mention]:
    """What a word stands for here: one figure; several where the question asks for several of its sides; none out of context."""
    if mention.type == "contextual":
        fitting = tuple(id_ for id_ in mention.ids if _has_context(id_, analysis, about, mention.stop))
        return [] if _heads(mention, analysis) else [replace(mention, type="measure", ids=(id_,)) for id_ in fitting]
    if mention.type != "measure":
        return [mention]
    twins = [entry.id for entry in mention.others if entry.type == "contextual"]
    called_for = [id_ for id_ in twins if compiled(measures()[id_].contextual.needs).search(analysis.text)]
    if called_for:
        counts = bool(measures()[mention.ids[0]].money)
        both = compiled(variant_words().of_count if counts else variant_words().with_money).search(analysis.text)
        return [replace(mention, ids=tuple(called_for)), *([mention] if both else [])]
    asks_whether = analysis.has("exists") and not compiled(variant_words().how_many).search(analysis.text)
    if twins and asks_whether and not analysis.of("each", "all", "quantity"):
        return [mention, *(replace(mention, ids=(id_,)) for id_ in twins)]
    return _sides(_planned(mention, analysis), analysis)


def _has_context(id_: str, analysis: Analysis, about: frozenset[str], stop: int) -> bool:
    needs, after = measures()[id_].contextual.needs, measures()[id_].contextual.after
    if about & set(after) and compiled(variant_words().short_follow).match(analysis.text[stop:]):
        return True
    return compiled(needs).search(analysis.text) is not None or any(known.startswith(id_.split("_")[0]) for known in about)


def _heads(mention: Mention, analysis: Analysis) -> bool:
    """密码应用平台项目, 聘用人员: a short name right after another name, or after a word that is not understood, is part of it; not where amounts of an account are listed (事业运行人员和公用)."""
    before = next((m for m in analysis.of(*FIGURES) if m.stop == mention.start), None)
    account = before is not None and before.type in ACCOUNTS
    if account and any(compiled(measures()[id_].contextual.needs).match(analysis.text, mention.start) for id_ in mention.ids):
        return False
    return before is not None or any(stop == mention.start for _, stop in analysis.left)


def _planned(mention: Mention, analysis: Analysis) -> Mention:
    """几台设备 after 打算新增: the number that is planned, not the stock."""
    record = measures()[mention.ids[0]]
    twin = next((r.id for r in measures().values() if (r.subject, r.aspect) == (record.subject, "planned")), "")
    before = list(compiled(variant_words().planned).finditer(analysis.text, 0, mention.start))
    if not twin or record.aspect == "planned" or not before:
        return mention
    present = compiled(variant_words().present).search(analysis.text, before[-1].end(), mention.start)
    return mention if present else replace(mention, ids=(twin,))


def _sides(mention: Mention, analysis: Analysis) -> list[Mention]:
    """给退休的发了多少钱: where money is asked for, the money for the people or things; their number where that is asked for."""
    money = measures()[mention.ids[0]].money
    clause = _clause_of(mention, analysis)
    named = any(m.start != mention.start and m.text in clause for m in analysis.of(*FIGURES))
    if not money or named or not compiled(variant_words().of_money).search(clause):
        return [mention]
    paid = replace(mention, type="measure" if money in measures() else money.split(".")[0], ids=(money,))
    return [mention, paid] if compiled(variant_words().of_count).search(clause) else [paid]


def _clause_of(mention: Mention, analysis: Analysis) -> str:
    clauses = re.finditer(variant_words().clause, analysis.text)
    return next((found.group() for found in clauses if found.start() <= mention.start < found.end()), analysis.text)


def _is_qualifier(mention: Mention, mentions: list[Mention], analysis: Analysis) -> bool:
    """社会保障和就业支出（含上年结转）: what another figure is said to include is no figure by itself."""
    before = analysis.text[: mention.start]
    return mentions[0] is not mention and compiled(variant_words().includes).search(before) is not None


def _is_column(mention: Mention, mentions: list[Mention]) -> bool:
    """差旅费支出总计: right after an account, the column that prints its total."""
    total = mention.type == "measure" and mention.ids == (TOTAL,) and mention.text.endswith(variant_words().total_endings)
    return total and any(m.stop == mention.start and m.type in ("function", "economic") for m in mentions)


def displays_said(analysis: Analysis, spans: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """The unit of measure for each figure, where parts of a question ask for several figures each in its own; else all ""."""
    clauses = [(found.start(), found.end()) for found in re.finditer(variant_words().clause, analysis.text)]
    asking = [c for c in clauses if any(c[0] <= start < c[1] for start, _ in spans) and _asks(analysis.text[slice(*c)])]
    said = [_display_in(analysis, clause) for clause in asking]
    if len(set(said)) < 2:
        return ("",) * len(spans)
    return tuple(next((unit for (start, stop), unit in zip(asking, said) if start <= at < stop), "") for at, _ in spans)


def _asks(text: str) -> bool:
    return compiled(variant_words().asks).search(text) is not None


def _display_in(analysis: Analysis, clause: tuple[int, int]) -> str:
    return next((m.ids[0] for m in analysis.of("display") if clause[0] <= m.start < clause[1]), OWN)
