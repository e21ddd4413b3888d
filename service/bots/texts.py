"""MESSAGE → TEXTS: a reply as Markdown or as plain text, in as many messages as a channel's size needs.

A table is cut between its rows, and its header with the units is repeated; a sentence is cut behind its end, never inside a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from service.bots.message import Message, Source, Table
from service.bots.words import bot_words

# Behind what a text is cut, the best first: lines, sentences, clauses.
ENDS = (re.compile(r"\n"), re.compile(r"[\u3002\uff1b\uff01\uff1f]"), re.compile(r"[\uff0c\u3001\uff1a\s]"))
# Of these no two neighbours are parted: a number or a Latin word stays whole.
UNPARTED = re.compile(r"[\dA-Za-z.,%-]{2}")
# What Markdown gives a meaning, as its full-width twin: messengers differ in how such a sign is escaped, if at all.
TWINS = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "\\`*_[]<>|#~"})


@dataclass(frozen=True)
class Piece:
    """Lines that stand together; `header` is repeated where they go on in the next message."""

    lines: list[str]
    header: list[str]


@dataclass(frozen=True)
class Style:
    """How a channel writes: `table` makes the (header, lines) of a table, `link` a link, `plain` a text without meaning to its markup;
    `offer` an offered question by number, label and question, `rating` how to rate; with `gap` an empty line stands between the parts of a
    reply."""

    table: Callable[[Table], tuple[list[str], list[str]]]
    link: Callable[[str, str], str]
    plain: Callable[[str], str]
    offer: Callable[[int, str, str], str]
    gap: bool = False
    newline: str = "\n"
    rating: Callable[[], str] = lambda: bot_words().feedback


def write(message: Message, style: Style, size: int, most: int = 0) -> list[str]:
    """The texts of a reply, each of at most `size` bytes of UTF-8, also once it is `marked`; where there may be no more than `most`, the
    last tells where the rest is."""
    room = size - _bytes(bot_words().part.format(number=99, total=99), style.newline) - _bytes(marked("", style))
    pieces = [piece for piece in _pieces(message, style) if piece.lines]
    spaced = [Piece(["", *piece.lines] if at and style.gap else piece.lines, piece.header) for at, piece in enumerate(pieces)]
    texts = [style.newline.join(lines) for lines in _filled(spaced, room, style)]
    if most and len(texts) > most:
        texts[most - 1 :] = [_ended(texts[most - 1], message, style, room)]
    if len(texts) == 1:
        return texts
    return [bot_words().part.format(number=at, total=len(texts)) + style.newline + text for at, text in enumerate(texts, start=1)]


def marked(text: str, style: Style) -> str:
    """A text with the word before it that it may be a repeat."""
    return bot_words().repeated + style.newline + (style.newline if style.gap else "") + text


def _bytes(*texts: str) -> int:
    return sum(len(text.encode()) for text in texts)


def _ended(text: str, message: Message, style: Style, room: int) -> str:
    """A text that is the last although more would follow: as much of it as leaves room to say so."""
    words = bot_words()
    ending = style.newline + words.rest_left_out + (style.link(words.link, message.link) if message.link else words.rest_narrower)
    return next(cut(text, room - _bytes(ending))).rstrip() + ending


def _pieces(message: Message, style: Style) -> Iterator[Piece]:
    """The parts of a reply in their order."""
    plain = style.plain
    yield Piece([plain(line) for line in message.text.split("\n")], [])
    if message.table:
        header, lines = style.table(message.table)
        yield Piece([*header, *lines], ["", *header] if style.gap else header)
    yield Piece(list(_after_table(message, style)), [])
    yield Piece(list(_sources(message.sources, style)), [])
    yield Piece(list(_offers(message, style)), [])
    yield Piece(list(_ending(message, style)), [])


def _after_table(message: Message, style: Style) -> Iterator[str]:
    words = bot_words()
    if message.table and message.table.left_out:
        more = words.rows_left_out.format(count=message.table.left_out)
        yield more + style.link(words.all_rows, f"{message.link}/rows") if message.link else more
    if message.understood:
        yield words.understood.format(text=style.plain(message.understood))
    yield from (words.note.format(text=style.plain(note)) for note in message.notes)


def _sources(sources: tuple[Source, ...], style: Style) -> Iterator[str]:
    words = bot_words()
    for number, source in enumerate(sources, start=1):
        text = words.source.format(number=number, text=source.text)
        yield style.link(text, source.url) if source.url else style.plain(text)


def _offers(message: Message, style: Style) -> Iterator[str]:
    words = bot_words()
    if message.offers and (message.asks or message.turn):
        yield words.asks if message.asks else words.offers
    yield from (style.offer(number, label, question) for number, (label, question) in enumerate(message.offers, start=1))


def _ending(message: Message, style: Style) -> Iterator[str]:
    words = bot_words()
    if message.link:
        yield style.link(words.link, message.link)
    if message.turn and not message.asks:
        yield style.rating()


def _filled(pieces: list[Piece], room: int, style: Style) -> Iterator[list[str]]:
    """The lines of each message: as many as fit, a line that is longer than a message cut."""
    lines: list[str] = []
    for piece in pieces:
        again = [bot_words().continued, *piece.header] if piece.header else []
        # A header that fills half a message leaves no room for rows: it is not said again.
        again = again if _length(again, style) <= room // 2 else []
        for at, line in enumerate(piece.lines):
            for part in cut(line, room - _length(again, style)):
                if lines and _length([*lines, part], style) > room:
                    yield lines
                    lines = list(again) if at >= len(piece.header) else []
                lines += [part] if part or lines else []
    if lines:
        yield lines


def _length(lines: list[str], style: Style) -> int:
    return len(style.newline.join(lines).encode())


def cut(text: str, size: int) -> Iterator[str]:
    """A text in parts of at most `size` bytes of UTF-8."""
    while len(text.encode()) > size:
        fitting = max(1, len(text.encode()[:size].decode(errors="ignore")))
        at = next((ends[-1] for end in ENDS if (ends := _ends(end, text, fitting))), _apart(text, fitting))
        yield text[:at]
        text = text[at:]
    yield text


def _ends(end: re.Pattern[str], text: str, fitting: int) -> list[int]:
    """The places to cut behind that leave a message worth sending."""
    return [found.end() for found in end.finditer(text, 0, fitting) if found.end() > fitting // 3]


def _apart(text: str, at: int) -> int:
    """The last place up to `at` that parts no number."""
    return next((place for place in range(at, 1, -1) if not UNPARTED.fullmatch(text, place - 1, place + 1)), at)


def as_plain(text: str) -> str:
    """A text that has no meaning to Markdown."""
    return text.translate(TWINS)


def markdown_table(table: Table) -> tuple[list[str], list[str]]:
    """A table in Markdown's own form, figures on the right."""
    rule = ["---:" if is_number else ":---" for is_number in table.are_numbers]
    return [_row(map(as_plain, table.columns)), _row(rule)], [_row(map(as_plain, row)) for row in table.rows]


def _row(cells: Iterator[str] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def listed_table(table: Table) -> tuple[list[str], list[str]]:
    """A table as lines, for what shows no tables: the first column leads, the header stands above."""
    words = bot_words()
    return [words.columns_join.join(table.columns)], [words.row.format(first=row[0], rest=words.cells_join.join(row[1:])) for row in table.rows]


def listed_markdown(table: Table) -> tuple[list[str], list[str]]:
    """A table as a list in Markdown, for what shows no tables in it."""
    columns, *rows = ([as_plain(cell) for cell in row] for row in (table.columns, *table.rows))
    heading, lines = listed_table(replace(table, columns=columns, rows=rows))
    return [*heading, ""], lines


def plain_offer(number: int, label: str, question: str) -> str:
    """An offered question, to be chosen by its number."""
    return bot_words().offer.format(number=number, text=label)


def plain_link(text: str, url: str) -> str:
    """A link where there are none: its address behind it."""
    return f"{text} {url}"


def markdown_link(text: str, url: str) -> str:
    """A link in Markdown."""
    return f"[{as_plain(text)}]({url})"


MARKDOWN = Style(markdown_table, markdown_link, as_plain, plain_offer, gap=True)
PLAIN = Style(listed_table, plain_link, str, plain_offer)
