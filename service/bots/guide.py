"""COMMAND → TOLD: help, examples, what is there; the questions they show are answered."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest

from service.bots.model import Told
from service.bots.words import bot_words
from service.facts.catalog import Catalog
from service.pipeline import Service

SHOWN_EXAMPLES = 6
SHOWN_UNITS = 30


def command_of(text: str) -> str:
    """The command that the whole of a message is, "" where it is none."""
    return next((command for command, words in bot_words().commands.items() if text.lower() in words), "")


def obey(service: Service, command: str) -> Told:
    """What help, examples or coverage say. Raises StoreError."""
    told: dict[str, Callable[[Service], Told]] = {"help": show_help, "examples": show_examples, "coverage": show_coverage}
    return told[command](service)


def welcome(service: Service) -> Told:
    """What is said to somebody who opens the chat."""
    return Told(bot_words().welcome.format(example=_first_example(service)))


def show_help(service: Service) -> Told:
    """How to ask."""
    return Told(bot_words().help.format(example=_first_example(service)))


def show_examples(service: Service) -> Told:
    """Some questions of several kinds, to be chosen by number."""
    return Told(bot_words().examples, offers=[(question, question) for question in _examples(service)[:SHOWN_EXAMPLES]])


def show_coverage(service: Service) -> Told:
    """The units and their years."""
    words, catalog = bot_words(), service.load().collection.catalog
    years = sorted({disclosure.year for disclosure in catalog.disclosures})
    if not years:
        return Told(words.nothing_there)
    heading = words.coverage if len(years) > 1 else words.coverage_year
    counts = {"documents": len(catalog.disclosures), "units": len(catalog.units), "first": years[0], "last": years[-1]}
    lines = [_unit_line(catalog, unit) for unit in catalog.units[:SHOWN_UNITS]]
    more = len(catalog.units) - SHOWN_UNITS
    return Told("\n".join((heading.format(**counts), *lines, *([words.coverage_more.format(count=more)] if more > 0 else []))))


def _unit_line(catalog: Catalog, unit: str) -> str:
    words = bot_words()
    years = sorted({disclosure.year for disclosure in catalog.of(unit)})
    return words.coverage_unit.format(unit=unit, years=words.year_join.join(words.year.format(year=year) for year in years))


def _first_example(service: Service) -> str:
    return next(iter(_examples(service)), "")


def _examples(service: Service) -> list[str]:
    """The first questions of every kind, then the second ones."""
    rows = zip_longest(*(examples.questions for examples in service.examples()))
    return [question for row in rows for question in row if question]
