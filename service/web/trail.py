"""THE PLACES THAT ONE ANSWER CITES: which of them is shown, the one before and the one after, and those in the same table."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import request

from service.history import History

# What is added to the path of a place: the answer that cites it, and whether it is shown in a frame of another page.
ANSWER, EMBED = "answer", "embed"
MARKED = "cited"

Query = dict[str, str]


@dataclass(frozen=True)
class Trail:
    """Place `number` of the `count` that an answer cites, with the paths of those before and after ("": there is none)."""

    number: int
    count: int
    before: str
    after: str


def source_link(url: str, answer: str = "") -> str:
    """The path of a place, as it is linked in an answer: it leads to the marked place and knows the answer's other places."""
    parts = urlsplit(url)
    added = {name: value for name, value in ((ANSWER, answer), (EMBED, request.args.get(EMBED, ""))) if value}
    query = urlencode(_place(parts.query) | added)
    return f"{parts.path}?{query}#{parts.fragment or MARKED}"


def cited_urls(history: History, answer: str) -> list[str]:
    """The paths of all places that an answer cites, in its order; none where the answer is no longer kept."""
    turn = history.turn(answer) if answer else None
    return list(dict.fromkeys(citation.url for citation in turn.reply.citations)) if turn else []


def trail_at(urls: list[str], path: str, query: str, answer: str) -> Trail | None:
    """Where a place (its path and query) stands among the places of an answer; None where it is not one of several."""
    here = path, _place(query)
    places = [(urlsplit(url).path, _place(urlsplit(url).query)) for url in urls]
    if here not in places or len(places) < 2:
        return None
    at = places.index(here)
    before, after = urls[at - 1] if at else "", urls[at + 1] if at + 1 < len(urls) else ""
    return Trail(at + 1, len(urls), *(source_link(url, answer) if url else "" for url in (before, after)))


def cells_of(urls: list[str], table_id: str) -> frozenset[tuple[int, int]]:
    """Row and column of the cells of one table that are among places."""
    queries = [_place(urlsplit(url).query) for url in urls]
    return frozenset((int(q["row"]), int(q["col"])) for q in queries if q.get("table") == table_id and "row" in q and "col" in q)


def spans_of(urls: list[str], passage_id: str) -> frozenset[tuple[int, int]]:
    """Start and stop of the characters of one passage that are among places."""
    queries = [_place(urlsplit(url).query) for url in urls]
    return frozenset((int(q["start"]), int(q["stop"])) for q in queries if q.get("passage") == passage_id)


def _place(query: str) -> Query:
    return {name: value for name, value in parse_qsl(query) if name not in (ANSWER, EMBED)}
