"""Who may ask: everybody where nothing is configured, else only who is listed, in a listed chat or of a listed department."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from service.bots.channel import Refused
from service.bots.model import Address

log = logging.getLogger(__name__)

# How long (seconds) the departments of a person are believed.
BELIEVED = 600


@dataclass(frozen=True)
class Allowed:
    """The lists of one channel; everybody may ask where none is `configured`, also an empty one."""

    users: frozenset[str] = frozenset()
    chats: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    configured: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is no list."""
        return not (self.configured or self.users or self.chats or self.departments)


@dataclass
class Gatekeeper:
    """Decides who may ask; `look_up` finds the departments of a person and may raise SendError, which lets nobody in; where that is for
    good, it is logged once."""

    allowed: Allowed
    look_up: Callable[[str], frozenset[str]]
    _known: dict[str, tuple[frozenset[str], float]] = field(default_factory=dict)
    _logged: set[str] = field(default_factory=set)

    def lets_in(self, address: Address, now: float, departments: frozenset[str] | None = None) -> bool:
        """Whether somebody may ask in a chat; `departments` are theirs where the message itself told them.

        Raises SendError where departments are listed and can't be found out.
        """
        allowed = self.allowed
        if allowed.is_open or address.person in allowed.users or address.chat in allowed.chats:
            return True
        if not (allowed.departments and address.person):
            return False
        return bool(allowed.departments & (self._departments(address.person, now) if departments is None else departments))

    def _departments(self, person: str, now: float) -> frozenset[str]:
        departments, at = self._known.get(person, (frozenset(), float("-inf")))
        if now - at > BELIEVED:
            departments = self._look_up(person)
            self._known[person] = departments, now
        return departments

    def _look_up(self, person: str) -> frozenset[str]:
        try:
            return self.look_up(person)
        except Refused as error:
            problem = str(error.evidence["problem"])
            if problem not in self._logged:
                log.error("departments can't be looked up, so nobody is let in by them: %s", problem)
            self._logged.add(problem)
            raise
