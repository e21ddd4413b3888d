"""DOCUMENTS → UNITS: which documents are of one unit, and how it is called where an office publishes for its 部门 and for itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from service.extraction.model import Identity
from service.extraction.words import compact, found, words


def unit_ids(identities: Iterable[Identity]) -> dict[Identity, str]:
    """The unit of each document. 中共X市委办公厅 and X市委办公厅 are one; 部门 and 单位（本级） of one office are two."""
    by_office = sorted(dict.fromkeys(identities), key=lambda identity: office_of(identity.unit_name))
    return {
        identity: name
        for _, group in groupby(by_office, key=lambda identity: office_of(identity.unit_name))
        for identity, name in _of_office(tuple(group)).items()
    }


def office_of(name: str) -> str:
    """A unit's name without what only some of its documents print: 中共 before it, （本级） behind it."""
    return re.sub(words().not_in_office, "", compact(name))


def published_twice(units: Iterable[str]) -> bool:
    """Whether some units are all of one office, which published for its department and for itself."""
    names = tuple(units)
    return len(names) > 1 and all(is_own(name) or is_department(name) for name in names) and len({_bare(name) for name in names}) == 1


def is_own(unit: str) -> bool:
    """Whether a unit is the office itself, not its department."""
    return found(words().own_suffix, unit) is not None


def is_department(unit: str) -> bool:
    """Whether a unit is the department of an office that also published for itself."""
    return unit.endswith(words().department_name.format(name=""))


def _bare(unit: str) -> str:
    return re.sub(words().own_suffix, "", unit).removesuffix(words().department_name.format(name=""))


def _of_office(identities: tuple[Identity, ...]) -> dict[Identity, str]:
    """All documents of an office are of one unit, unless some are of its department and some of itself, of whatever years."""
    names = sorted({identity.unit_name for identity in identities}, key=lambda name: (is_own(name), -len(name)))
    own = {identity for identity in identities if is_own(identity.unit_name) or identity.variant == "unit"}
    if not _is_of_both(identities, own):
        return dict.fromkeys(identities, names[0])
    office = re.sub(words().own_suffix, "", names[0])
    return {i: (words().own_name if i in own else words().department_name).format(name=office) for i in identities}


def _is_of_both(identities: tuple[Identity, ...], own: set[Identity]) -> bool:
    """Whether documents of an office say that they are of either, or two of one kind for one year can't be of one unit."""
    others = [identity for identity in identities if identity not in own]
    years = {(identity.year, identity.type) for identity in own}
    named = any(is_own(identity.unit_name) for identity in own)
    return bool(own) and any(named or other.variant == "department" or (other.year, other.type) in years for other in others)
