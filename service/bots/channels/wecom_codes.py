"""What 企业微信's numbers of errors mean for trying again.

Those of five digits are in its documentation (90313, "全局错误码"), but 93006 and 40201. Those of the AI bot's long connection (846xxx) are in
no documentation: 846608 stands in the messenger's own plugin for another product (WecomTeam/wecom-openclaw-plugin, STREAM_EXPIRED_ERRCODE),
93006 in issues 121 and 142 there; 40201 and the rest is what others met who use that connection (sunnoy/openclaw-plugin-wecom, issue 107).
"""

from __future__ import annotations

from enum import Enum

from service.bots.channel import NotTaken, Refused

OFTEN_WAIT = 60.0


class Fate(Enum):
    """What becomes of a message that was answered with a code."""

    LATER = "to be sent again"
    OFTEN = "to be sent again when others may be sent"
    APART = "to be sent as a message of its own: what it replies to can't be replied to any more"
    REPLIED = "replied already, or to be sent as a message of its own"
    NEVER = "never taken"


CODES = {
    -1: Fate.LATER,  # the system is busy
    40001: Fate.LATER,  # the token is not of this secret
    40014: Fate.LATER,  # the token is not valid
    42001: Fate.LATER,  # the token ended
    45009: Fate.OFTEN,  # called too often
    45033: Fate.OFTEN,  # called too often at once
    45035: Fate.OFTEN,  # called too often by this address
    846607: Fate.OFTEN,  # the bot sends too often
    846604: Fate.APART,  # the request to reply to ended
    846605: Fate.APART,  # there is no such request, or it is none to reply to
    846606: Fate.REPLIED,  # the request was replied to
    846608: Fate.REPLIED,  # the stream was finished, or six minutes are over
    40003: Fate.NEVER,  # there is no such person
    40008: Fate.NEVER,  # a form of message that there is not
    40031: Fate.NEVER,  # people that there are not
    40035: Fate.NEVER,  # a parameter is wrong
    40058: Fate.NEVER,  # a parameter is wrong
    40063: Fate.NEVER,  # a parameter is missing
    40201: Fate.NEVER,  # the words are held back as those of a nuisance
    44004: Fate.NEVER,  # no words
    45002: Fate.NEVER,  # too long
    81013: Fate.NEVER,  # nobody who could be written to
    48002: Fate.NEVER,  # not permitted to call this
    60011: Fate.NEVER,  # not permitted to see this person
    301002: Fate.NEVER,  # not permitted for this application
    60111: Fate.NEVER,  # there is no such person
    82001: Fate.NEVER,  # nobody named
    93006: Fate.NEVER,  # there is no such chat
}


def fate_of(code: int) -> Fate | None:
    """What becomes of a message; None where it was taken. A code that is not known is no reason to give a reply up."""
    return CODES.get(code, Fate.LATER) if code else None


def failure_of(code: int, words: str) -> NotTaken | Refused:
    """The failure that a code is, with the words that came with it."""
    fate, problem = fate_of(code), f"{code} {words}"
    if fate is Fate.NEVER:
        return Refused(problem)
    return NotTaken(problem, seconds=OFTEN_WAIT if fate is Fate.OFTEN else 0)
