"""The names that a document's sentences may use: measures, its own accounts, its own projects."""

from __future__ import annotations

from service.facts.model import Fact, Subject
from service.language.accounts import load_accounts
from service.language.lexicon import Entry, Lexicon, build_lexicon
from service.language.measures import measures


def document_lexicon(facts: tuple[Fact, ...]) -> tuple[Lexicon, dict[str, Subject]]:
    """(lexicon, items by id) of one document: what its tables print and what every budget document may say."""
    subjects = {fact.subject.id: fact.subject for fact in facts if _is_named_in_text(fact.subject)}
    entries = [Entry(subject.name, subject.cls, subject.id) for subject in subjects.values()]
    taken = {entry.word for entry in entries}
    for account, subject in _standard_accounts():
        if account not in taken and subject.id not in subjects:
            subjects[subject.id] = subject
            entries.append(Entry(account, "function", subject.id))
    for record in measures().values():
        entries += [Entry(word, "measure", record.id) for word in record.words]
        entries += [Entry(word, "contextual", record.id) for word in (record.contextual.words if record.contextual else ())]
    return build_lexicon(entries), subjects


def _is_named_in_text(subject: Subject) -> bool:
    """Sub-items of projects often carry the names of economic subjects; only the 类 are told apart in sentences."""
    return subject.cls in ("function", "project") or (subject.cls == "economic" and subject.level == 1)


def _standard_accounts():
    """(name, item) of the standard functional accounts whose name only one code has."""
    table = load_accounts("function")
    for code, account in table.by_code.items():
        for name in (account.name, *account.aliases):
            if len(table.by_name(name)) == 1:
                parent = f"function.{code[:-2]}" if len(code) > 3 else ""
                yield name, Subject(f"function.{code}", account.name, "function", code, account.level, parent)
