"""What a filter box of a page leaves: texts that have every word of it, in characters, syllables or initials."""

from __future__ import annotations

from service.language.lexicon import fold_name, fold_text
from service.suggest.letters import holds


def has_words(query: str, *texts: str) -> bool:
    """Whether each word of a query stands in one of some texts; an empty query leaves everything."""
    return all(any(holds(fold_name(text), fold_text(word).text) for text in texts) for word in query.split())

