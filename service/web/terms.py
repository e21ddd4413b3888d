"""What the words of the documents mean: terms that they explain, figures and accounts with their names, codes and synonyms, and where they occur."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from service.facts.statements import distinct_rows
from service.language.accounts import load_accounts
from service.language.lexicon import fold_name
from service.language.measures import measures, sources_of
from service.language.words import compiled, variant_words
from service.query.finder import Collection
from service.reply.answer import DocumentRef
from service.reply.texts import term_of
from service.suggest.words import suggestion_words
from service.web.browse import Library, StoreRow, list_documents
from service.web.filters import has_words

# So many entries of each kind are shown; a search shows others. So many documents are named of one entry.
SHOWN, PLACES = 60, 3
OF_ACCOUNTS = ("function", "economic")


@dataclass(frozen=True)
class Place:
    """A document that something occurs in, and the page that shows it."""

    document: DocumentRef
    passage: str | None = None
    length: int = 0


@dataclass(frozen=True)
class Entry:
    """One term, figure or account; `text` is a term's definition, `code` an account's; `count` documents have it, some of them in `places`;
    `question` asks about it, "" where that would not be answered."""

    kind: str
    name: str
    code: str
    synonyms: tuple[str, ...]
    text: str
    count: int
    places: tuple[Place, ...]
    question: str = ""


def list_entries(library: Library, query: str) -> dict[str, list[Entry]]:
    """The entries of each kind (term, measure, function, economic) that have what is searched in their names or codes."""
    collection = library.service.load().collection
    documents = {each.id: DocumentRef(id=each.id, title=each.title, unit_name=each.unit_name, year=each.year) for each in list_documents(library)}
    entries = (*_terms(library.rows("passages", order=("document_id", "ordinal"), kind="definition"), documents), *_items(collection, documents))
    found = [entry for entry in entries if has_words(query, entry.name, entry.code, *entry.synonyms)]
    return {kind: _with_questions(library, [entry for entry in found if entry.kind == kind]) for kind in ("term", "measure", *OF_ACCOUNTS)}


def _with_questions(library: Library, entries: list[Entry]) -> list[Entry]:
    """The entries, those that are shown with what can be asked about them."""
    ask, times = library.service.question_about, Counter(entry.name for entry in entries)
    return [replace(entry, question=ask(_written(entry, times), entry.kind == "term")) for entry in entries[:SHOWN]] + entries[SHOWN:]


def _written(entry: Entry, times: Counter[str]) -> str:
    """An entry as it is asked for: with its code only where other accounts have its name."""
    return suggestion_words().with_code.format(name=entry.name, code=entry.code) if entry.code and times[entry.name] > 1 else entry.name


def _terms(passages: Iterable[StoreRow], documents: dict[str, DocumentRef]) -> list[Entry]:
    """Each term once, with its longest definition."""
    by_term: dict[str, list[StoreRow]] = {}
    for passage in passages:
        by_term.setdefault(fold_name(term_of(passage["text"])), []).append(passage)
    return [_term(own, documents) for own in by_term.values()]


def _term(passages: list[StoreRow], documents: dict[str, DocumentRef]) -> Entry:
    longest = max(passages, key=lambda passage: len(passage["text"]))
    ordered = [longest, *(passage for passage in passages if passage is not longest)]
    places = tuple(Place(documents[p["document_id"]], p["passage_id"], len(p["text"])) for p in ordered[:PLACES])
    return Entry("term", term_of(longest["text"]), "", (), longest["text"], len(passages), places)


def _items(collection: Collection, documents: dict[str, DocumentRef]) -> list[Entry]:
    """Figures and accounts that some document prints, in the order of the lexicon and of the codes."""
    occurring = _occurring(collection)
    entries = []
    for record in measures().values():
        found = dict.fromkeys(d for source in sources_of(record) for d in occurring.get((source.subject, source.aspect), ()))
        words = tuple(word for word in (*record.words, *record.weak) if word != record.name and not compiled(variant_words().how_many).search(word))
        entries.append(Entry("measure", record.name, "", words, "", len(found), _places(found, documents)))
    names = {subject: name for subject, _, name in sorted(collection.catalog.accounts, reverse=True)}
    for subject, name in sorted(names.items()):
        kind, code = subject.split(".")
        account = load_accounts(kind).by_code.get(code)
        found = occurring.get((subject, ""), ())
        entries.append(Entry(kind, account.name if account else name, code, account.aliases if account else (), "", len(found), _places(found, documents)))
    return [entry for entry in entries if entry.count]


def _places(found: Iterable[str], documents: dict[str, DocumentRef]) -> tuple[Place, ...]:
    return tuple(Place(documents[each]) for each in list(found)[:PLACES])


@lru_cache(maxsize=2)
def _occurring(collection: Collection) -> dict[tuple[str, str], tuple[str, ...]]:
    """The documents that print an item with an amount, and those that print it with any ("")."""
    rows = collection.store.run(distinct_rows("facts", ("subject", "aspect", "document_id"), {}, "document_id"))
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row in rows:
        for aspect in (row["aspect"], ""):
            found.setdefault((row["subject"], aspect), {})[row["document_id"]] = None
    return {key: tuple(documents) for key, documents in found.items()}
