"""ANALYSIS → DRAFT: the slots of a question, with its names linked, and what it leaves out of its figures."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.codes import join_codes
from service.language.exclusion_words import exclusion_words
from service.language.mentions import Analysis
from service.language.scopes import WHOLE
from service.query.bases import list_bases, take_bases, take_basis, take_fund
from service.query.bodies import keep_to_body
from service.query.bought import keep_to_purchases
from service.query.called_projects import keep_to_projects
from service.query.draft import Draft, read_draft
from service.query.exclusions import Parted, part_question
from service.query.inner_parts import read_inside
from service.query.logical import Target
from service.query.names import link_names
from service.query.narrowing import Amount, narrow, narrowed
from service.query.targets import Placed, less, make_target


def read_question(analysis: Analysis, catalog: Catalog, about: frozenset[str] = frozenset()) -> Draft:
    """Everything that a question says by itself; `about` are the ids of the conversation's figures."""
    analysis, fund = take_fund(join_codes(analysis))
    if fund:
        return _of_fund(_read(analysis, catalog, about), fund)
    analysis, bases = take_bases(analysis)
    if bases:
        return _on_bases(_read(analysis, catalog, about), bases)
    analysis, amount = narrow(list_bases(analysis), about)
    without, basis = take_basis(analysis)
    draft = _read(without, catalog, about)
    if basis and (len(draft.targets) != 1 or draft.targets[0].target.id.startswith("project:")):
        draft, basis = _read(analysis, catalog, about), ""
    draft = _also_on(draft, basis) if basis else draft
    return _narrowed(draft, amount) if amount else draft


def _narrowed(draft: Draft, amount: Amount) -> Draft:
    """The accounts of a question in one of their amounts; the accounts themselves too where that is asked for besides."""
    made = tuple(replace(p, target=narrowed(p.target, amount.id)) for p in draft.targets)
    if amount.besides and len(draft.targets) == 1:
        return replace(draft, targets=(*draft.targets, *made), holder=draft.targets[0].target)
    return replace(draft, narrowed=amount.id, targets=made)


def _of_fund(draft: Draft, fund: str) -> Draft:
    """What one fund gives of a figure, inside of the figure on all funds."""
    if len(draft.targets) != 1:
        return draft
    whole = draft.targets[0]
    id_, aspect = whole.target.id, whole.target.aspect
    if id_.startswith("project:"):
        return replace(draft, targets=(replace(whole, target=make_target(id_, scope=fund)),), holder=make_target(id_))
    return replace(draft, targets=(replace(whole, target=make_target(id_, aspect, fund)),), holder=make_target(id_, aspect, WHOLE))


def _on_bases(draft: Draft, bases: tuple[str, ...]) -> Draft:
    """The figure of a question on each of some bases."""
    made = (replace(p, target=make_target(p.target.id, p.target.aspect, basis)) for p in draft.targets for basis in bases)
    return replace(draft, targets=tuple(made))


def _also_on(draft: Draft, basis: str) -> Draft:
    """The figure of a question, and the same on a basis."""
    whole = draft.targets[0]
    return replace(draft, targets=(whole, replace(whole, target=make_target(whole.target.id, whole.target.aspect, basis))))


def _kept(draft: Draft, catalog: Catalog) -> Draft:
    """The figures of organisations, of projects and of purchases kept to what is printed of them."""
    return keep_to_purchases(keep_to_body(keep_to_projects(draft, catalog)))


def _read(analysis: Analysis, catalog: Catalog, about: frozenset[str]) -> Draft:
    parted = part_question(analysis)
    draft = read_inside(_kept(link_names(read_draft(parted.kept, catalog, about), catalog), catalog), catalog, about)
    if not (parted.aside.mentions or parted.aside.left):
        return draft
    aside = link_names(read_draft(parted.aside, catalog, about), catalog)
    parts = _parts(aside)
    if aside.analysis.left or parted.aside.mentions and not parts:
        left = tuple(sorted({*draft.analysis.left, *aside.analysis.left}))
        return replace(draft, analysis=replace(draft.analysis, left=left or ((parted.start, parted.start + 1),)))
    return _left_out(draft, parted, parts) if parts else draft


def _parts(aside: Draft) -> tuple[Target, ...]:
    """The figures that are left out; a basis by itself is the item that it is printed as."""
    items = exclusion_words().basis_items
    bases = tuple(make_target(items[m.ids[0]]) for m in aside.analysis.of("scope") if m.ids[0] in items)
    return tuple(dict.fromkeys(placed.target for placed in aside.targets)) or bases


def _left_out(draft: Draft, parted: Parted, parts: tuple[Target, ...]) -> Draft:
    """The figure said nearest before the exclusion, or else after it, is asked for without the parts."""
    before = [placed for placed in draft.targets if placed.start < parted.start]
    if not draft.targets:
        return replace(draft, less=parts)
    whole = before[-1] if before else draft.targets[0]
    return replace(draft, targets=tuple(_less(p, parts) if p is whole else p for p in draft.targets))


def _less(placed: Placed, parts: tuple[Target, ...]) -> Placed:
    return replace(placed, target=less(placed.target, parts))
