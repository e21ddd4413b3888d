"""FIGURE → WORDS: how a figure is called so that the question language reads the very same figure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from service.facts.catalog import Catalog
from service.language.accounts import load_accounts
from service.language.exclusion_words import exclusion_words
from service.language.lexicon import Lexicon
from service.language.measures import measures
from service.language.mentions import analyse
from service.language.scopes import scopes
from service.language.source_words import source_words
from service.language.words import enumerate_words
from service.query.logical import Target
from service.query.names import unexplained
from service.query.reading import read_question
from service.query.targets import make_target
from service.reply.canonical_words import canonical_words

# No name of a figure depends on the day on which it is read.
DAY = date(2000, 1, 1)


class ItemNames:
    """The names of figures in one collection, each looked up once."""

    def __init__(self, catalog: Catalog, lexicon: Lexicon) -> None:
        self._catalog = catalog
        self._lexicon = lexicon
        self.of = cache(self._of)

    def _of(self, target: Target) -> str:
        """The first of its possible names that reads as this figure; the plain name where none does."""
        if target.less:
            whole = make_target(target.id, target.aspect, target.scope)
            return exclusion_words().name.format(whole=self.of(whole), parts=enumerate_words(map(self.of, target.less)))
        if target.inside:
            return canonical_words().inside.format(parent=self.of(make_target(target.inside)), item=self.of(make_target(target.id)))
        texts = list(dict.fromkeys(_possible(target, self._catalog)))
        return next((text for text in texts if self.reads_as(text, target)), texts[0])

    def reads_as(self, text: str, target: Target) -> bool:
        """Whether a text by itself names just this figure."""
        draft = read_question(analyse(text, self._lexicon, DAY), self._catalog)
        named = [placed.target for placed in draft.targets]
        return [key_of(t) for t in named] == [key_of(target)] and not unexplained(draft) and not draft.groups and not draft.analysis.refused


def key_of(target: Target | None) -> tuple[object, ...] | None:
    """What makes two figures the same one: item, amount, basis, what it is inside of (a part of a project says so by its id), what is left out."""
    inside = "" if target and target.id.startswith("project:") else target.inside if target else ""
    return (target.id, target.aspect, target.scope, inside, *(key_of(part) for part in target.less)) if target else None


def _possible(target: Target, catalog: Catalog) -> Iterator[str]:
    """Names from the plainest to the most exact: name, other words, code with name, code; with amount and basis."""
    for name in _bare(target, catalog):
        for amount in _amounts(target):
            item = canonical_words().with_amount.format(item=name, amount=amount) if amount else name
            for scope in _scopes(target):
                yield canonical_words().with_scope.format(scope=scope, item=item) if scope else item


def _bare(target: Target, catalog: Catalog) -> Iterator[str]:
    record = measures().get(target.id)
    if record:
        yield from (record.name, *record.words, *record.weak)
        yield from record.contextual.words if record.contextual else ()
        return
    for id_ in target.id.split("|"):
        cls, _, code = id_.partition(":" if ":" in id_ else ".")
        account = load_accounts(cls).by_code.get(code) if cls in ("function", "economic") else None
        if account:
            yield from (account.name, *account.aliases)
            yield canonical_words().with_code.format(item=account.name, code=code)
            yield f"{code}{account.name}"
        yield from _inside(id_, code, catalog)
        yield from (name for subject, _, name in sorted(catalog.accounts) if subject == id_)
        yield code


def _inside(id_: str, name: str, catalog: Catalog) -> Iterator[str]:
    """A part of a project by the project it stands in."""
    parents = (entry.context for entry in catalog.names if entry.id == id_ and entry.context.startswith("project:"))
    for parent in dict.fromkeys(parents):
        yield canonical_words().inside.format(parent=parent.partition(":")[2], item=name)


def _amounts(target: Target) -> Iterator[str]:
    if target.id in measures() or target.aspect == "total":
        yield ""
        return
    for record in measures().values():
        if record.joins and record.aspect == target.aspect:
            yield from (record.name, *record.words)
    words = source_words()
    fund = words.fund_names.get(target.aspect) or words.income_names.get(target.aspect)
    if fund:
        yield fund
    named = (words.income_columns, words.project_funds, words.project_amounts)
    funded = {aspect: subject for by_subject in named for subject, aspect in by_subject.items()}
    wanted = funded.get(target.aspect)
    for record in measures().values():
        if wanted in (record.subject, record.id):
            yield from (record.name, *record.words)


def _scopes(target: Target) -> Iterator[str]:
    """The words of the basis; none where the figure's name implies it."""
    if key_of(make_target(target.id, target.aspect)) == key_of(target):
        yield ""
    if target.scope in scopes():
        yield from (scopes()[target.scope].name, *scopes()[target.scope].words)
    yield ""
