"""DRAFT + CONVERSATION → REFERENCE: the units, items and years that a question points at without naming them."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.exclusion_words import exclusion_words
from service.language.mentions import Mention
from service.language.units import UnitGroup
from service.language.words import compiled, enumerate_words, places
from service.quantities import parse_numeral
from service.query.context import Context
from service.query.draft import Draft
from service.query.logical import Clarify, Decline
from service.query.positions import named_parts, placed_in_answer
from service.query.reference import CARRIES_ON, Reference, pointing_at, without_pointers
from service.query.years import counted_years
from service.query.series import ITEMS, UNITS, YEARS, Series, all_of, last_series, listed, run

# What is done with everything that a conversation has collected; of two things, not more, where they are set against each other.
OF_TWO = ("difference", "multiple")
TOGETHER = (
    "sum", "average", "compare", "rank_desc", "rank_asc", "most", "least", "top", "bottom", "each_amount", "both", *OF_TWO,
)
# Totals are not added to their own parts.
TOTALS = frozenset({"income_total", "budget_total", "expenditure_total"})


def read_reference(draft: Draft, catalog: Catalog, context: Context) -> Reference:
    """The first of: units taken away, the other ones, places in an answer, a pronoun, all collected."""
    for read in (_without, _others, placed_in_answer, _pronoun, _together):
        reference = read(draft, catalog, context)
        if reference is not None:
            return _used_up(reference)
    return _used_up(Reference(draft))


def _used_up(reference: Reference) -> Reference:
    """A word that points at nothing is not passed over."""
    left = reference.draft.analysis.of("pointer")
    if not left or reference.problem:
        return reference
    return replace(reference, problem=Decline("nothing_pointed", (("word", left[0].text),)))


def _without(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """去掉深圳, 武汉除外: what was asked, or all units, less those named."""
    words = [m for m in draft.analysis.of("operation") if "without" in m.ids]
    if not words:
        return None
    gone = _taken_away(draft, words[0])
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
    return Reference(single, units, operation=CARRIES_ON.get(context.operation, "") if goes_on else "")


def _taken_away(draft: Draft, word: Mention) -> tuple[UnitGroup, ...]:
    """The units after the word up to its end (外) or the next comma; those right before it where none follows."""
    text = draft.analysis.text
    end = compiled(places().without_end).search(text, word.stop)
    stop = end.start() if end else len(text)
    after = tuple(group for group in draft.groups if word.stop <= group.start < stop)
    return after or tuple(g for g in draft.groups if g.stop <= word.start and compiled(exclusion_words().alone).match(text[g.stop : word.start]))[-1:]


def collected_units(context: Context) -> tuple[str, ...]:
    """The units of the last question, if several; else those of the questions before it that differ in nothing else."""
    if len(context.units) > 1:
        return tuple(context.units)
    series = all_of(context, UNITS) if context.turns else None
    last = run(context) if context.turns else None
    chosen = last if last and last.axis == UNITS else series
    return tuple(dict.fromkeys(entry.unit for entry in chosen.entries)) if chosen else tuple(context.units)


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
    if draft.groups or not found or compiled(places().these).search(text):
        return None
    listing = next((listed(each) for each in reversed(context.listings) if each.axis == UNITS), None)
    last = {entry.unit for entry in context.turns[-1]} if context.turns else set(context.units)
    if len(last) == 1 or len(context.units) == 1:
        return Reference(replace(draft, each=False), tuple(last if len(last) == 1 else context.units), one=True)
    if listing and (context.operation == "rank" or listing.ordered and len(context.units) > 1):
        return Reference(replace(draft, each=False), (listing.entries[0].unit,), one=True)
    choices = tuple((unit, text[:found.start()] + unit + text[found.end():]) for unit in context.units)
    return Reference(draft, problem=Clarify("which_unit", choices, (("word", found.group()),))) if choices else None


def _together(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """加起来, 这几家谁最多, 三项合计: everything collected; a number that is said must fit it."""
    these = compiled(places().these).search(draft.analysis.text) is not None
    named_years = draft.periods and not _years_back(draft)
    if draft.analysis.has("against", "change", "change_rate") or named_years and draft.analysis.has(*OF_TWO):
        return None
    together = these or draft.analysis.has(*TOGETHER) or counted_years(draft)
    if draft.groups or not together or draft.condition is not None:
        return None
    if draft.analysis.has("share") and not these and not draft.analysis.has("each_amount", *OF_TWO, "both"):
        return None
    count, kind = _count(draft)
    parts = named_parts(draft)
    if parts and not these and not draft.analysis.has("each_amount") and (count is None or kind == ITEMS):
        return _items_of_pair(draft, context)
    if count is not None and count > 1:
        return _counted(draft, catalog, context, count, kind)
    return _uncounted(draft, context, these)


def _items_of_pair(draft: Draft, context: Context) -> Reference | None:
    """武汉三公, 深圳呢, 公车运行费差多少: the item named now of the two units before it."""
    series = last_series(context)
    if len(named_parts(draft)) != 1 or not draft.analysis.has(*OF_TWO) or not series or series.axis != UNITS:
        return None
    if len(series.entries) != 2 or compiled(places().against).search(draft.analysis.text) or draft.analysis.has("against"):
        return None
    return Reference(replace(draft, each=False), tuple(entry.unit for entry in series.entries))


def _uncounted(draft: Draft, context: Context, these: bool) -> Reference | None:
    ranks = draft.analysis.has("most", "least", "rank_desc", "rank_asc") and context.pointed and context.listings
    series = listed(context.listings[-1]) if ranks else last_series(context)
    if context.each and not these or series is None:
        return None
    single = replace(draft, each=False)
    if len(series.entries) < 2:
        return _jumped(draft, context)
    if series.axis == ITEMS and _parts_of_other(draft, series, context):
        return None
    if draft.analysis.has(*OF_TWO) and len(series.entries) > 2 and not draft.analysis.has("most"):
        return Reference(draft, problem=ask_which(draft, context, series))
    if series.axis == ITEMS and draft.analysis.has("sum") and any(entry.item.id in TOTALS for entry in series.entries):
        return None
    return pointing_at(single, series, context)


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
    if kind in ("", UNITS) and len(catalog.units) == count:
        return Reference(single, tuple(catalog.units))
    if kind == YEARS and context.units:
        return Reference(single, years=tuple(-n for n in reversed(range(count))))
    if kind == ITEMS and not context.targets:
        return None
    series = next((s for s in _candidates(context) if kind in ("", s.axis)), None)
    return Reference(draft, problem=ask_which(draft, context, series))


def _candidates(context: Context) -> list[Series]:
    """What a number may count, the nearest first."""
    if not context.turns:
        return []
    ways = (last_series(context), run(context), *(listed(each) for each in reversed(context.listings)),
            *(all_of(context, axis) for axis in (UNITS, ITEMS, YEARS)))
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
    for mention in draft.analysis.of("count", "all", "operation"):
        found = compiled(places().number).search(mention.text)
        if not found or mention.type == "operation" and "both" not in mention.ids:
            continue
        if compiled(places().not_counted).search(draft.analysis.text[: mention.start]):
            continue
        value = parse_numeral(places().pairs.get(found.group(), found.group()))
        return int(value) if value is not None else None, next((k for k, p in kinds if compiled(p).search(mention.text)), "")
    return None, ""


def counted_items(draft: Draft) -> int:
    """How many items a question says that it means (三项合计), 0 where it counts none."""
    count, kind = _count(draft)
    return count if count and kind == ITEMS else 0


def ask_which(draft: Draft, context: Context, series: Series | None) -> Clarify:
    """Which ones are meant: complete questions about all of a series, or about two of it each."""
    if series is None:
        return Clarify("which_together", ())
    text = without_words(draft)
    things = tuple(dict.fromkeys(_name_of(entry, series.axis) for entry in series.entries))
    sets = [things] if not draft.analysis.has(*OF_TWO) else [(things[i], other) for i in range(len(things)) for other in things[i + 1:]]
    choices = tuple((enumerate_words(chosen), _whole(draft, context, series, chosen, text)) for chosen in sets if len(chosen) > 1)
    return Clarify("which_together", choices[:6])


def without_words(draft: Draft) -> str:
    """The question without the words that count and point."""
    text = draft.analysis.text
    for mention in reversed(draft.analysis.of("count", "all", "pointer")):
        text = text[: mention.start] + text[mention.stop:]
    return compiled(places().these).sub("", text)


def _name_of(entry: object, axis: str) -> str:
    return {UNITS: entry.unit, YEARS: str(entry.year)}.get(axis) or entry.item.target().name


def _whole(draft: Draft, context: Context, series: Series, chosen: tuple[str, ...], text: str) -> str:
    """The complete question about some things of a series."""
    names = enumerate_words(chosen)
    items = "" if draft.targets else enumerate_words(key.target().name for key in context.targets)
    if series.axis == UNITS:
        return f"{names}{items}{text}"
    return f"{enumerate_words(context.units)}{names}{text}"


def corrects(text: str) -> bool:
    """Whether a question only mends the one before (打错了，武汉的)."""
    return compiled(places().corrects).search(text) is not None
