"""prompts/lexicon/narrowing.yaml: words that narrow a figure to one amount or basis."""

from __future__ import annotations

from functools import cache

import msgspec

from service.assets import load


class NarrowingWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file, as written."""

    amounts: dict[str, str]
    forms: list[str]
    inner: list[str]
    spoken: str
    listed: str
    before: str
    ends: str
    basis: str
    given_by: str
    called_basis: str
    of_it: str

    def patterns(self, spoken: bool, share: bool) -> list[str]:
        """The forms with each amount as a named group; `share`: a share is asked for."""
        amount = "|".join(f"(?P<{id_}>{words})" for id_, words in self.amounts.items())
        return [form.replace("{amount}", amount) for form in ([self.spoken] if spoken else self.forms if share else [*self.forms, *self.inner])]


@cache
def narrowing_words() -> NarrowingWords:
    """prompts/lexicon/narrowing.yaml."""
    return load("lexicon/narrowing.yaml", NarrowingWords)
