"""QUERY → TWO QUERIES: 谁最多谁最少 asks for both ends of an order."""

from __future__ import annotations

from dataclasses import replace

from service.language.words import compiled, variant_words
from service.query.finder import Figure
from service.query.logical import Query

ENDS = {"op:most": "desc", "op:least": "asc"}
OF_ENDS = frozenset({"rank", "rank_parts", "share", "change", "change_rate"})
# Words that ask for the whole order, or for how far its ends are apart.
OF_ALL = frozenset({"op:rank_desc", "op:rank_asc", "op:difference", "op:multiple"})


def asks_both_ends(query: Query) -> bool:
    """Whether the most and the least are asked for at once."""
    ends = ENDS.keys() <= query.explicit and not OF_ALL & query.explicit and not compiled(variant_words().either_side).search(query.text)
    return ends and query.operation in OF_ENDS and query.limit is None and query.nth is None


def both_ends(query: Query) -> tuple[Query, Query]:
    """The query for the most and the one for the least."""
    most, least = (replace(query, order=order, explicit=query.explicit - (ENDS.keys() - {end})) for end, order in ENDS.items())
    return most, least


def in_order_asked(figures: list[Figure], query: Query) -> list[Figure]:
    """哪个高，高多少: the larger of two figures first, 哪个低，低多少: the smaller; as named where neither, or both, are asked for."""
    end = ENDS.keys() & query.explicit
    return sorted(figures, key=lambda figure: figure.value, reverse=min(end) == "op:most") if len(end) == 1 else figures
