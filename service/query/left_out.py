"""QUERY → WHAT IT LEAVES OUT: what a message asks, or names, that the answer to its query does not tell."""

from __future__ import annotations

from service.facts.catalog import Catalog
from service.language.lexicon import fold_name
from service.language.measures import measures
from service.language.mentions import Mention
from service.language.words import compiled, enumerate_words, variant_words
from service.query.answered import Answered, answered, answered_file, tells_all
from service.query.draft import Draft
from service.query.found_first import goes_on_from_first
from service.query.logical import Decline, Outcome, Query, Target
from service.query.qualifiers import qualifiers_left
from service.query.questions import Span, questions_of
from service.query.targets import Placed, contains

# 平均到每个人，公用经费是多少: what is said apart from the one figure that it is about.
PER_PERSON = "per_person"
# An answer that names things, and says how many there are.
NAMES = "names"
# The refusal of a message that would be answered by half, and all refusals after which a message is not understood.
LEFT_OUT = "left_out"
ACCOUNTS = ("function.", "economic.")
# Subjects that are counted.
COUNTED = ("asset.", "staff.", "org.", "performance.")
NOT_UNDERSTOOD = frozenset({LEFT_OUT, "not_understood", "no_question"})


def refuse_left_out(outcome: Outcome, draft: Draft, catalog: Catalog) -> Outcome:
    """No answer to half of a message: what would be left out is named."""
    spans = left_out(outcome, draft, catalog) if isinstance(outcome, Query) else ()
    words = enumerate_words(draft.analysis.text[slice(*span)] for span in spans)
    return Decline(LEFT_OUT, (("word", words),)) if words else outcome


def refuse_rest(outcome: Outcome, draft: Draft) -> Outcome:
    """No answer to a message whose later questions go on from what its first one finds, where they can't be asked in turn."""
    rest = goes_on_from_first(draft)
    words = enumerate_words(draft.analysis.text[slice(*span)] for span in rest)
    return Decline(LEFT_OUT, (("word", words),)) if rest else outcome


def asks_more(draft: Draft, is_answered: bool) -> bool:
    """Whether a message may be several questions: as one it is not answered; or they have each their own unit and item, or lean."""
    return not draft.analysis.refused and (
        not is_answered or _pairs(draft) or _leans(draft) or _of_another_year(draft) or _calculates_twice(draft) or _totals_first(draft) or _counts_people(draft) or bool(goes_on_from_first(draft))
    )


def _leans(draft: Draft) -> bool:
    """维修费总共多少，里头项目支出的是多少: a later question is about a part of what the first one asks for."""
    inside = {m.start for m in draft.analysis.of("operation") if "inside" in m.ids}
    named = {placed.start for placed in draft.targets if placed.target.id != draft.targets[0].target.id}
    return any(start in inside and any(start < at < stop for at in named) for start, stop in questions_of(draft)[1:])


def _of_another_year(draft: Draft) -> bool:
    """这项多少，22年又是多少: the first question names the item, a later one only a year of its own."""
    first, *later = questions_of(draft) or ((0, 0),)
    told = {year for years in _years_in(draft, first) for year in years}
    if told and not _reckoned(draft, first):
        return False
    return _named_in(draft, first) and any(
        not _named_in(draft, span) and any(not set(years) <= told for years in _years_in(draft, span)) for span in later
    )


def _calculates_twice(draft: Draft) -> bool:
    """是几倍，多多少: two questions that reckon different things."""
    reckoned = [_reckoned(draft, span) for span in questions_of(draft)]
    return any(not a & b for i, a in enumerate(reckoned) for b in reckoned[i + 1 :] if a and b)


def _totals_first(draft: Draft) -> bool:
    """武汉、深圳总预算一共多少，三公多少; 武汉总预算总共多少，深圳呢: a total is asked for first, and something of another figure or unit later."""
    words = [m.start for m in draft.analysis.of("operation") if "sum" in m.ids]
    first, *later = questions_of(draft) or ((0, 0),)
    asked = compiled(answered_file().amount).search(draft.analysis.text, *first)
    own = words and asked and _named_in(draft, first) and all(first[0] <= at < first[1] for at in words)
    units = [any(span[0] <= group.start < span[1] for group in draft.groups) for span in later]
    others = {p.target.id for p in draft.targets} - {p.target.id for p in draft.targets if first[0] <= p.start < first[1]}
    named = all(_named_in(draft, span) or unit for span, unit in zip(later, units))
    return bool(own and later) and named and bool(others or any(units))


def _reckoned(draft: Draft, span: Span) -> set[str]:
    return {id_ for m in draft.analysis.of("operation") if span[0] <= m.start < span[1] for id_ in m.ids} & set(answered_file().reckons)


def _counts_people(draft: Draft) -> bool:
    """几个人，几辆车: a weak word that is the only figure of a question is one beside those of the others."""
    weak = [m.start for m in draft.analysis.of("weak")]
    alone = [span for span in questions_of(draft) if not _named_in(draft, span)]
    return bool(draft.targets) and any(start <= at < stop for at in weak for start, stop in alone)


def _named_in(draft: Draft, span: Span) -> bool:
    return any(span[0] <= placed.start < span[1] for placed in draft.targets)


def _years_in(draft: Draft, span: Span) -> list[tuple[int, ...]]:
    return [period.years for period in draft.periods if span[0] <= period.start < span[1]]


def is_understood(outcome: Outcome) -> bool:
    """Whether a question of a message was understood, be it that it can't be answered."""
    return isinstance(outcome, Query) or isinstance(outcome, Decline) and outcome.code not in NOT_UNDERSTOOD


def _pairs(draft: Draft) -> bool:
    """深圳三公多少，武汉总预算多少: each question names its own unit and its own item."""
    named = []
    for start, stop in questions_of(draft):
        units = {unit for group in draft.groups if start <= group.start < stop for unit in group.units}
        items = {placed.target.id for placed in draft.targets if start <= placed.start < stop}
        named.append((units, items))
    apart = len({frozenset(units) for units, _ in named}) > 1 and len({frozenset(items) for _, items in named}) > 1
    return apart and all(units and items for units, items in named)


def left_out(query: Query, draft: Draft, catalog: Catalog) -> tuple[Span, ...]:
    """The words of a message that its query passes over, in order; () where everything is told."""
    if tells_all(query.operation):
        return ()
    kind, named = answered(query.operation), _names_told(query, catalog)
    spans = [(m.start, m.stop) for m in _operations_left(query, draft, kind) if m.text not in named]
    spans += [(p.start, p.stop) for p in _items_left(query, draft)]
    spans += [(m.start, m.stop) for m in _figures_left(draft) if m.text not in named]
    spans += _amounts_left(draft, kind) + qualifiers_left(query, draft) + _unsaid_left(query, draft) + _things_left(query, draft) + _nested_left(query, draft)
    return tuple(sorted(dict.fromkeys(spans)))


def _names_told(query: Query, catalog: Catalog) -> str:
    """The names of the indicators that are told, with the projects that they belong to."""
    names = (n for n in catalog.names if query.operation == "indicator" and n.type == "indicator" and n.id in query.terms)
    return "\n".join(fold_name(f"{n.text} {n.context}") for n in names)


def _operations_left(query: Query, draft: Draft, kind: Answered) -> list[Mention]:
    """What is asked to be done and is neither done nor harmless; words that only pointed at something are no operations."""
    told = {*kind.tells, *answered_file().harmless}
    return [
        m for m in draft.analysis.of("operation")
        if not told & set(m.ids) and all(f"op:{id_}" in query.explicit for id_ in m.ids)
    ]


def _items_left(query: Query, draft: Draft) -> list[Placed]:
    """The items named beside others that are not among those told, but for 政府采购 in 政府采购里服务类."""
    told = [t for t in (*query.targets, query.base, query.condition.other if query.condition else None) if t]
    left = [p for p in draft.targets if not any(_same(p.target, target) for target in told)]
    inside = compiled(variant_words().inside)
    return [
        p for p in left
        if len(draft.targets) > 1
        and not (inside.match(draft.analysis.text[p.stop:]) and all(_holds(p.target, target) for target in query.targets))
    ]


def _holds(whole: Target, part: Target) -> bool:
    """Whether what is told is by its nature part of what was said to hold it: a document crosses no other two items."""
    families = [{source.subject.split(".")[0] for source in target.sources} - {"total"} for target in (whole, part)]
    return contains(whole, part) or bool(families[0] & families[1] - {"function", "economic"}) or any(
        own.startswith(of) for of in whole.id.split("|") for own in part.id.split("|") if "." in of and own != of
    )


def _same(said: Target, told: Target) -> bool:
    """Whether a figure that is told is the one said, or an amount of it."""
    return bool(set(said.id.split("|")) & set(told.id.split("|"))) or said.aspect == told.aspect != "total"


def _figures_left(draft: Draft) -> list[Mention]:
    """The amounts and accounts that are named beside an indicator and are no part of its name."""
    return list(draft.analysis.of("measure", "function", "economic")) if draft.indicators else []


def _amounts_left(draft: Draft, kind: Answered) -> list[Span]:
    """The questions for the amount of an item, where the answer tells no amounts, or only a number of people or things."""
    questions = questions_of(draft)
    if len(questions) < 2 and NAMES not in kind.operations or draft.indicators:
        return []
    amounts = [question for question in questions if _asks_amount(draft, question)]
    if PER_PERSON in kind.operations and len(amounts) == len(draft.targets) == 1:
        return []
    only_names = NAMES in kind.operations or _counts_only(draft)
    return amounts if not kind.amounts else [q for q in amounts if only_names and _asks_money(draft, q)]


def _unsaid_left(query: Query, draft: Draft) -> list[Span]:
    """国有资产多少，主要是什么情况: what is asked by a word like 什么 with nothing else that is understood, and points at nothing."""
    if "pointed" in query.explicit:
        return []
    words = compiled(answered_file().open_question)
    said = [m.start for m in draft.analysis.mentions if m.type != "filler"]
    questions = questions_of(draft)
    return [q for q in questions[1:] or questions if words.search(draft.analysis.text, *q) and not any(q[0] <= at < q[1] for at in said)]


def _things_left(query: Query, draft: Draft) -> list[Span]:
    """买车花了多少，一共几辆: the questions for a number of things, where only amounts of money are told."""
    told = any(source.subject.startswith(COUNTED) for target in query.targets for source in target.sources[:1])
    asked, questions = compiled(answered_file().how_many_things), questions_of(draft)
    return [] if told or draft.indicators or query.operation == PER_PERSON else [
        q for q in questions[1:] or questions if asked.search(draft.analysis.text, *q) and not _named_in(draft, q)
    ]


def _nested_left(query: Query, draft: Draft) -> list[Span]:
    """单位运转项目在信息化建设科目下的金额: a project and its account side by side say nothing of what of it stands under the account."""
    accounts = [placed for placed in draft.targets if placed.target.id.startswith(ACCOUNTS)]
    of_project = any(target.id.startswith("project:") for target in query.targets)
    under = compiled(answered_file().under)
    return [(p.start, p.stop) for p in accounts if of_project and under.match(draft.analysis.text[p.stop :])]


def _counts_only(draft: Draft) -> bool:
    records = [measures().get(placed.target.id) for placed in draft.targets]
    return bool(records) and all(record and record.money for record in records)


def _asks_money(draft: Draft, question: Span) -> bool:
    named = any(question[0] <= placed.start < question[1] for placed in draft.targets)
    return not named and compiled(variant_words().of_money).search(draft.analysis.text, *question) is not None


def _asks_amount(draft: Draft, question: Span) -> bool:
    wanted = [m for m in draft.analysis.of("operation") if question[0] <= m.start < question[1]]
    other = any(not set(m.ids) <= set(answered_file().harmless) for m in wanted)
    asked = (answered_file().amount, answered_file().amount_end)
    return not other and any(compiled(pattern).search(draft.analysis.text, *question) for pattern in asked)
