"""DRAFT + CONVERSATION → QUERY: every slot filled, by what was said, what is carried over, or a stated default."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.measures import measures
from service.language.scopes import scopes
from service.language.words import compiled, enumerate_words, places, variant_words
from service.query.context import Context, TargetKey, key_of, talked_of
from service.query.draft import Draft, asking, stands_alone
from service.query.implied import bare_changes, bare_people, bare_spending, bounded_items, bounded_projects, implied, table_kind
from service.query.logical import Clarify, Condition, Decline, Outcome, Query, Slot, Target
from service.query.narrowing import narrowed
from service.query.operation import also_asked, choose_operation, resolve_limit, resolve_order, year_against
from service.query.patterns import Features, choose_form
from service.query.reference import Reference
from service.query.remainders import is_apart
from service.query.share_sides import is_whole_of_next, split_share
from service.query.share_units import units_of_whole
from service.query.targets import FUNDED, Placed, amount_of, contains, is_count, make_target, target_name
from service.query.units import Units, resolve_units
from service.query.years import count_years, resolve_years

# The two classifications, and the amounts of spending that either one is divided into.
ACCOUNTS = frozenset({"function", "economic"})
AMOUNTS = frozenset({"basic", "project", "personnel", "public"})
# What can't be done with amounts for each person.
OF_SEVERAL = frozenset({"difference", "multiple", "sum", "average", "share"})
# Numbers of all people: for each of them all that is spent.
WHOLE_STAFF = ("staff_actual", "staff_total")
# Operations whose answer is about units, not figures, or about words.
WITHOUT_FIGURE = frozenset({
    "help", "origin", "list_units", "list_years", "list_tables", "list_documents", "define", "code_of", "show_table", "duties",
    "list_projects", "check",
})


def resolve(draft: Draft, reference: Reference, catalog: Catalog, context: Context) -> Outcome:
    """The query that a question means, a question back, or a refusal. Order: refusals, form, units, items, years."""
    refused = _refusal(draft)
    if refused:
        return refused
    if not reference.units and (_says_nothing(draft) or _only_remarks(draft)):
        return Decline("no_question")
    if reference.problem:
        return reference.problem
    unread = next((m.text for m in draft.analysis.of("operation") if "against" in m.ids and variant_words().before_last in m.text), "")
    if unread:
        return Decline("not_understood", (("word", unread),))
    draft = reference.draft
    form = choose_form(draft.analysis, features_of(draft, context, reference))
    operation = choose_operation(form, draft, context, reference)
    targets, targets_carried = _targets(draft, context, operation, reference)
    if targets_carried and _asks_for_indicators(draft) and not any(target.id.startswith(FUNDED) for target in targets):
        targets, targets_carried = (), False
    units = resolve_units(draft, catalog, context, operation, reference)
    if isinstance(units, (Clarify, Decline)):
        return units
    found = draft.indicators or draft.sections
    if not targets and _asks_for_indicators(draft) and len(units.units) == 1:
        operation = "indicator"
    elif (
        not targets
        and not found
        and operation not in WITHOUT_FIGURE
        and not (operation == "reason" and units.origin != "default")
    ):
        return _no_item(draft, units.units)
    if context.operation == "per_person" and not draft.targets and operation in OF_SEVERAL:
        return Decline("not_understood", (("word", draft.analysis.text),))
    query = _assemble(reference, context, operation, targets, units, targets_carried)
    if query.operation == "share" and query.base is None and _whole_open(draft, context):
        return Decline("whole_open")
    return _with_slots(query, targets_carried, units.origin)


def _whole_open(draft: Draft, context: Context) -> bool:
    """占总数多少, where more was spoken of than one figure of one unit."""
    vague = not draft.targets and compiled(variant_words().vague_whole).search(draft.analysis.text) is not None
    return vague and (len(context.units) != 1 or len(context.targets) != 1 or any(len(turn) > 1 for turn in context.turns))


def _asks_for_indicators(draft: Draft) -> bool:
    """天门绩效目标: all indicators of a unit; not how many there are."""
    asked = draft.analysis.has("list_indicators", "indicator_weight", "indicator_basis")
    return asked and not compiled(variant_words().counts).search(draft.analysis.text)


def _only_remarks(draft: Draft) -> bool:
    """深圳的太夸张了吧: a remark about a unit that asks nothing."""
    asks = draft.targets or draft.periods or draft.analysis.of("operation") or draft.display or draft.indicators
    return not asks and compiled(variant_words().remark).search(draft.analysis.text) is not None


def _counts_units(draft: Draft) -> bool:
    """这五家里有几家…: units are counted of those that are named."""
    return compiled(variant_words().how_many_units).search(draft.analysis.text) is not None


def _says_nothing(draft: Draft) -> bool:
    """谢谢, 好的, ？？？: politeness and marks only."""
    if compiled(variant_words().asks).search(draft.analysis.text):
        return False
    return not draft.analysis.left and not draft.indicators and not draft.sections and all(
        mention.type == "filler" for mention in draft.analysis.mentions
    )


def _refusal(draft: Draft) -> Decline | None:
    for code in draft.analysis.refused:
        return Decline(code)
    return None


def features_of(draft: Draft, context: Context, reference: Reference) -> Features:
    """What a question names beside its operations, the conversation's figures and units counted in."""
    of_listed = context.operation == "list_projects" and draft.analysis.has("change", "change_rate", "changed")
    carried = 1 if (context.targets or of_listed) and not draft.targets and not _only_help(draft) else 0
    units = sum(len(group.units) for group in draft.groups)
    pointed = max(len(reference.units), len(reference.targets))
    return Features(
        targets=len(draft.targets) or len(reference.targets) or carried
        or (1 if draft.analysis.of("scope") or bounded_projects(draft) or bounded_items(draft)
              or bare_changes(draft) or bare_people(draft) or bare_spending(draft) else 0),
        units=max(units, pointed), years=max(count_years(draft), len(reference.years)), each=draft.each or _counts_units(draft), all=draft.all,
        quantity=draft.condition is not None,
        table=bool(draft.tables), term=bool(draft.terms or draft.analysis.of("scope")),
    )


def _only_help(draft: Draft) -> bool:
    """你是谁: nothing is named that could go on from the figures before."""
    said = draft.groups or draft.periods or draft.each or draft.analysis.of("scope", "pointer")
    return not said and [m.ids for m in draft.analysis.of("operation")] == [("help",)]


def _targets(
    draft: Draft, context: Context, operation: str, reference: Reference
) -> tuple[tuple[Target, ...], bool]:
    """The figures asked for and whether they are carried over."""
    if reference.targets:
        return reference.targets, True
    said = tuple(dict.fromkeys(placed.target for placed in _without_containers(draft, operation)))
    said = () if context.targets and _asks_stage(draft, context) else tuple(_on_same_basis(target, draft, context) for target in said)
    carried = tuple(key.target() for key in talked_of(context, operation if not draft.groups else ""))
    if len(said) == 1 and _container(draft, context):
        return (amount_of(carried[0], said[0]) or said[0],), False
    other_units = draft.groups or draft.each or list(reference.units) not in ([], context.units)
    compared = operation in ("compare", "rank") and bool(draft.targets) and _against_it(draft)
    alone = len(said) == len(carried) == len(context.units) == 1 and said != carried and not other_units
    if alone and (compared or operation in ("difference", "multiple")) and draft.against is None and not draft.periods:
        return carried + said, False
    if carried and not said and draft.narrowed:
        return tuple(narrowed(target, draft.narrowed) for target in carried), True
    if carried and not said and _only_basis(draft, carried):
        scope = draft.analysis.of("scope")[0].ids[0]
        return tuple(_on_basis(key_of(target), scope) for target in carried), True
    if carried and len(said) == 1 and operation == "sum" and draft.analysis.has("plus"):
        return carried + said, False
    of_table = draft.tables and compiled(variant_words().basis_only).search(draft.analysis.text)
    bare = carried and (draft.stage or operation == "per_person" or of_table or bare_spending(draft))
    said = said or (() if bare else implied(draft, operation))
    if said or operation in (
        "help", "origin", "list_units", "list_years", "list_documents", "duties", "list_tables", "list_projects", "show_table", "check",
    ):
        return said, False
    return tuple(_as_asked(target, draft, operation) for target in carried), True


def _against_it(draft: Draft) -> bool:
    """和绩效工资比哪个多: the one item named is set against the one before."""
    before = draft.analysis.text[: draft.targets[0].start]
    return draft.analysis.has("compare") and compiled(places().against_last).search(before) is not None


def _as_asked(target: Target, draft: Draft, operation: str) -> Target:
    """花了多少钱 after a number of people: the money for them; for each of them all that is spent."""
    record = measures().get(target.id)
    if record is None or not record.money:
        return target
    if operation == "per_person":
        return make_target("expenditure_total" if target.id in WHOLE_STAFF else record.money)
    text, words = draft.analysis.text, variant_words()
    if target.id in WHOLE_STAFF and compiled(words.spends).search(text) and compiled(words.whole_year).search(text):
        return make_target("expenditure_total")
    paid = compiled(words.of_money).search(text) and not compiled(words.of_count).search(text)
    return make_target(record.money) if paid else target


def _on_same_basis(target: Target, draft: Draft, context: Context) -> Target:
    """提租补贴呢, after an item on a basis: another item of its kind is meant on the same one."""
    scopes_before = {key.scope for key in context.targets}
    alike = _kinds(target) & {kind for key in context.targets for kind in _kinds(key.target())}
    said = draft.groups or draft.analysis.of("scope", "table") or target.scope or target.inside
    if said or scopes_before == {""} or len(scopes_before) != 1 or not alike:
        return target
    return make_target(target.id, target.aspect, *scopes_before)


def _kinds(target: Target) -> set[str]:
    """The classifications of an account; that of every account for the amounts that all of them have (基本支出); none for anything else."""
    own = {each.split(".")[0] for each in target.id.split("|")} & ACCOUNTS
    return own or (set(ACCOUNTS) if target.id in AMOUNTS else set())


def _on_basis(key: TargetKey, scope: str) -> Target:
    """An item on another basis; the total of a basis (一般公共预算支出) becomes that of the other one."""
    totals = {entry.measure for entry in scopes().values()}
    return make_target(scopes()[scope].measure) if key.id in totals else make_target(key.id, key.aspect, scope)


def _asks_stage(draft: Draft, context: Context) -> bool:
    """23年预算数呢, after 2022年执行数: the budget of the same item, not the total budget."""
    weak = draft.analysis.of("weak")
    of_project = bool(context.targets) and context.targets[0].id.startswith("project:")
    if of_project and len(weak) == len(draft.targets) == 1 and compiled(variant_words().its_budget).search(draft.analysis.text):
        return True
    if len(draft.targets) != 1 or len(weak) != 1 or weak[0].start != draft.targets[0].start:
        return False
    if _counted_projects(context) and not (draft.groups or draft.each):
        return True
    if context.against and any(context.against in period.years and period.end == weak[0].start for period in draft.periods):
        return True
    return bool(context.stage) or compiled(variant_words().same_item).fullmatch(weak[0].text) is not None


def _counted_projects(context: Context) -> bool:
    """项目有几个, then 预算多少: after a number of projects the budget of these projects is meant."""
    return len(context.targets) == 1 and is_count(context.targets[0].target())


def _container(draft: Draft, context: Context, narrowed: bool = False) -> Target | None:
    """其中基本支出多少: the figure asked before, which the one named now is inside of; `narrowed`: now asked on one basis."""
    words = [m for m in draft.analysis.of("operation") if "inside" in m.ids]
    inside = words and draft.targets and words[0].start < draft.targets[0].start
    on_basis = narrowed and draft.analysis.of("scope")
    if not (inside or on_basis) or len(context.targets) != 1 or draft.groups:
        return None
    last, whole = context.targets[0].target(), context.base.target() if context.base else None
    beside = inside and whole is not None and not on_basis and is_apart(last, draft.targets[0].target)
    return whole if beside else last


def _only_basis(draft: Draft, carried: tuple[Target, ...]) -> bool:
    """一般公共预算里的呢: a basis by itself that narrows what was asked before; beside a project always."""
    scope = draft.analysis.of("scope")
    if not scope or draft.groups or draft.tables:
        return False
    before, after = draft.analysis.text[: scope[0].stop], draft.analysis.text[scope[0].stop:]
    weakly = compiled(variant_words().basis_inside).search(after) and not compiled(variant_words().own_basis).match(after)
    narrows = compiled(variant_words().basis_only).search(before + after) or weakly
    return bool(narrows) or draft.analysis.has("inside") or all(target.id.startswith(FUNDED) for target in carried)


def _without_containers(draft: Draft, operation: str) -> tuple[Placed, ...]:
    """政府采购里服务类: the first figure only says where the second belongs, unless parts and wholes are compared."""
    of_projects = any(placed.target.id == "project" for placed in draft.targets[:1])
    first, *others = draft.targets or (None,)
    two_parts = operation in ("difference", "multiple") and len(others) == 2 and is_whole_of_next(draft, first)
    if two_parts and all(contains(first.target, other.target) for other in others):
        return tuple(others)
    if operation in ("share", "difference", "multiple") or operation == "sum" and of_projects:
        return draft.targets
    return tuple(p for p in draft.targets if p is draft.targets[-1] or not is_whole_of_next(draft, p))


def _no_item(draft: Draft, units: tuple[str, ...]) -> Outcome:
    left = draft.analysis.left_text()
    if left:
        return Decline("not_understood", (("word", left),))
    if units or draft.analysis.of("operation"):
        unit = units[0] if len(units) == 1 else ""
        return Clarify("which_item", tuple((name, f"{unit}{name}") for name in example_items()))
    return Decline("no_question")


def example_items() -> tuple[str, ...]:
    """Items that every document discloses, offered where none was named."""
    return tuple(target_name(id_) for id_ in example_ids())


def example_ids() -> tuple[str, ...]:
    """The ids of those items."""
    return "budget_total", "three_public", "basic", "project"


def _assemble(
    reference: Reference, context: Context, operation: str, targets: tuple[Target, ...], units: Units, targets_carried: bool
) -> Query:
    draft, analysis = reference.draft, reference.draft.analysis
    years, years_said = (reference.years, True) if reference.years else resolve_years(draft, context)
    numerators, base = split_share(reference, targets, operation, context)
    also = also_asked(reference, context, operation, len(units.units) * len(targets))
    base = base or (draft.holder or _container(draft, context, targets_carried) if operation in ("lookup", "sum") else None)
    base = base or reference.base or (draft.holder if operation == "share" else None)
    of_whole = reference.base_units or units_of_whole(draft, operation) or _whole_before(reference, context, operation, base)
    return Query(
        operation=operation or "lookup",
        base_units=() if base and of_whole == units.units else of_whole,
        units=units.units,
        each=units.each,
        years=years,
        stage=draft.stage or (context.stage if not draft.targets and not years_said and not reference.years else ""),
        targets=tuple(dict.fromkeys(numerators)),
        base=base,
        condition=_other_condition(draft, operation, targets),
        order=resolve_order(draft, context, operation),
        limit=resolve_limit(draft, context, operation),
        nth=draft.nth,
        display=draft.display or ("" if stands_alone(draft) else context.display),
        variant=draft.variant or (context.variant if targets_carried and not compiled(variant_words().no_variant).search(analysis.text) else ""), against=year_against(draft, context, operation), text=asking(draft), kind=table_kind(draft),
        title=draft.tables[0] if draft.tables else "",
        less=draft.less, terms=tuple(m.text for m in analysis.of("definition", "scope")), explicit=frozenset({*_explicit(draft), *also}),
    )


def _whole_before(reference: Reference, context: Context, operation: str, base: Target | None) -> tuple[str, ...]:
    """占五家总和多少, then 第一家占多少: the units that the share before was of; 四川占几成, after a sum over units: these units."""
    draft = reference.draft
    if operation != "share" or base is not None or draft.targets:
        return ()
    said = {unit for group in draft.groups for unit in group.units} or set(reference.units)
    if context.operation == "sum" and len(context.units) > 1 and said and said < set(context.units):
        return tuple(context.units)
    return tuple(context.base_units) if context.operation == "share" and said != set(context.base_units) else ()


def _explicit(draft: Draft) -> list[str]:
    said = {"units": draft.groups, "each": draft.each, "years": draft.periods, "targets": draft.targets, "stage": draft.stage,
            "display": draft.display, "variant": draft.variant, "changes": draft.analysis.has("changed", "change", "change_rate")}
    return [name for name, value in said.items() if value] + [f"op:{i}" for m in draft.analysis.of("operation") for i in m.ids]


def _other_condition(draft: Draft, operation: str, targets: tuple[Target, ...]):
    if operation != "condition":
        return draft.condition
    if draft.condition is None and len(targets) > 1:
        below = draft.analysis.has("less_than", "least") and not draft.analysis.has("more_than", "most")
        return Condition("<" if below else ">", other=targets[1])
    if draft.condition is None:
        return Condition(">", low=None)
    return draft.condition


def _with_slots(query: Query, targets_carried: bool, unit_origin: str) -> Query:
    slots = [Slot("units", enumerate_words(query.units), unit_origin)] if query.units else []
    if query.targets:
        names = enumerate_words(target.name for target in query.targets)
        slots.append(Slot("targets", names, "carried" if targets_carried else "said"))
    years = enumerate_words(str(year) for year in query.years if year > 0)
    slots.append(Slot("years", years, "said" if "years" in query.explicit else "carried" if years else "default"))
    return replace(query, slots=tuple(slots))
