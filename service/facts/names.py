"""The names that a document's sentences may use: measures, its own accounts, its own projects."""

from __future__ import annotations

from collections.abc import Iterator

from service.facts.model import Fact, Subject
from service.language.accounts import Classification, load_accounts
from service.language.lexicon import Entry, Lexicon, build_lexicon
from service.language.measures import measures

CLASSIFICATIONS: tuple[Classification, ...] = ("function", "economic")


def document_lexicon(facts: tuple[Fact, ...]) -> tuple[Lexicon, dict[str, Subject]]:
    """(lexicon, items by id) of one document: what its tables print and what every budget document may say."""
    subjects = {fact.subject.id: fact.subject for fact in facts if _is_named_in_text(fact.subject)}
    entries = [Entry(subject.name, subject.cls, subject.id) for subject in subjects.values()]
    taken = {entry.word for entry in entries}
    for word, subject in _standard_accounts():
        if word not in taken:
            subjects.setdefault(subject.id, subject)
            entries.append(Entry(word, subject.cls, subject.id))
    for record in measures().values():
        entries += [Entry(word, "measure", record.id) for word in record.words]
        entries += [Entry(word, "contextual", record.id) for word in (record.contextual.words if record.contextual else ())]
    return build_lexicon(entries), subjects


def _is_named_in_text(subject: Subject) -> bool:
    """Sub-items of projects often carry the names of economic subjects; only the 类 are told apart in sentences."""
    return subject.cls in ("function", "project") or (subject.cls == "economic" and subject.level == 1)


def _standard_accounts() -> Iterator[tuple[str, Subject]]:
    """(name, item) of the standard accounts whose name only one code has: the functional ones and the economic 类."""
    for cls in CLASSIFICATIONS:
        table = load_accounts(cls)
        for code, account in table.by_code.items():
            if cls == "economic" and account.level > 1:
                continue
            parent = f"{cls}.{code[:-2]}" if account.level > 1 else ""
            for name in (account.name, *account.aliases):
                if len(table.by_name(name)) == 1:
                    yield name, Subject(f"{cls}.{code}", account.name, cls, code, account.level, parent)
