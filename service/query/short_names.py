"""LEFT-OVER WORDS → NAMES IN FULL: a project or account whose name is said shortened, where only one can be meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from service.facts.catalog import Catalog
from service.language.codes import fewest_runs, made_of_runs
from service.language.lexicon import Lexicon, fold_name
from service.language.mentions import Analysis, analyse
from service.language.words import compiled, organisations, variant_words
from service.query.draft import Draft
from service.query.names import forms, unexplained
from service.query.units import MANY_UNITS

# A short form has at least LEAST characters, or SHORTEST where it opens the name (that of an account one more); each run of it at least PART characters.
LEAST, SHORTEST, LONGEST = 4, 2, 16
# So many characters at least in one piece anywhere in a name, or of its two ends (短信费), are enough where a project of a named unit or
# money is asked for, and the unit has no other such one.
INSIDE = 3
FIXED = ("unit", "place", "org", "level", "period", "quantity")


def expand(draft: Draft, lexicon: Lexicon, catalog: Catalog, today: date) -> Analysis | None:
    """The question with its shortened name written out, None where nothing is left over or the name is not certain."""
    left = unexplained(draft)
    units = {unit for group in draft.groups for unit in group.units}
    if not left or draft.analysis.refused or len(units or catalog.units) > (1 if units else MANY_UNITS):
        return None
    printed = tuple(dict.fromkeys(_projects(catalog, units or set(catalog.units))))
    accounts = tuple(name for name in dict.fromkeys(_accounts(catalog)) if name not in printed)
    about_project = len(units) == 1 and _asks_for_project(draft)
    listed = _listed(draft.analysis, left)
    for start, stop in (window for pieces in (left, *listed) for window in _windows(draft.analysis, pieces)):
        said = draft.analysis.text[start:stop]
        names = printed if len(said) == SHORTEST else (*printed, *(name for name in accounts if _says_enough(said, name)))
        fitting = [name for name in names if any(is_short_form(said, form) for form in forms(name))]
        fitting = fitting or [name for name in printed if about_project and _is_inside(said, name)]
        fitting = _closest(said, fitting) if len(said) >= LEAST else [*fitting, *(name for name in printed if fitting and said in name and name not in fitting)]
        fitting = _one_head(fitting)
        if len(fitting) == 1:
            rest = draft.analysis.text[stop:]
            heads = compiled(variant_words().heads_project).match(rest) if fitting[0] in printed else None
            text = draft.analysis.text[:start] + fitting[0] + (rest[heads.end():] if heads else rest)
            corrections = (*draft.analysis.corrections, (said, fitting[0]))
            return replace(analyse(text, lexicon, today), corrections=corrections)
        if fitting:
            return None
    return None


def _closest(said: str, names: list[str]) -> list[str]:
    """The names that are said in the fewest pieces (投诉|中心经费, not 投诉|中心|经费)."""
    pieces = {name: min((fewest_runs(said, form) or len(said) for form in forms(name))) for name in names}
    return [name for name in names if pieces[name] == min(pieces.values())]


def _one_head(names: list[str]) -> list[str]:
    """网络线路租赁费(…), 网络线路租赁费(…): names that differ in a bracket only are meant together."""
    heads = dict.fromkeys(compiled(variant_words().bracket).split(name)[0] for name in names)
    return list(heads) if len(heads) == 1 < len(names) and all(heads) else names


def is_short_form(said: str, name: str) -> bool:
    """Whether `said` is made of runs of the name in order: of its beginning, or long enough to be of this name alone."""
    if said == name or len(said) >= len(name) or len(said) < SHORTEST:
        return False
    return (len(said) >= LEAST or name.startswith(said)) and made_of_runs(said, name)


def _asks_for_project(draft: Draft) -> bool:
    """Whether a project is spoken of, or money with no item named that it is for."""
    words = variant_words()
    money = any(compiled(pattern).search(draft.analysis.text) for pattern in words.money)
    return compiled(words.of_project).search(draft.analysis.text) is not None or money and not draft.targets


def _is_inside(said: str, name: str) -> bool:
    """Whether `said` is one piece of a name, 费 aside, or made of its two ends."""
    if len(said) < INSIDE:
        return False
    bare = compiled(variant_words().fee).sub("", said)
    ends = len(said) == INSIDE and said[:2] == name[:2] and said[2:] == name[-1:]
    return said in name or len(bare) >= INSIDE and (bare in name or is_short_form(bare, name)) or name.endswith(bare) and bare != said or ends


def _says_enough(said: str, account: str) -> bool:
    """行政支出 is no 行政事业单位养老支出: the beginning of an account's name and its last word say too little of it."""
    return account.startswith(said) or len(said) * 2 > len(account)


def _projects(catalog: Catalog, units: set[str]) -> Iterator[str]:
    return (fold_name(n.text) for n in catalog.names if n.type in ("project", "task", "name") and n.unit in units)


def _accounts(catalog: Catalog) -> Iterator[str]:
    offices = tuple(word for o in organisations() for word in (o.full, *o.short))
    return (fold_name(name) for _, _, name in sorted(catalog.accounts) if name not in offices)


def _listed(analysis: Analysis, left: tuple[tuple[int, int], ...]) -> list[tuple[tuple[int, int], ...]]:
    """等保测评和密码评估: the left-over pieces of each name of a list; [] where they are of one name."""
    names: list[tuple[tuple[int, int], ...]] = [left[:1]]
    for before, piece in zip(left, left[1:]):
        if compiled(variant_words().lists).search(analysis.text, before[1], piece[0]):
            names.append((piece,))
        else:
            names[-1] = (*names[-1], piece)
    return names if len(names) > 1 else []


def _windows(analysis: Analysis, left: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    """The stretches that hold every left-over character, longest first; they touch no unit, year or amount."""
    fixed = {i for m in analysis.of(*FIXED) for i in range(m.start, m.stop)}
    first, last = left[0][0], left[-1][1]
    for length in range(min(LONGEST, len(analysis.text)), max(SHORTEST, last - first) - 1, -1):
        for start in range(max(0, last - length), min(first, len(analysis.text) - length) + 1):
            if not fixed & set(range(start, start + length)):
                yield start, start + length
