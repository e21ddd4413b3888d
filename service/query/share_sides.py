"""DRAFT + CONVERSATION → PART AND WHOLE: which of the figures of a share is the part, and which the whole."""

from __future__ import annotations

from service.language.scopes import scopes
from service.language.words import compiled, places, variant_words
from service.query.context import Context, key_of, talked_of
from service.query.draft import Draft
from service.query.logical import Target
from service.query.reference import Reference
from service.query.share_units import asks_gap
from service.query.targets import Placed, make_target


def split_share(
    reference: Reference, targets: tuple[Target, ...], operation: str, context: Context
) -> tuple[tuple[Target, ...], Target | None]:
    """For a share: what is the part and what the whole. 占 before an item, or 里 after it, makes it the whole."""
    if operation != "share" or not targets:
        return targets, None
    if reference.base:
        return targets, reference.base
    draft, said = reference.draft, reference.draft.targets
    of_scope = _own_scope(reference, context)
    if of_scope:
        return of_scope
    carried = context.base.target() if context.base else None
    shares = [m.start for m in draft.analysis.of("operation") if "share" in m.ids]
    if not said or not shares and carried:
        return targets, carried or _shown_whole(reference, targets, context)
    after = [p for p in said if shares and p.start > shares[0]]
    before = [p for p in said if p not in after]
    scopes_after = [m.ids[0] for m in draft.analysis.of("scope") if shares and m.start >= shares[0]]
    if scopes_after and not after:
        return tuple(p.target for p in before), make_target(scopes()[scopes_after[0]].measure)
    amounts = _amounts_of(carried, before) if before and not after and carried and context.operation == "share" else ()
    if amounts:
        return amounts, carried
    if before and not after and carried and context.operation == "share" and _alike(before, context):
        return tuple(p.target for p in before), carried
    if len(after) == 2 and not before and compiled(variant_words().over).fullmatch(draft.analysis.text[after[0].stop : after[1].start]):
        return (after[0].target,), after[1].target
    if after and before and _is_of_before(draft, after[0].start):
        return tuple(p.target for p in after), before[0].target
    if after and before:
        return tuple(p.target for p in before), after[0].target
    if after and (reference.targets or context.targets):
        return reference.targets or tuple(key.target() for key in talked_of(context, operation)), after[0].target
    return _split_by_place(draft, before) if before else (tuple(p.target for p in said), None)


def _amounts_of(whole: Target, said: list[Placed]) -> tuple[Target, ...]:
    """2080199里项目支出占多少, then 基本支出占多少: these amounts of the account that was the whole, () where that was no account."""
    account = whole.id.startswith(("function.", "economic.")) and whole.aspect == "total"
    own = account and all(p.target.aspect != "total" and not p.target.id.startswith(("function.", "economic.")) for p in said)
    return tuple(make_target(whole.id, p.target.aspect, whole.scope) for p in said) if own else ()


def _own_scope(reference: Reference, context: Context) -> tuple[tuple[Target, ...], Target] | None:
    """它占该口径年初预算数的比重: the total of the basis on which the part was asked for."""
    draft = reference.draft
    found = compiled(places().own_scope).search(draft.analysis.text)
    shares = [m.stop for m in draft.analysis.of("operation") if "share" in m.ids]
    if not found or not shares or found.start() < shares[0] or any(p.start < found.start() for p in draft.targets):
        return None
    parts = reference.targets or tuple(key.target() for key in talked_of(context, "share"))
    bases = {part.scope for part in parts}
    scope = bases.pop() if len(bases) == 1 else ""
    return (parts, make_target(scopes()[scope].measure)) if scope else None


def _shown_whole(reference: Reference, targets: tuple[Target, ...], context: Context) -> Target | None:
    """占多少, of one of the parts that an answer listed: the whole whose parts they are."""
    units = reference.units or tuple(context.units)
    listing = next((each for each in reversed(context.listings) if each.whole), None)
    if listing is None or len(units) != 1 or listing.whole is None:
        return None
    shown = {entry.item.id for entry in listing.entries if entry.unit == units[0]}
    return listing.whole.target() if all(target.id in shown for target in targets) else None


def _is_of_before(draft: Draft, start: int) -> bool:
    """总支出有几成是项目支出: what stands after 几成是 is the part, what stands before it the whole."""
    stops = [m.stop for m in draft.analysis.of("operation") if "share" in m.ids and m.stop <= start]
    return bool(stops) and compiled(variant_words().is_what).fullmatch(draft.analysis.text[stops[-1] : start]) is not None


def _alike(said: list[Placed], context: Context) -> bool:
    """Whether the items are of one kind with those whose share was told, so that the whole is the same."""
    kinds, own = {_kind(key.target()) for key in context.targets}, {_kind(p.target) for p in said}
    return own == kinds and all(key_of(p.target) != context.base for p in said)


def _kind(target: Target) -> str:
    subject = target.sources[0].subject if target.sources else ""
    return subject.partition(":")[0].partition(".")[0]


def _split_by_place(draft: Draft, said: list[Placed]) -> tuple[tuple[Target, ...], Target | None]:
    """Part and whole where neither stands after 占: 里 after the first makes it the whole, else the second of two is."""
    first, *others = said
    whole = next((placed for placed in others if _is_of_it(draft, placed)), None)
    if whole:
        return tuple(p.target for p in said if p is not whole), whole.target
    if asks_gap(draft) or draft.analysis.has("each_amount") and not is_whole_of_next(draft, first):
        return tuple(p.target for p in said), None
    called = next((p for p in said if compiled(variant_words().as_whole).match(draft.analysis.text[p.stop :])), None)
    if called and others:
        return tuple(p.target for p in said if p is not called), called.target
    if others and is_whole_of_next(draft, first):
        amount = others[0].target.aspect
        if len(others) == 1 and first.target.id.startswith(("function.", "economic.")) and amount != "total":
            return (make_target(first.target.id, amount, first.target.scope),), first.target
        return tuple(p.target for p in others), first.target
    if len(others) == 1:
        return (first.target,), others[0].target
    return tuple(p.target for p in said), None


def _is_of_it(draft: Draft, placed: Placed) -> bool:
    """各是人员经费的百分之几: a figure between 是 and the words for a share is the whole."""
    text, words = draft.analysis.text, variant_words()
    before = compiled(words.equals).search(text[: placed.start])
    return before is not None and compiled(words.of_it).match(text[placed.stop :]) is not None


def is_whole_of_next(draft: Draft, placed: Placed) -> bool:
    """Whether what follows a figure, and its amount, says that the next one is inside of it (政府采购里)."""
    stop = next((m.stop for m in draft.analysis.of("quantity") if m.start == placed.stop), placed.stop)
    return compiled(variant_words().inside).match(draft.analysis.text[stop:]) is not None
