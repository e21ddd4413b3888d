"""STORED NUMBER + NUMBER FORMAT → AS DISPLAYED: -0.226 with `0.00%` is -22.60%, 123.39999999999999 is 123.4.

A negative number always shows its minus sign, also where the format shows it by brackets or by colour.
"""

from __future__ import annotations

import re
from datetime import date, time
from decimal import ROUND_HALF_UP, Context, Decimal

# Floating point noise: less than this, or than this share of the number.
_NOISE, _NOISE_SHARE = 1e-9, 1e-14
_MOST_DECIMALS, _DIGITS_SHOWN = 8, 10
# Room for the digits of any number that is stored.
_EXACT = Context(prec=400)
# "quoted", \escaped, _space, *filling, [colour], any other character.
_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[[^\]]*\]|(?P<plain>.)', re.S)
_NOT_DECIMAL = re.compile(r"general|e[+-]|[#?0]\s*/|@", re.I)
_GENERAL = re.compile("(general)", re.I)
_CONDITION = re.compile(r"\[[<>=]")
_DATE_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|\[[^\]]*\]|[_*].|;.*|(?P<part>y+|m+|d+)|(?P<plain>.)', re.I | re.S)
_DATE_PARTS = {"yyyy": "{0.year:04}", "yy": "{0:%y}", "mm": "{0.month:02}", "m": "{0.month}", "dd": "{0.day:02}", "d": "{0.day}"}
_SIGNS = re.compile(r"[-+() ]")

# (is it a character of the number's pattern, the character or text)
Token = tuple[bool, str]


def displayed(value: float, number_format: str) -> str:
    """A number as its cell shows it; formats of fractions, exponents and conditions show it in full."""
    exact = _without_noise(value)
    part = _part_for(exact, _parts(number_format))
    plain = "".join(match.group("plain") or "" for match in _TOKEN.finditer(part))
    if "%" in plain:
        exact *= 100
    if _GENERAL.search(plain) and not _CONDITION.search(number_format):
        return _in_general(exact, part)
    if _CONDITION.search(number_format) or _NOT_DECIMAL.search(plain) or not number_format:
        return _general(exact) + ("%" if "%" in plain else "")
    shown = _fill(abs(exact), _tokens(part))
    return f"-{shown}" if exact < 0 and re.search("[1-9]", shown) else shown


def displayed_date(value: date | time, number_format: str) -> str:
    """A date with the parts that its format has, in its order; a time of the day as hours and minutes."""
    if isinstance(value, time):
        return value.isoformat("minutes")
    matches = list(_DATE_TOKEN.finditer(number_format))
    parts = [match.group("part").lower() for match in matches if match.group("part")]
    shown = "".join(
        _DATE_PARTS.get((match.group("part") or "").lower(), "").format(value)
        or match.group("quoted") or match.group("escaped") or match.group("plain") or ""
        for match in matches
    ).strip()
    readable = parts and all(part in _DATE_PARTS for part in parts) and not re.search("[a-z]", shown, re.I)
    return shown if readable else value.strftime("%Y-%m-%d")


def _without_noise(value: float) -> Decimal:
    """The shortest decimal number that a stored binary one stands for."""
    noise = max(_NOISE, abs(value) * _NOISE_SHARE)
    for decimals in range(_MOST_DECIMALS + 1):
        if abs(round(value, decimals) - value) <= noise:
            return Decimal(repr(round(value, decimals)))
    return Decimal(format(value, f".{_DIGITS_SHOWN}g"))


def _general(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"


def _in_general(value: Decimal, part: str) -> str:
    """A number in full between the texts that stand around `General`."""
    before, _, behind = (_SIGNS.sub("", "".join(text for _, text in _tokens(piece))) for piece in _GENERAL.split(part, 1))
    return before + _general(value) + behind


def _parts(number_format: str) -> list[str]:
    """The parts for positive and negative numbers, zero and text."""
    parts = [""]
    for match in _TOKEN.finditer(number_format):
        if match.group("plain") == ";":
            parts.append("")
        else:
            parts[-1] += match.group()
    return parts


def _part_for(value: Decimal, parts: list[str]) -> str:
    if value < 0 and len(parts) > 1:
        return parts[1]
    return parts[2] if value == 0 and len(parts) > 2 else parts[0]


def _tokens(part: str) -> list[Token]:
    found = []
    for match in _TOKEN.finditer(part):
        plain = match.group("plain")
        text = plain or match.group("quoted") or match.group("escaped")
        if text:
            found.append((plain is not None and plain in "0#?.,", text))
    return found


def _fill(value: Decimal, tokens: list[Token]) -> str:
    """A number that is not negative in the pattern of one part; signs around it are left out where digits are shown."""
    places = [i for i, (of_number, _) in enumerate(tokens) if of_number]
    if not places:
        return "".join(text for _, text in tokens).strip()
    before = "".join(text for _, text in tokens[: places[0]])
    behind = "".join(text for _, text in tokens[places[-1] + 1 :])
    digits = _digits(value, tokens[places[0] : places[-1] + 1])
    if not digits:
        return (before + behind).strip()
    return _SIGNS.sub("", before) + digits + _SIGNS.sub("", behind)


def _digits(value: Decimal, pattern: list[Token]) -> str:
    """The digits as the pattern `#,##0.00` wants them; a comma at its end divides by 1000, `0!.0,` puts a text between."""
    point = next((i for i, token in enumerate(pattern) if token == (True, ".")), len(pattern))
    whole = pattern[:point]
    while whole and whole[-1] == (True, ","):
        whole, value = whole[:-1], value / 1000
    decimals = [text for of_number, text in pattern[point + 1 :] if of_number and text in "0#?"]
    rounded = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, _EXACT)
    if not rounded and "0" not in [text for of_number, text in pattern if of_number]:
        return ""
    digits, _, after = format(rounded, "f").partition(".")
    least = sum(text == "0" for text in decimals)
    after = after[:least] + after[least:].rstrip("0")
    grouped = (True, ",") in whole
    return (f"{int(digits):,}" if grouped else _interleave(digits, whole)) + ("." + after if after else "")


def _interleave(digits: str, whole: list[Token]) -> str:
    """Digits from the right into their places, with the text that stands between these."""
    digits = digits.zfill(max(1, sum(token == (True, "0") for token in whole)))
    shown = ""
    for of_number, text in reversed(whole):
        if of_number:
            shown, digits = digits[-1:] + shown, digits[:-1]
        else:
            shown = text + shown
    return digits + shown
