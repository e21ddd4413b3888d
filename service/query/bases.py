"""ANALYSIS → ANALYSIS: a basis in a list of figures (财政拨款和事业收入各多少) is a figure; several bases of one figure are several figures."""

from __future__ import annotations

from dataclasses import replace

from service.language.inner_words import inner_words
from service.language.mentions import Analysis, Mention
from service.language.narrowing_words import narrowing_words
from service.language.scopes import WHOLE, scopes
from service.language.words import compiled
from service.query.phrases import FIGURES


def list_bases(analysis: Analysis) -> Analysis:
    """The analysis with listed bases as the measures that are their totals; the basis of all funds is nothing but the total."""
    listed = [m for m in analysis.of("scope") if m.ids[0] != WHOLE and _is_listed(m, analysis)]
    mentions = tuple(_as_measure(m) if m in listed else m for m in analysis.mentions)
    return replace(analysis, mentions=mentions) if listed else analysis


def _as_measure(mention: Mention) -> Mention:
    return replace(mention, type="measure", ids=(scopes()[mention.ids[0]].measure,))


def _is_listed(mention: Mention, analysis: Analysis) -> bool:
    words, text = narrowing_words(), analysis.text
    if compiled(words.basis).match(text[mention.stop :]):
        return False
    others = [m for m in analysis.of(*FIGURES, "scope") if m is not mention]
    after = any(m.start > mention.start and compiled(words.listed).fullmatch(text[mention.stop : m.start]) for m in others)
    before = compiled(words.before).search(text[: mention.start]) and compiled(words.ends).match(text[mention.stop :])
    named = any(m.stop <= mention.start for m in others)
    return bool(after or before and named)


def take_basis(analysis: Analysis) -> tuple[Analysis, str]:
    """(the analysis without it, the basis) of a basis that is asked for beside the whole: 信息化建设多少，其中财政拨款多少."""
    for mention in analysis.of("scope"):
        if compiled(narrowing_words().of_it).search(analysis.text[: mention.start]):
            return replace(analysis, mentions=tuple(m for m in analysis.mentions if m is not mention)), mention.ids[0]
    return analysis, ""


def take_bases(analysis: Analysis) -> tuple[Analysis, tuple[str, ...]]:
    """(the analysis without them and their tables, the bases) where one figure is asked for on several: 项目支出的全口径数和一般公共预算口径数."""
    said = analysis.of("scope")
    bases = tuple(dict.fromkeys(m.ids[0] for m in said))
    named = analysis.of(*FIGURES)
    called = any(m.ids[0] == WHOLE or compiled(narrowing_words().called_basis).match(analysis.text[m.stop :]) for m in said)
    if len(bases) < 2 or len(named) != 1 or not called or analysis.has("share"):
        return analysis, ()
    restated = (*said, *analysis.of("table"))
    return replace(analysis, mentions=tuple(m for m in analysis.mentions if m not in restated)), bases


def take_fund(analysis: Analysis) -> tuple[Analysis, str]:
    """(the analysis without its bases, the fund) where the share of a fund in one figure is asked for: 事业运行里一般公共预算占几成."""
    named, said = analysis.of(*FIGURES), analysis.of("scope")
    fund = next((m for m in said if m.ids[0] != WHOLE and named and m.start > named[0].stop), None)
    if fund is None or len(named) != 1 or not analysis.has("share"):
        return analysis, ""
    inside = compiled(inner_words().inside).search(analysis.text, named[0].stop, fund.start)
    shares = [m.start for m in analysis.of("operation") if "share" in m.ids and m.start >= named[0].stop]
    given = compiled(narrowing_words().given_by).search(analysis.text[: fund.start])
    if not inside or not any(start >= fund.stop or given for start in shares):
        return analysis, ""
    return replace(analysis, mentions=tuple(m for m in analysis.mentions if m not in said)), fund.ids[0]
