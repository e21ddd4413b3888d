"""All words of the service and of its collection as one lexicon, built once per store."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.extraction.kinds import kinds_file
from service.facts.catalog import Catalog, Name
from service.facts.words import fold, row_words
from service.language.accounts import load_accounts
from service.language.lexicon import Entry, Lexicon, build_lexicon
from service.language.measures import measures
from service.language.scopes import scopes
from service.language.units import place_at_start, unit_entries
from service.language.words import fillers, stages, variant_words

# How long the rest of an organisation's name is at least that is said without its place.
LEAST = 5


def build_vocabulary(catalog: Catalog) -> Lexicon:
    """The lexicon of questions about this collection."""
    return build_lexicon([*_service_words(), *_account_words(catalog), *_collection_words(catalog), *unit_entries(catalog)])


def _service_words() -> Iterator[Entry]:
    for record in measures().values():
        yield from (Entry(word, "measure", record.id) for word in record.words)
        yield from (Entry(word, "weak", record.id) for word in record.weak)
        if record.contextual:
            yield from (Entry(word, "contextual", record.id) for word in record.contextual.words)
    for scope in scopes().values():
        yield from (Entry(word, "scope", scope.id) for word in scope.words)
    for stage in stages():
        yield from (Entry(word, "stage", stage.id) for word in stage.words)
    for variant in variant_words().variants:
        yield from (Entry(word, "variant", variant.id) for word in variant.words)
    yield from (Entry(word, "filler", "filler") for word in fillers().words)
    for kind in kinds_file().kinds:
        yield from (Entry(alias, "table", kind.id) for alias in (kind.name, *kind.aliases))


def _account_words(catalog: Catalog) -> Iterator[Entry]:
    """Names and codes of accounts: those in the collection, and standard ones, so that what is not disclosed is known."""
    present = {subject for subject, _, _ in catalog.accounts}
    # A set has another order in every process; of two codes of one name the first is the one that is asked for.
    for subject, code, name in sorted(catalog.accounts):
        cls, own = subject.split(".")
        yield from (Entry(word, cls, subject) for word in (name, own))
        if not _is_misprint(cls, code, own):
            yield Entry(code, cls, subject)
    for cls in ("function", "economic"):
        table = load_accounts(cls)
        for code, account in table.by_code.items():
            yield Entry(code, cls, f"{cls}.{code}")
            for name in (account.name, *account.aliases):
                same = [a for a in table.by_name(name) if f"{cls}.{a.code}" in present]
                if f"{cls}.{code}" in present or not same:
                    yield Entry(name, cls, f"{cls}.{code}")


def _is_misprint(cls: str, printed: str, own: str) -> bool:
    """Whether a printed code is another account's: asked for by its code, that other one is meant."""
    return printed != own and printed in load_accounts(cls).by_code


def _collection_words(catalog: Catalog) -> Iterator[Entry]:
    for name in catalog.names:
        if name.type in ("project", "task") or name.type == "name" and len(name.text) > 2:
            yield Entry(name.text, name.type, name.id)
            yield from (Entry(word, name.type, name.id) for word in _without_place(name, catalog))
        if name.type == "definition":
            yield Entry(name.text, "definition", name.id)
    for table in catalog.tables:
        yield Entry(table.title, "table", table.kind)


def _without_place(name: Name, catalog: Catalog) -> tuple[str, ...]:
    """An organisation that a document lists, called without the place that its unit is of, or with it said short."""
    folded = fold(name.text)
    place = place_at_start(folded)
    rest, short = folded.removeprefix(place), catalog.of(name.unit)[0].region
    is_body = name.type == "name" and re.search(row_words().organisation, folded) is not None
    return (rest, short + rest) if is_body and place and len(rest) >= LEAST else ()
