"""DRAFT + CONVERSATION → REFERENCE: the units, items and years that a question points at without naming them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from service.facts.catalog import Catalog
from service.language.scopes import scopes
from service.language.words import compiled, enumerate_words, places
from service.quantities import parse_numeral
from service.query.context import Context
from service.query.draft import Draft
from service.query.each_part import each_part
from service.query.logical import Clarify, Decline, Target
from service.query.leaning import added_up_first, winner
from service.query.positions import named_parts, placed_in_answer
from service.query.reference import CARRIES_ON, Reference, pointing_at, without_pointers
from service.query.year_references import before_year, between_years, than_year
from service.query.years import counted_years
from service.query.share_units import set_against
from service.query.taken_away import asks_rest, taken_away
from service.query.series import ITEMS, UNITS, YEARS, Series, all_of, last_series, listed, run, with_replaced, without_bases
from service.query.targets import contains
from service.query.unit_counts import other_count

# What is done with everything that a conversation has collected; of two things, not more, where they are set against each other.
OF_TWO = ("difference", "multiple")
TOGETHER = (
    "sum", "average", "compare", "rank_desc", "rank_asc", "most", "least", "top", "bottom", "each_amount", "both", *OF_TWO,
)
ORDERS = ("most", "least", "rank_desc", "rank_asc")
# So many units are offered where none was spoken of.
CHOICES = 5
# Totals are not added to their own parts.
TOTALS = frozenset({"income_total", "budget_total", "expenditure_total"})


def read_reference(draft: Draft, catalog: Catalog, context: Context) -> Reference:
    """The first of: units taken away, the other ones, places in an answer, a pronoun, all collected."""
    draft = _same_again(draft, context)
    for read in (_miscounted, _reversed, than_year, before_year, between_years, _without, _changed_set, _others, placed_in_answer, _pronoun, winner, each_part, _comes_to, _shared):
        reference = read(draft, catalog, context)
        if reference is not None:
            return _used_up(reference)
    return _used_up(Reference(draft))


def _miscounted(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """六家单位的三公经费 as a first question, where there are not so many."""
    count, kind = _count(draft)
    problem = other_count(draft, catalog, context, count or 0, without_words(draft)) if kind == UNITS else None
    return Reference(draft, problem=problem) if problem else None


def _used_up(reference: Reference) -> Reference:
    """A word that points at nothing is not passed over."""
    left = reference.draft.analysis.of("pointer")
    if not left or reference.problem:
        return reference
    return replace(reference, problem=Decline("nothing_pointed", (("word", left[0].text),)))


def _reversed(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """反过来呢, after 甲是乙的几倍: the two in the other order."""
    if not draft.analysis.has("reverse") or context.operation not in OF_TWO or draft.groups or draft.targets:
        return None
    series = last_series(context)
    if series is None or len(series.entries) != 2:
        return None
    return replace(pointing_at(draft, replace(series, entries=series.entries[::-1]), context), operation=context.operation)


def _without(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """去掉深圳, 武汉除外: what was asked, or all units, less those named."""
    words = [m for m in draft.analysis.of("operation") if "without" in m.ids]
    if not words:
        return None
    gone = taken_away(draft, words[0])
    if not gone:
        return Reference(draft, problem=Decline("not_understood", (("word", words[0].text),)))
    kept = tuple(group for group in draft.groups if group not in gone)
    base = tuple(unit for group in kept for unit in group.units)
    base = base or (collected_units(context) if not draft.targets and not draft.each else ()) or catalog.units
    removed = {unit for group in gone for unit in group.units}
    units = tuple(unit for unit in base if unit not in removed)
    if not removed & set(base) or not units:
        return Reference(draft, problem=Decline("not_among", (("word", enumerate_words(group.text for group in gone)),)))
    goes_on = not draft.targets and len(draft.analysis.of("operation")) == len(words)
    single = without_pointers(replace(draft, groups=(), each=False, all=False))
    operation = "sum" if asks_rest(draft) else CARRIES_ON.get(context.operation, "") if goes_on else ""
    return Reference(single, units, operation=operation, also=("trimmed",) if goes_on else ())


def collected_units(context: Context) -> tuple[str, ...]:
    """The units of the last question, if several; else those of the questions before it that differ in nothing else."""
    if len(context.units) > 1:
        return tuple(context.units)
    series = all_of(context, UNITS) if context.turns else None
    last = run(context) if context.turns else None
    chosen = last if last and last.axis == UNITS else series
    return tuple(dict.fromkeys(entry.unit for entry in chosen.entries)) if chosen else tuple(context.units)


def _same_again(draft: Draft, context: Context) -> Draft:
    """深圳的同口径占比: what was asked before is asked of another thing; a comparison on like terms is not."""
    kept = tuple(m for m in draft.analysis.mentions if not (m.type == "pointer" and compiled(places().same_figure).match(m.text)))
    named = draft.groups or draft.targets or draft.periods or draft.each
    if not context.operation or not named or draft.analysis.has("change", "change_rate", "against"):
        return draft
    return replace(draft, analysis=replace(draft.analysis, mentions=kept))


def _changed_set(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """剩下的合计, 调整后三家一共: what a set is after something was taken from it or added to it."""
    words = [m for m in draft.analysis.of("pointer") if compiled(places().changed_set).match(m.text)]
    series = last_series(context) if words and context.edited else None
    if series is None or draft.groups or named_parts(draft):
        return None
    count = _count(draft)[0]
    if count and count != len(series.entries):
        return Reference(draft, problem=ask_which(draft, context, series))
    return pointing_at(replace(draft, each=False, all=False), series, context)


def _others(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """其他几家呢: all units but those of the conversation; those that are left where some were just taken away."""
    found = compiled(places().others).search(draft.analysis.text)
    if not found or draft.groups:
        return None
    single = without_pointers(replace(draft, each=False, all=False))
    if context.trimmed:
        series = last_series(context)
        return pointing_at(single, series, context) if series else None
    known = collected_units(context)
    units = tuple(unit for unit in catalog.units if unit not in known)
    return Reference(single, units) if known and units else None


def _pronoun(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """它, 那家: the one unit of the conversation, or the first of a ranking; these: all that the last answer showed."""
    text = draft.analysis.text
    found = compiled(places().it).search(text)
    if set(draft.groups) - set(set_against(draft)) or not found or compiled(places().these).search(text):
        return None
    listing = next((listed(each) for each in reversed(context.listings) if each.axis == UNITS), None)
    last = {entry.unit for entry in context.turns[-1]} if context.turns else set(context.units)
    if len(last) == 2 and context.operation in ("compare", *OF_TWO):
        return Reference(replace(draft, each=False), tuple(context.units[:1]), one=True)
    if len(last) == 1 or len(context.units) == 1:
        return Reference(replace(draft, each=False), tuple(last if len(last) == 1 else context.units), one=True)
    if listing and (context.operation == "rank" or listing.ordered and len(context.units) > 1):
        return Reference(replace(draft, each=False), (listing.entries[0].unit,), one=True)
    if not context.units and draft.targets and draft.targets[0].start < found.start():
        return None
    possible = tuple(context.units) or catalog.units[:CHOICES]
    choices = tuple((unit, text[:found.start()] + unit + text[found.end():]) for unit in possible)
    return Reference(draft, problem=Clarify("which_unit", choices, (("word", found.group()),)))


def _comes_to(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """两项之和是否等于支出总计: whether everything collected comes to a figure that is named."""
    equals = [m.start for m in draft.analysis.of("operation") if "equals" in m.ids]
    if not equals or not draft.analysis.has("sum", "plus") or len(draft.targets) != 1 or draft.targets[0].start < equals[0]:
        return None
    reference = _together(replace(draft, targets=()), catalog, context)
    if reference is None or reference.problem or len(reference.targets) < 2:
        return reference
    return replace(reference, base=draft.targets[0].target, operation="sum")


def _shared(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """两项占人员经费多少: what is counted or pointed at is one part, unless each or the larger one is asked for."""
    reference = added_up_first(draft, context) or _together(draft, catalog, context)
    apart = draft.analysis.has("each_amount", "average", *OF_TWO, *ORDERS) or not draft.analysis.has("share")
    if reference is None or reference.operation or len(reference.targets) < 2 or apart:
        return reference
    return replace(reference, also=(*reference.also, "op:sum"))


def _together(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """加起来, 这几家谁最多, 三项合计: everything collected; a number that is said must fit it."""
    these = compiled(places().these).search(draft.analysis.text) is not None
    named_years = draft.periods and not _years_back(draft)
    changes = draft.analysis.has("against", "change", "change_rate") and not draft.analysis.has(*ORDERS)
    if changes or named_years and draft.analysis.has(*OF_TWO):
        return None
    counts = draft.analysis.has("share") and (_count(draft)[0] or 0) > 1
    together = these or counts or draft.analysis.has(*TOGETHER) or counted_years(draft)
    every = any(compiled(places().every).match(m.text) for m in draft.analysis.of("each", "all")) and not these
    if draft.groups or not together or draft.condition is not None or every:
        return None
    if _ranks_listing(draft, context):
        return _uncounted(draft, context, these)
    count, kind = _count(draft)
    if draft.analysis.has("share") and not these and not count and not draft.analysis.has("each_amount", *OF_TWO, *ORDERS, "both"):
        return None
    parts = named_parts(draft)
    if parts and not these and not draft.analysis.has("each_amount") and (count is None or kind == ITEMS):
        return _item_of_units(draft, context)
    if count is not None and count > 1:
        return _counted(draft, catalog, context, count, kind)
    return _uncounted(draft, context, these)


def _item_of_units(draft: Draft, context: Context) -> Reference | None:
    """武汉三公, 深圳呢, 公车运行费差多少: the item named now of the units before it; 会议费谁多, also of all units."""
    series = all_of(context, UNITS) if context.turns else None
    who = draft.analysis.has(*ORDERS) and not draft.each and compiled(places().who_word).search(draft.analysis.text)
    if len(named_parts(draft)) != 1 or not (who or draft.analysis.has(*OF_TWO)):
        return None
    if compiled(places().against).search(draft.analysis.text) or draft.analysis.has("against"):
        return None
    if series is None or draft.analysis.has(*OF_TWO) and len(series.entries) != 2:
        return Reference(replace(draft, each=True)) if who else None
    return Reference(replace(draft, each=False), tuple(entry.unit for entry in series.entries))


def _uncounted(draft: Draft, context: Context, these: bool) -> Reference | None:
    whole = context.pointed and any(compiled(places().whole).match(m.text) for m in draft.analysis.of("all", "filler"))
    series = listed(context.listings[-1]) if _ranks_listing(draft, context) else run(context, context.pointed) if whole else last_series(context)
    pair_found = series is not None and len(series.entries) == 2 and draft.analysis.has(*OF_TWO)
    if context.each and not these and not pair_found or series is None:
        return None
    single = replace(draft, each=False)
    if len(series.entries) < 2:
        return _units_so_far(draft, context) if these else _jumped(draft, context)
    if series.axis == ITEMS and _parts_of_other(draft, series, context):
        return None
    series = _told_apart(_last_two(context) or series) if draft.analysis.has(*OF_TWO) else series
    if draft.analysis.has(*OF_TWO) and len(series.entries) > 2 and not draft.analysis.has("most"):
        return Reference(draft, problem=ask_which(draft, context, series))
    if series.axis == ITEMS and draft.analysis.has("sum") and any(entry.item.id in TOTALS for entry in series.entries):
        return None
    return pointing_at(single, series, context)


def _last_two(context: Context) -> Series | None:
    """各家总预算, 天门呢, 深圳呢, 相差多少: the two that were asked for one by one after a list of all."""
    if len(context.turns) < 3 or [len(turn) > 1 for turn in context.turns[-3:]] != [True, False, False]:
        return None
    before, now = context.turns[-2][-1], context.turns[-1][-1]
    return Series(UNITS, (before, now)) if before.unit != now.unit and before.item == now.item else None


def _told_apart(series: Series) -> Series:
    """信息化建设, 全口径的, 一般公共预算的: one amount that was asked for twice, with its basis and without, is one figure."""
    latest = {(e.unit, e.item.id, e.item.aspect, e.year, e.size or e.item.scope): e for e in series.entries}
    return replace(series, entries=tuple(latest.values()))


def _units_so_far(draft: Draft, context: Context) -> Reference | None:
    """几家加一起, where no two were asked for the same item: whether all that were named are meant is asked back."""
    units = tuple(dict.fromkeys(entry.unit for turn in context.turns for entry in turn))
    if len(units) < 2 or draft.targets:
        return None
    names = enumerate_words(units)
    text = f"{names}{enumerate_words(key.target().name for key in context.targets)}{without_words(draft)}"
    return Reference(draft, problem=Clarify("which_together", ((names, text),)))


def _ranks_listing(draft: Draft, context: Context) -> bool:
    """最小的呢, after 第二大的呢: it is looked for in all that was listed."""
    return bool(context.pointed and context.listings) and draft.analysis.has(*ORDERS)


def _parts_of_other(draft: Draft, series: Series, context: Context) -> bool:
    """Whether items asked one by one are not meant: another one is named, or each amount of the last one is asked for."""
    return bool(named_parts(draft)) or draft.analysis.has("each_amount") and len(context.targets) < 2


def _jumped(draft: Draft, context: Context) -> Reference | None:
    """Unit and item changed at once: which two are meant is asked back."""
    if len(context.turns) < 2 or draft.targets or not draft.analysis.has("sum", *OF_TWO):
        return None
    before, now = context.turns[-2][-1], context.turns[-1][-1]
    if before.unit == now.unit or before.item == now.item or before.base or now.base:
        return None
    return Reference(draft, problem=ask_which(draft, context, Series(UNITS, (before, now))))


def _counted(draft: Draft, catalog: Catalog, context: Context, count: int, kind: str) -> Reference | None:
    """Exactly so many units, items or years as were said; a question back where there are not."""
    single = replace(draft, each=False, all=False)
    for series in _candidates(context):
        if len(series.entries) == count and kind in ("", series.axis) and not (series.axis == ITEMS and named_parts(draft)):
            return pointing_at(single, series, context)
    parts = _without_wholes(run(context), draft) if context.turns else None
    if parts and len(parts.entries) == count and kind in ("", ITEMS) and not named_parts(draft):
        return pointing_at(single, parts, context)
    if kind in ("", UNITS) and len(catalog.units) == count:
        return Reference(single, tuple(catalog.units))
    if kind == YEARS and context.units:
        return Reference(single, years=tuple(-n for n in reversed(range(count))))
    if kind == ITEMS and not context.targets:
        return None
    series = next((s for s in _candidates(context) if kind in ("", s.axis)), None)
    return Reference(draft, problem=ask_which(draft, context, series, count))


def _without_wholes(series: Series, draft: Draft) -> Series | None:
    """三公经费, 接待费, 公车: the items that are not the whole of others of them, nor the one that is named as the whole."""
    items = [entry.item.target() for entry in series.entries]
    named = {placed.target.id for placed in draft.targets}
    kept = tuple(
        e for e, item in zip(series.entries, items)
        if item.id not in named and not any(_holds(item, other) for other in items if other is not item)
    )
    return Series(series.axis, kept) if series.axis == ITEMS else None


def _holds(whole: Target, part: Target) -> bool:
    """Whether an item is the whole of another: by what it is, or by its code (302 of 30227)."""
    deeper = (own != of and own.startswith(of) for of in whole.id.split("|") for own in part.id.split("|") if of.split(".")[0] in ("function", "economic"))
    return contains(whole, part) or any(deeper)


def _candidates(context: Context) -> list[Series]:
    """What a number may count, the nearest first."""
    if not context.turns:
        return []
    ways = (last_series(context), run(context), *(listed(each) for each in reversed(context.listings)),
            *(all_of(context, axis) for axis in (UNITS, ITEMS, YEARS)), run(with_replaced(context)), run(without_bases(context)))
    return [series for series in ways if series and len(series.entries) > 1]


def _years_back(draft: Draft) -> int:
    """这两年, 那三年: how many years that were spoken of are meant, 0 where none are."""
    back = [m for m in draft.analysis.of("period") if m.period.kind == "last" and compiled(places().back).match(m.text)]
    return back[0].period.count if back else 0


def _count(draft: Draft) -> tuple[int | None, str]:
    """How many things are said to be meant (三家, 这两项, 两年), and of which kind, "" for any."""
    years = _years_back(draft) or counted_years(draft)
    if years:
        return years, YEARS
    kinds = ((YEARS, places().of_years), (ITEMS, places().of_items), (UNITS, places().of_units))
    shares = [m.start for m in draft.analysis.of("operation") if "part_of" in m.ids]
    for mention in draft.analysis.of("count", "all", "operation"):
        if shares and mention.start > shares[0]:
            continue
        found = compiled(places().number).search(mention.text)
        if not found or mention.type == "operation" and "both" not in mention.ids:
            continue
        if compiled(places().not_counted).search(draft.analysis.text[: mention.start]):
            continue
        value = parse_numeral(places().pairs.get(found.group(), found.group()))
        return int(value) if value is not None else None, next((k for k, p in kinds if compiled(p).search(mention.text)), "")
    return None, ""


def counted(draft: Draft) -> int:
    """How many units, or things of any kind, a question says that it means (三家合计), 0 where it counts none."""
    count, kind = _count(draft)
    return count if count and count > 1 and kind in ("", UNITS) else 0


def counted_items(draft: Draft) -> int:
    """How many items a question says that it means (三项合计), 0 where it counts none."""
    count, kind = _count(draft)
    return count if count and kind == ITEMS else 0


def ask_which(draft: Draft, context: Context, series: Series | None, count: int = 0) -> Clarify:
    """Which ones are meant: complete questions about all of a series, or about so many of it each."""
    if series is None:
        return Clarify("which_together", ())
    text = without_words(draft)
    if series.axis not in (UNITS, ITEMS, YEARS):
        who, items = enumerate_words(dict.fromkeys(e.unit for e in series.entries)), dict.fromkeys(e.item for e in series.entries)
        return Clarify("which_together", tuple((item.target().name, f"{who}{item.target().name}{text}") for item in items))
    things = tuple(dict.fromkeys(_name_of(entry, series.axis) for entry in series.entries))
    wanted = 2 if draft.analysis.has(*OF_TWO) else count if 1 < count < len(things) else len(things)
    sets = list(combinations(things, wanted))[::-1] if wanted == count else list(combinations(things, wanted))
    choices = tuple((enumerate_words(chosen), _whole(draft, context, series, chosen, text)) for chosen in sets if len(chosen) > 1)
    return Clarify("which_together", choices[:6])


def without_words(draft: Draft) -> str:
    """The question without the words that count and point."""
    text = draft.analysis.text
    for mention in reversed(draft.analysis.of("count", "all", "pointer")):
        text = text[: mention.start] + text[mention.stop:]
    return compiled(places().these).sub("", text)


def _name_of(entry: object, axis: str) -> str:
    scope = scopes()[entry.item.scope].name if entry.item.scope in scopes() else ""
    return {UNITS: entry.unit, YEARS: str(entry.year)}.get(axis) or f"{scope}{entry.item.target().name}"


def _whole(draft: Draft, context: Context, series: Series, chosen: tuple[str, ...], text: str) -> str:
    """The complete question about some things of a series."""
    names = enumerate_words(chosen)
    items = "" if draft.targets else enumerate_words(key.target().name for key in context.targets)
    if series.axis == UNITS:
        return f"{names}{items}{text}"
    return f"{enumerate_words(context.units)}{names}{text}"
