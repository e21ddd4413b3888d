"""DRAFT + CONVERSATION → REFERENCE: the units and items that a question points at without naming them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from service.facts.catalog import Catalog
from service.language.exclusion_words import exclusion_words
from service.language.mentions import Mention
from service.language.units import UnitGroup
from service.language.words import compiled, enumerate_words, places
from service.quantities import parse_numeral
from service.query.context import Context
from service.query.draft import Draft
from service.query.logical import Clarify, Decline, Target

# What is done with everything that a conversation has collected; of two things, not more, where they are set against each other.
OF_TWO = ("difference", "multiple")
TOGETHER = (
    "sum", "average", "compare", "rank_desc", "rank_asc", "most", "least", "top", "bottom", "each_amount", "both", *OF_TWO,
)
# What goes on when a unit is added to, or taken from, what was asked before; anything else becomes a sum.
GOES_ON = frozenset({"average", "compare", "rank", "sum"})
# Totals are not added to their own parts.
TOTALS = frozenset({"income_total", "budget_total", "expenditure_total"})


@dataclass(frozen=True)
class Reference:
    """What is pointed at: units, figures; `one`: a single thing of the last answer; `operation`: what it makes the question ask.

    `draft` is the question without the words that point; `problem` a question back or a refusal.
    """

    draft: Draft
    units: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    one: bool = False
    operation: str = ""
    problem: Clarify | Decline | None = field(default=None)


def read_reference(draft: Draft, catalog: Catalog, context: Context) -> Reference:
    """The first of: units taken away, the other units, a place in the last answer, a pronoun, a unit added, all collected."""
    for read in (_without, _others, _placed, _pronoun, _added, _together):
        reference = read(draft, catalog, context)
        if reference is not None:
            return reference
    return Reference(draft)


def collected_units(context: Context) -> tuple[str, ...]:
    """The units that the last answer was about, if several; else those named since its item was."""
    return tuple(context.units if len(context.units) > 1 else context.collected_units)


def _collected_targets(context: Context) -> tuple[Target, ...]:
    keys = context.targets if len(context.targets) > 1 else context.collected_targets
    return tuple(key.target() for key in keys)


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
    goes_on = not draft.targets and len(draft.analysis.of("operation")) == len(words) and context.operation in GOES_ON
    return Reference(replace(draft, groups=(), each=False, all=False), units, operation=context.operation if goes_on else "")


def _taken_away(draft: Draft, word: Mention) -> tuple[UnitGroup, ...]:
    """The units after the word up to its end (外) or the next comma; those right before it where none follows."""
    text = draft.analysis.text
    end = compiled(places().without_end).search(text, word.stop)
    stop = end.start() if end else len(text)
    after = tuple(group for group in draft.groups if word.stop <= group.start < stop)
    return after or tuple(g for g in draft.groups if g.stop <= word.start and compiled(exclusion_words().alone).match(text[g.stop : word.start]))[-1:]


def _others(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """其他几家呢: all units but those of the conversation, or but the one named."""
    if not compiled(places().others).search(draft.analysis.text):
        return None
    known = [unit for group in draft.groups for unit in group.units] or collected_units(context) or context.units
    units = tuple(unit for unit in catalog.units if unit not in known)
    return Reference(replace(draft, each=False, all=False), units) if known and units and not draft.groups else None


def _placed(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """最高的那家, 第二名, 排最后的那个, 最大的那个项目: by amount or by its place in what was shown."""
    if draft.groups:
        return None
    text = draft.analysis.text
    for place, pattern in ((-1, places().last), (1, places().first), (draft.nth, places().nth)):
        found = compiled(pattern).search(text) if place else None
        if found and not compiled(places().who).match(text[found.end():]):
            if any(placed.start < found.start() for placed in draft.targets):
                return None
            return _at(draft, context, place, found.group(), found.span())
    return None


def _at(draft: Draft, context: Context, place: int, words: str, span: tuple[int, int]) -> Reference | None:
    in_order = context.ordered and not compiled(places().extreme).search(words)
    by_amount = compiled(places().by_amount).search(words) is not None and not in_order
    items = context.largest_items if by_amount else context.items
    units = context.largest_units if by_amount else context.ranking
    of_items = compiled(places().of_items).search(words) or len(context.ranking) < 2 and len(items) > 1
    shown = items if of_items else units
    if len(shown) < 2 and (place == 1 or not shown or of_items or place == -1):
        return None
    if place > len(shown):
        return Reference(draft, problem=Decline("rank_missing", (("n", str(place)), ("count", str(len(shown))))))
    cleaned = _cleaned(draft, span)
    chosen = shown[place - 1 if place > 0 else place]
    if of_items:
        return Reference(cleaned, tuple(context.units), () if draft.targets else (chosen.target(),), one=True)
    return Reference(cleaned, (chosen,), one=True)


def _cleaned(draft: Draft, span: tuple[int, int]) -> Draft:
    """The question without the words that only point (最高的 asks for no ranking then)."""
    mentions = tuple(
        m for m in draft.analysis.mentions
        if m.stop <= span[0] or m.start >= span[1] or m.type not in ("operation", "each", "count")
    )
    return replace(draft, analysis=replace(draft.analysis, mentions=mentions), nth=None, each=False)


def _pronoun(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """它, 那家: the one unit of the conversation, or the first of a ranking; these: all that the last answer showed."""
    text = draft.analysis.text
    if draft.groups or not context.ranking or compiled(places().these).search(text):
        return None
    if not compiled(places().it).search(text):
        return None
    if len(context.units) == 1 or context.operation == "rank" or context.ordered and len(context.shown_units) > 1:
        unit = context.units[0] if len(context.units) == 1 else (context.shown_units or context.ranking)[0]
        return Reference(replace(draft, each=False), (unit,), one=True)
    found = compiled(places().it).search(text)
    choices = tuple((unit, text[:found.start()] + unit + text[found.end():]) for unit in context.ranking)
    return Reference(draft, problem=Clarify("which_unit", choices, (("word", found.group()),)))


def _added(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """再加上天门: what was asked before, with one unit more."""
    words = [m for m in draft.analysis.of("operation") if "plus" in m.ids]
    named = tuple(unit for group in draft.groups for unit in group.units)
    if not words or not named or draft.targets or not context.targets or any(not group.units for group in draft.groups):
        return None
    before = [group for group in draft.groups if group.start < words[0].start]
    if before and len(before) < len(draft.groups) or any(len(group.units) > 1 and group.single for group in draft.groups):
        return None
    units = tuple(dict.fromkeys((*collected_units(context), *named)))
    shown = len(context.units) > 1 and context.operation == "lookup" and not draft.analysis.has("sum")
    operation = context.operation if context.operation in GOES_ON else "lookup" if shown else "sum"
    said = next((id_ for id_ in ("sum", "average") if draft.analysis.has(id_)), "")
    return Reference(draft, units, operation=said or operation)


def _together(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """加起来, 这几家谁最多, 三项合计: everything collected; a number that is said must fit it."""
    these = compiled(places().these).search(draft.analysis.text) is not None
    if draft.groups or not (these or draft.analysis.has(*TOGETHER)) or draft.condition is not None:
        return None
    if draft.analysis.has("share") and not these and not draft.analysis.has("each_amount"):
        return None
    count, kind = _count(draft)
    if draft.targets and not these and not draft.analysis.has("each_amount") and (count is None or kind != "units"):
        return None
    if count is not None and count > 1:
        return _counted(draft, catalog, context, count, kind)
    return _uncounted(draft, context, these)


def _uncounted(draft: Draft, context: Context, these: bool) -> Reference | None:
    units, targets = collected_units(context), _collected_targets(context)
    single = replace(draft, each=False)
    if context.each and not these:
        return None
    if len(units) > 1:
        too_many = draft.analysis.has(*OF_TWO) and len(units) > 2
        return _which(draft, context, units) if too_many else Reference(single, units)
    if len(units) == 1 and len(targets) == 1 and context.left_units and not draft.targets and draft.analysis.has("sum", *OF_TWO):
        return _which(draft, context, (*context.left_units, *units))
    if len(targets) < 2 or draft.targets or draft.analysis.has("each_amount") and len(context.targets) < 2:
        return None
    if draft.analysis.has("sum") and any(target.id in TOTALS for target in targets):
        return None
    if draft.analysis.has(*OF_TWO) and len(targets) > 2:
        return Reference(draft, problem=_ask_count(draft, context, units))
    return Reference(single, tuple(context.units), targets)


def _counted(draft: Draft, catalog: Catalog, context: Context, count: int, kind: str) -> Reference | None:
    """Exactly so many units or items as were said; a question back where there are not."""
    single = replace(draft, each=False, all=False)
    if kind != "items":
        for units in (collected_units(context), tuple(context.collected_units), tuple(context.ranking), catalog.units):
            if len(units) == count:
                return Reference(single, units)
    if kind != "units" and not draft.targets:
        targets = _collected_targets(context)
        if len(targets) == count:
            return Reference(single, tuple(context.units), targets)
    if kind == "items" and not context.targets:
        return None
    return Reference(draft, problem=_ask_count(draft, context, collected_units(context)))


def _count(draft: Draft) -> tuple[int | None, str]:
    """How many things are said to be meant (三家, 这两项), and whether they are units, items, or either."""
    for mention in draft.analysis.of("count", "all", "operation"):
        found = compiled(places().number).search(mention.text)
        if not found or mention.type == "operation" and "both" not in mention.ids:
            continue
        if compiled(places().not_counted).search(draft.analysis.text[: mention.start]):
            continue
        value = parse_numeral(found.group())
        kind = next((k for k, p in (("items", places().of_items), ("units", places().of_units)) if compiled(p).search(mention.text)), "either")
        return int(value) if value is not None else None, kind
    return None, "either"


def counted_items(draft: Draft) -> int:
    """How many items a question says that it means (三项合计), 0 where it counts none."""
    count, kind = _count(draft)
    return count if count and kind == "items" else 0


def _which(draft: Draft, context: Context, units: tuple[str, ...]) -> Reference:
    return Reference(draft, problem=_ask_count(draft, context, units))


def _ask_count(draft: Draft, context: Context, units: tuple[str, ...]) -> Clarify:
    """Which ones are meant: the complete questions about the units so far, and about all of their items."""
    names = enumerate_words(key.target().name for key in context.targets)
    text = draft.analysis.text
    for mention in reversed(draft.analysis.of("count", "all")):
        text = text[: mention.start] + text[mention.stop:]
    text = compiled(places().these).sub("", text)
    item = "" if draft.targets else names
    sets = [units] if not draft.analysis.has(*OF_TWO) else [(units[i], unit) for i in range(len(units)) for unit in units[i + 1:]]
    choices = tuple((enumerate_words(chosen), f"{enumerate_words(chosen)}{item}{text}") for chosen in sets if len(chosen) > 1)
    return Clarify("which_together", choices[:6])


def corrects(text: str) -> bool:
    """Whether a question only mends the one before (打错了，武汉的)."""
    return compiled(places().corrects).search(text) is not None
