"""TEXT → DAY: as of when a stock (cars, equipment, people) is stated."""

from __future__ import annotations

import re

from service.facts.words import narrative_words


def as_of(text: str, at: int, own_year: int) -> str:
    """The day, month or year that the words before `at` date a stock to, as 2022-12-31, 2022-10 or 2022; "" for none.

    The last date before the figure holds; a plain mention of the document's own year is no date.
    """
    found = None
    for found in re.finditer(narrative_words().dated, text[:at]):
        pass
    if found is None or re.search(narrative_words().now, text[found.end():at]):
        return ""
    year = int(found["year"]) if found["year"] else own_year - 1
    if found["day"] or found["end"] and not found["month"]:
        return f"{year}-{int(found['month'] or 12):02d}-{int(found['day'] or 31):02d}"
    if found["month"]:
        return f"{year}-{int(found['month']):02d}"
    return str(year) if found["until"] or year != own_year else ""
