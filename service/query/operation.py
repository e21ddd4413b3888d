"""FORM + CONVERSATION → OPERATION: what is done, as it was said or as it goes on from the question before; its order, its base year."""

from __future__ import annotations

from service.language.mentions import Analysis
from service.language.words import compiled, places, variant_words
from service.query.context import Context
from service.query.draft import Draft, stands_alone
from service.query.positions import named_parts
from service.query.reference import GAP, Reference
from service.query.references import OF_TWO
from service.query.share_units import asks_gap
from service.query.units import sets_against_last

# What the forms of another name than their operation ask for.
OPERATION_OF = {
    "condition_zero": "condition", "condition_mean": "condition", "condition_other": "condition", "change_against": "change", "change_points": "change_rate",
    "difference_rate": "difference", "contrast": "define",
    "sum_all": "sum", "table_total": "lookup",
}
# Operations that say nothing of their own when only another unit, year or item is named (天门呢): the last one is kept.
PLAIN = frozenset({"lookup", "", "compare"})
# What a question that only changes a slot is asked to do, by the operation before it; anything else is a look-up.
CARRIED = {
    "rank_parts": "rank", "condition_parts": "condition", "rank": "rank", "share": "share", "sum": "sum",
    "average": "average", "change": "change", "change_rate": "change_rate", "breakdown": "breakdown", "reason": "reason",
    "compare": "compare", "difference": "difference", "multiple": "multiple", "condition": "condition",
    "per_person": "per_person", "purpose": "purpose", "check": "check",
}
# Of these, what goes on when a place in the last answer is pointed at (第二名呢).
OF_RATES = frozenset({"share", "change", "change_rate"})
CHANGES = frozenset({"change", "change_rate"})
# What is asked of each of the projects that were just listed.
OF_PROJECTS = CHANGES | {"rank"}
# What does not go on where the amount of another item is asked for.
TELLING = OF_RATES | {"check", "reason", "purpose", "per_person"}
# What is told in words, so that an amount in another unit of money (折合多少万元) is that of the figure.
OF_TEXTS = frozenset({"reason", "purpose"})
# What is done with these, not with the figures that they are of, where no figure is named.
RATED = frozenset({"rank", "difference"})
# What is asked of a share and that of the unit that it is set against.
SET_AGAINST = frozenset({"compare", "change_rate", "lookup"})


def choose_operation(form: str, draft: Draft, context: Context, reference: Reference) -> str:
    """The operation that was said; else the one before, where the question only changes a slot."""
    operation = OPERATION_OF.get(form, form)
    ways = (_of_one, _of_rates, _of_lists, _of_words, _of_two)
    said = (way(operation, draft, context, reference) for way in ways)
    return reference.operation or next(filter(None, said), "") or _carried(operation, draft, context, reference)


def _of_one(operation: str, draft: Draft, context: Context, reference: Reference) -> str:
    """第二名呢: a place in the last answer is looked up, or its share told where shares were."""
    if not reference.one or operation not in (*PLAIN, "rank"):
        return ""
    return context.operation if context.operation in OF_RATES and _only_slots(draft) and not _asks_amount(draft) else "lookup"


def _of_rates(operation: str, draft: Draft, context: Context, reference: Reference) -> str:
    """从高到低排, 差多少, 百分之几 after shares or changes are about these."""
    if asks_gap(draft) and operation in ("share", "change") and draft.analysis.has("change_rate"):
        return "change_rate"
    if named_parts(draft) or context.operation not in OF_RATES:
        return ""
    if operation == "share" and context.operation in CHANGES and not draft.analysis.has("part_of"):
        return "change_rate"
    if context.operation == "share" and operation in SET_AGAINST and sets_against_last(draft):
        return "share"
    return context.operation if operation in RATED else ""


def _of_lists(operation: str, draft: Draft, context: Context, reference: Reference) -> str:
    """What is asked of projects, of several units' parts, and of all units that were listed."""
    bare = not (draft.targets or draft.groups or draft.each)
    several = len(reference.units) > 1 or not draft.targets and (len(context.targets) > 1 or len(context.units) > 1 and not draft.groups)
    if operation == "breakdown" and several and draft.analysis.has("each_amount"):
        return "lookup"
    if operation in OF_PROJECTS and context.operation == "list_projects" and bare or operation == "rank" and draft.analysis.has("list_projects"):
        return "list_projects"
    of_all = (context.each or len(context.units) > 1) and not draft.groups and not draft.each and len(draft.targets) < 2
    return "sum" if operation in PLAIN and draft.analysis.has("sum") and (bare and context.each or of_all) else ""


def _of_words(operation: str, draft: Draft, context: Context, reference: Reference) -> str:
    """What other words of the question make of its form."""
    if operation == "condition" and draft.condition and draft.condition.unit == "%" and draft.analysis.has("share"):
        return "share"
    if operation in ("lookup", "compare") and draft.analysis.has("against"):
        return "change"
    if operation == "purpose" and not draft.targets and compiled(variant_words().of_office).search(draft.analysis.text):
        return "duties"
    return "sum" if operation == "lookup" and _names_a_total(draft) else ""


def _of_two(operation: str, draft: Draft, context: Context, reference: Reference) -> str:
    """After two figures that were set against each other: others are too, or one of them is looked up; one is added."""
    if operation == "compare" and context.operation in OF_TWO and not draft.targets:
        return context.operation
    if draft.analysis.has("plus") and len(draft.targets) == 1 and context.targets and operation in PLAIN:
        return "sum"
    if draft.analysis.has("plus") and draft.analysis.has("sum") and draft.groups and not draft.targets and context.units and operation in PLAIN:
        return "sum"
    return "lookup" if context.operation in OF_TWO and _asks_amount(draft) and operation in PLAIN else ""


def _carried(operation: str, draft: Draft, context: Context, reference: Reference) -> str:
    slots = (draft.groups, draft.periods, draft.targets, draft.each, draft.display, draft.variant, reference.units)
    said = any(slots) or bool(draft.analysis.of("scope"))
    if operation in PLAIN and context.operation in TELLING and draft.targets and compiled(variant_words().amount_only).search(draft.analysis.text):
        return "lookup"
    if operation in PLAIN and context.operation in OF_TEXTS and draft.display:
        return "lookup"
    if operation in PLAIN and context.operation in OF_RATES and _restated(draft, context):
        return context.operation
    if operation in PLAIN and context.operation in CHANGES and draft.periods and not draft.targets and _asks_amount(draft):
        return "lookup"
    if operation in PLAIN and context.operation and said and _only_slots(draft):
        return "lookup" if _part_of_listed(draft, context) else CARRIED.get(context.operation, "lookup")
    return operation or ("lookup" if said and context.operation else "")


def _restated(draft: Draft, context: Context) -> bool:
    """四川的公用经费呢, after a share of 公用经费: the same item of another unit, said in full."""
    said = {placed.target.id for placed in draft.targets}
    alike = said == {key.id for key in context.targets} and bool(draft.groups) and not draft.periods and not stands_alone(draft)
    return alike and not _asks_amount(draft) and not draft.analysis.of("operation")


def _part_of_listed(draft: Draft, context: Context) -> bool:
    """差旅费多少, after what 公用经费 is made of: one of the parts, or an amount, is looked up."""
    if context.operation != "breakdown" or not draft.targets:
        return False
    listed = {entry.item.id for each in context.listings for entry in each.entries}
    ids = {id_ for placed in draft.targets for id_ in placed.target.id.split("|")}
    return _asks_amount(draft) or bool(ids & listed)


def _asks_amount(draft: Draft) -> bool:
    return compiled(variant_words().how_many).search(draft.analysis.text) is not None


def _names_a_total(draft: Draft) -> bool:
    """武汉、天门本年收入合计: with several units the last word of a total's name asks for their sum."""
    several = sum(len(group.units) for group in draft.groups) > 1
    word = draft.analysis.text[draft.targets[-1].start : draft.targets[-1].stop] if draft.targets else ""
    return several and len(draft.targets) == 1 and word.endswith(variant_words().total_endings) and not draft.analysis.has("each_amount")


def _only_slots(draft: Draft) -> bool:
    plain = {"convert"} if draft.tables else {"convert", "show_table"}
    return not [m for m in draft.analysis.of("operation") if not set(m.ids) <= plain] and not (draft.targets and draft.groups)


def resolve_order(draft: Draft, context: Context, operation: str) -> str:
    """The order said; in an order from below the first few are those shown first."""
    said = _order(draft.analysis)
    if draft.analysis.has("reverse"):
        return "asc" if (context.order or "desc") == "desc" else "desc"
    by_place = draft.analysis.has("nth") and not draft.analysis.has("most", "least", "top", "bottom", "rank_desc", "rank_asc")
    if by_place and context.operation == operation == "rank" and not compiled(places().extreme).search(draft.analysis.text):
        return context.order or "desc"
    only_few = draft.analysis.has("top") and not draft.analysis.has("most", "rank_desc") and context.operation == operation == "rank"
    return (context.order if only_few else said) or (context.order or "desc" if operation == "rank" else "")


def year_against(draft: Draft, context: Context, operation: str) -> int | None:
    """The year that a change is counted from: the one said, or the one before where nothing else is named."""
    named = draft.periods or draft.analysis.has("against")
    return draft.against or (context.against if operation in ("change", "change_rate") and not named else None)


def resolve_limit(draft: Draft, context: Context, operation: str) -> int | None:
    """How many are wanted of an order: said now, or for the order before that goes on."""
    goes_on = operation == context.operation == "rank" and not _order(draft.analysis) and not draft.nth
    return draft.limit or (context.limit if goes_on else None)


def also_asked(reference: Reference, context: Context, operation: str, count: int) -> set[str]:
    """What is asked beside the words of a question, by what it points at and goes on from; `count`: how many figures."""
    joint = ("op:sum",) if _still_joint(reference.draft, context, operation) else ()
    pointed = ("pointed",) if reference.one or reference.pointed else ()
    return {*reference.also, *joint, *pointed, *_still_apart(reference.draft, context, operation, count)}


def _still_apart(draft: Draft, context: Context, operation: str, count: int) -> tuple[str, ...]:
    """差几个百分点, then 换成深圳和四川: two other shares, or rates, are set against each other as well."""
    return GAP if context.gap and operation == context.operation and count == 2 and _only_slots(draft) else ()


def _still_joint(draft: Draft, context: Context, operation: str) -> bool:
    """这三项合计, then 占工资福利支出多少: what was added up stays one figure."""
    return operation == "share" and context.joint and not (named_parts(draft) or draft.analysis.has("each_amount"))


def _order(analysis: Analysis) -> str:
    if analysis.has("rank_asc", "least", "bottom") or analysis.has("nth") and compiled(places().smallest).search(analysis.text):
        return "asc"
    return "desc" if analysis.has("rank_desc", "most", "top", "nth") else ""
