"""DRAFT + CONVERSATION → DRAFT: 公用经费呢, after 事业运行的人员经费: another amount of the account that was spoken of; another account in two forms."""

from __future__ import annotations

from dataclasses import replace

from service.language.measures import measures
from service.language.words import compiled, variant_words
from service.query.context import Context
from service.query.draft import Draft
from service.query.logical import Target
from service.query.targets import amount_of, make_target

ACCOUNTS = ("function.", "economic.")
CHANGING = frozenset({"convert"})
# Operations that set one figure against another.
OF_TWO = ("difference", "multiple")
# The amounts of which one takes the place of another one that was asked for before.
AMOUNTS = frozenset({"basic", "project", "personnel", "public"})


def of_same_account(draft: Draft, context: Context) -> Draft:
    """The draft with its amounts as those of the account whose amount was told last; unchanged where they are said to be of more."""
    if _sets_two_forms(draft, context):
        only = draft.targets[0]
        return replace(draft, targets=tuple(replace(only, target=make_target(only.target.id, key.aspect, key.scope)) for key in context.targets))
    account = _account(context)
    wider = draft.groups or draft.each or draft.tables or draft.analysis.of("scope") or compiled(variant_words().of_whole_unit).search(draft.analysis.text)
    amounts = [measures().get(placed.target.id) for placed in draft.targets]
    if account is None or wider or not amounts or not all(record and record.joins and record.aspect in AMOUNTS for record in amounts):
        return draft
    made = tuple(replace(placed, target=amount_of(account, placed.target) or placed.target) for placed in draft.targets)
    return replace(draft, targets=made, holder=draft.holder or account)


def _sets_two_forms(draft: Draft, context: Context) -> bool:
    """换成提租补贴, after 购房补贴 on all funds was set against the same on a basis: another account in the same two forms."""
    forms = {(key.aspect, key.scope) for key in context.targets}
    of_one = len({key.id for key in context.targets}) == 1 and len(forms) == len(context.targets) == 2
    if not of_one or context.operation not in OF_TWO or len(draft.targets) != 1 or draft.groups or draft.analysis.of("scope") or not _only_changes(draft):
        return False
    said = draft.targets[0].target
    return said.aspect == "total" and f"{said.id}.".startswith(ACCOUNTS) and context.targets[0].id.startswith(ACCOUNTS)


def _only_changes(draft: Draft) -> bool:
    """换成: nothing else is asked to be done."""
    return all(set(mention.ids) <= CHANGING for mention in draft.analysis.of("operation"))


def _account(context: Context) -> Target | None:
    """The account of which the last question asked for one amount, or for several."""
    ids = {(key.id, key.scope) for key in context.targets}
    narrowed = all(key.aspect in AMOUNTS and key.id.startswith(ACCOUNTS) for key in context.targets)
    return make_target(*ids.pop()[:1]) if len(ids) == 1 and narrowed and len(context.units) == 1 else None
