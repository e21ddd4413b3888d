"""What a filter box of a page leaves: texts that have every word of it, in characters, syllables or initials."""

from __future__ import annotations

from service.language.lexicon import fold_name, fold_text
from service.suggest.spelled import is_letters, syllables


def has_words(query: str, *texts: str) -> bool:
    """Whether each word of a query stands in one of some texts; an empty query leaves everything."""
    return all(any(_has(fold_name(text), fold_text(word).text) for text in texts) for word in query.split())


def _has(text: str, word: str) -> bool:
    if word in text or not is_letters(word):
        return word in text
    spelled = syllables(text)
    return word in "".join(spelled) or word in "".join(syllable[0] for syllable in spelled)
