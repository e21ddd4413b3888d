"""PLACES IN AN ANSWER → REFERENCE: 最高的那家, 第二名, 后者, 前两项, 第一是倒数第一的几倍."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.words import compiled, places
from service.quantities import parse_numeral
from service.query.context import Context, Entry
from service.query.draft import Draft
from service.query.logical import Decline
from service.query.reference import Reference, pointing_at, without_pointers
from service.query.series import ITEMS, UNITS, YEARS, Series, last_series, listed, pair, run
from service.query.targets import Placed

# What goes on with the first or last few.
GOES_ON = frozenset({"share", "change", "change_rate", "sum", "average"})
TWO = 2
# Whose answers are ordered by themselves (各单位占比, then 前三名).
RATED = frozenset({"share", "change_rate"})
# What is done with several things of an answer at once.
OVER_SEVERAL = ("sum", "average", "difference", "multiple", "share", "compare", "each_amount")


def placed_in_answer(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """Two places, the first or last few, 前者 or 后者, or one place: by amount, or as shown."""
    if draft.groups or not (context.turns or context.listings):
        return None
    for read in (_two_places, _of_before, _few, _former, _one_place, _few_shown):
        reference = read(draft, context)
        if reference is not None:
            return reference
    return None


def named_parts(draft: Draft) -> tuple[Placed, ...]:
    """The figures that a question names, but for the wholes of its shares (占工资福利支出)."""
    shares = [m.start for m in draft.analysis.of("operation") if "share" in m.ids]
    return tuple(placed for placed in draft.targets if not shares or placed.start < shares[0])


def _two_places(draft: Draft, context: Context) -> Reference | None:
    """后者是前者几倍, 第一名比第三名多多少: two things in the order in which they are named."""
    found = compiled(places().two_places).search(draft.analysis.text)
    if not found and context.turns:
        return _than_place(draft, context)
    if not found or not draft.analysis.has(*OVER_SEVERAL) or named_parts(draft):
        return None
    words = (found["a"], found["b"])
    series = pair(context) if any(compiled(places().former_latter).search(word) for word in words) else _shown(draft, context, "")
    chosen = [_entry_at(series, word) for word in words] if series else []
    if not all(chosen) or len(chosen) < 2:
        return None
    if _is_share(draft, draft.analysis.text[found.end("a") : found.start("b")]):
        return _share_of_two(_cleaned(draft, found.span()), series, *chosen)
    return replace(pointing_at(_cleaned(draft, found.span()), Series(series.axis, tuple(chosen)), context), pointed=True)


def _is_share(draft: Draft, between: str) -> bool:
    """后者占前者的百分之几: what stands between two places makes the second the whole of the first."""
    other = draft.analysis.has("difference", "multiple", "change", "change_rate")
    return draft.analysis.has("share") and not other and compiled(places().into).search(between) is not None


def _share_of_two(draft: Draft, series: Series, part: Entry, whole: Entry) -> Reference:
    """One thing of an answer as the part, another as the whole."""
    if series.axis == UNITS:
        return Reference(draft, (part.unit,), pointed=True, operation="share", base_units=(whole.unit,))
    if series.axis == ITEMS:
        items = part.item.target(), whole.item.target()
        return Reference(draft, (part.unit,), items[:1], _said_years(part), pointed=True, operation="share", base=items[1])
    return Reference(draft, problem=Decline("not_understood", (("word", draft.analysis.text),)))


def _said_years(entry: Entry) -> tuple[int, ...]:
    return (entry.year,) if entry.said else ()


def _than_place(draft: Draft, context: Context) -> Reference | None:
    """比第二名多多少, after one that was found: it is set against that place."""
    found = compiled(places().than_place).search(draft.analysis.text)
    shares = found is not None and _is_share(draft, found.group())
    if not found or not (shares or draft.analysis.has("difference", "multiple")) or named_parts(draft):
        return None
    of_pair = compiled(places().former_latter).search(found["b"])
    series = pair(context) if of_pair else _shown(draft, context, found["b"])
    first = series.entries[0] if series and series.ordered and context.operation == "rank" else None
    last = context.turns[-1][0] if len(context.turns[-1]) == 1 else first
    other = _entry_at(series, found["b"]) if series else None
    if last is None or other is None or other == last:
        return None
    if shares:
        return _share_of_two(_cleaned(draft, found.span()), series, last, other)
    chosen = Series(series.axis, (last, other))
    return replace(pointing_at(_cleaned(draft, found.span("b")), chosen, context), pointed=True)


def _of_before(draft: Draft, context: Context) -> Reference | None:
    """占它的比重: the last figure as a part of the one before it, where it was not asked for as a part of one already."""
    found = compiled(places().of_before).search(draft.analysis.text)
    if not found or draft.targets or context.base or not context.turns:
        return None
    last, series = context.turns[-1], pair(context)
    if len(last) != 1 or series is None or series.entries[-1] != last[0]:
        return Reference(draft, problem=Decline("nothing_pointed", (("word", found.group()),)))
    return _share_of_two(_cleaned(draft, (found.end(), found.end())), series, last[0], series.entries[0])


def _few(draft: Draft, context: Context) -> Reference | None:
    """前两名合计, 后两个: the first or last few of an answer; of an order that is only shortened nothing is pointed at."""
    found = compiled(places().few).search(draft.analysis.text)
    if not found or named_parts(draft):
        return None
    over = draft.analysis.has(*OVER_SEVERAL)
    series = _shown(draft, context, found.group())
    shortens = context.operation in ("rank", "rank_parts") and series and series.ordered or draft.analysis.has("rank_desc", "rank_asc")
    if series is None or not over and shortens:
        return None
    count = int(parse_numeral(places().pairs.get(found["n"], found["n"])) or 0)
    in_order = _in_order(series, found.group())
    if in_order is None and context.operation in RATED and not over:
        return None
    if in_order is None or count > len(in_order):
        return Reference(draft, problem=_too_far(count, series))
    chosen = in_order[-count:] if compiled(places().from_end).match(found.group()) else in_order[:count]
    cleaned = replace(_cleaned(draft, found.span()), limit=None)
    goes_on = GOES_ON | ({"difference", "multiple"} if count == TWO else set())
    told = "" if over else context.operation if context.operation in goes_on else "lookup"
    return replace(pointing_at(cleaned, Series(series.axis, chosen), context), pointed=True, operation=told)


def _few_shown(draft: Draft, context: Context) -> Reference | None:
    """合计多少, after the first three parts of a figure: these, not the figure itself."""
    listing = next((each for each in reversed(context.listings) if each.axis == ITEMS and each.ordered), None)
    shown = context.operation == "rank_parts" and context.limit is not None and listing is not None
    if not shown or draft.targets or draft.periods or not draft.analysis.has("sum", "average"):
        return None
    series = listed(listing)
    return replace(pointing_at(draft, Series(ITEMS, series.entries[: context.limit]), context), pointed=True)


def _former(draft: Draft, context: Context) -> Reference | None:
    """前者占公用经费多少, 后者呢: one of the latest two."""
    found = compiled(places().former_latter).search(draft.analysis.text)
    series = pair(context) if found else None
    if not found or series is None:
        return None
    return _pointing_at_one(_cleaned(draft, found.span()), _entry_at(series, found.group()), series, context)


def entry_said(draft: Draft, context: Context) -> tuple[Entry, Series] | None:
    """The one thing of an answer that a place means (去掉第一名), with that answer."""
    found = compiled(places().selector).search(draft.analysis.text)
    series = _shown(draft, context, found.group()) if found else None
    entry = _entry_at(series, found.group()) if series else None
    return (entry, series) if entry and series else None


def _one_place(draft: Draft, context: Context) -> Reference | None:
    """最高的那家, 第二名, 排最后的那个, 最大的那个项目."""
    text = draft.analysis.text
    bare = compiled(places().bare_place).fullmatch(text) if context.pointed else None
    if bare:
        return _at(draft, context, -1 if compiled(places().smallest).search(text) else 1, bare.group(), bare.span())
    for place, pattern in ((-1, places().last), (1, places().first), (draft.nth, places().nth)):
        found = compiled(pattern).search(text) if place else None
        who = compiled(places().who).match(text[found.end():]) if found else None
        pointed = found and any(m.start == found.start() for m in draft.analysis.of("pointer"))
        if found and (who is None or pointed or context.operation == "rank" and len(context.units) > 1 and not context.each):
            if any(placed.start < found.start() for placed in draft.targets):
                return None
            asked = compiled(places().is_what).match(text[found.end():]) or who
            lowest = place == draft.nth and compiled(places().smallest).search(found.group())
            return _at(draft, context, -place if lowest else place, found.group(), (found.start(), found.end() + asked.end() if asked else found.end()))
    return None


def _at(draft: Draft, context: Context, place: int, words: str, span: tuple[int, int]) -> Reference | None:
    series = _shown(draft, context, words)
    if series is None:
        return None
    if abs(place) > len(series.entries):
        return Reference(draft, problem=_too_far(abs(place), series))
    in_order = _in_order(series, words)
    if in_order is None:
        return None
    return _pointing_at_one(_cleaned(draft, span), in_order[place - 1 if place > 0 else place], series, context)


def _pointing_at_one(draft: Draft, entry: Entry, series: Series, context: Context) -> Reference:
    if series.axis == ITEMS:
        return Reference(draft, (entry.unit,), () if named_parts(draft) else (entry.item.target(),), one=True)
    if series.axis == YEARS:
        return Reference(draft, (entry.unit,), years=(entry.year,), one=True)
    return Reference(draft, (entry.unit,), one=True)


def _shown(draft: Draft, context: Context, words: str) -> Series | None:
    """The answer that a place is counted in: the one of the kind that is said; else what was collected since, or the latest."""
    listings = [listed(each) for each in reversed(context.listings)]
    kind = next((axis for axis, pattern in ((ITEMS, places().of_items), (YEARS, places().of_years)) if compiled(pattern).search(words)), "")
    kind = kind or (UNITS if compiled(places().one_unit).search(words) else "")
    back = context.pointed
    turns = context.turns[: len(context.turns) - back]
    runs = (last_series(context),) if turns and not back else (run(context, back),) if turns and not listings else ()
    collected = [series for series in runs if len(series.entries) > 1 and series.axis != "mixed"]
    fresh = [s for s in collected if not any(_within(s, each) for each in listings)]
    return next((series for series in (*fresh, *listings, *collected) if kind in ("", series.axis)), None)


def _within(series: Series, listing: Series) -> bool:
    """Whether a series only goes over what was listed before."""
    things = {(entry.unit if series.axis == UNITS else entry.item, entry.year if series.axis == YEARS else 0) for entry in listing.entries}
    return series.axis == listing.axis and all(
        (entry.unit if series.axis == UNITS else entry.item, entry.year if series.axis == YEARS else 0) in things
        for entry in series.entries
    )


def _entry_at(series: Series, words: str) -> Entry | None:
    """The one figure of a series that some words mean."""
    if compiled(places().former_latter).search(words):
        return series.entries[0 if compiled(places().former).search(words) else -1]
    in_order = _in_order(series, words)
    from_end = compiled(places().from_end).search(words) or compiled(places().smallest).search(words)
    number = compiled(places().number).search(words)
    place = int(parse_numeral(number.group()) or 1) if number else 1
    if in_order is None or place > len(in_order):
        return None
    return in_order[-place if from_end else place - 1]


def _in_order(series: Series, words: str) -> tuple[Entry, ...] | None:
    """As shown; by amount where the words say so (最高, 第二大), or count ranks in what was shown in no order."""
    extreme = compiled(places().extreme).search(words)
    if extreme or compiled(places().by_amount).search(words) and not series.ordered:
        return series.by_size()
    return series.entries


def _too_far(place: int, series: Series) -> Decline:
    return Decline("rank_missing", (("n", str(place)), ("count", str(len(series.entries)))))


def _cleaned(draft: Draft, span: tuple[int, int]) -> Draft:
    """The question without the words that only point (最高的 asks for no ranking then)."""
    mentions = tuple(
        m for m in draft.analysis.mentions
        if m.stop <= span[0] or m.start >= span[1] or m.type not in ("operation", "each", "count", "pointer")
    )
    return without_pointers(replace(draft, analysis=replace(draft.analysis, mentions=mentions), nth=None, each=False))
