"""Names before figures: known ones (measures, accounts, projects) and those that no list knows."""

from __future__ import annotations

import re
from dataclasses import replace

from service.facts.model import Subject
from service.facts.narrative.reading import CARRIED_IN, WITHOUT_SCOPE, Lead, Named, Reading, Told, is_money
from service.facts.words import fold, narrative_words
from service.language.accounts import load_accounts
from service.language.lexicon import Lexicon, Match, fold_text, longest_cover
from service.language.measures import measures
from service.quantities import Quantity

# Items whose names are ends of many longer names (支出, 项目经费) and count only at the start of a phrase.
GENERAL = ("sum.", "total")
WHOLE = "sum.expenditure_total"
INCOME = "sum.income_current"
SUM_OF_PROJECTS = "performance.amount"
# What is spent: a source of money named among its parts says where the money comes from.
SPENT = frozenset({"total", "function", "economic", "project", "name"})
# Items that no amount of money is of: what stands before one is another name (在职人员|经费).
PEOPLE = frozenset({"staff", "org"})
# Items whose parts stand in a sentence with their own amounts or numbers.
PARENTS = frozenset({"project", "name", "staff", "asset"})


def read_names(
    text: str, section: tuple[str, ...], lexicon: Lexicon, subjects: dict[str, Subject], own: tuple[str, ...] = ()
) -> tuple[Named, ...]:
    """The known names of a folded text, in order; `own`: how the unit itself is called, which is no part of a name."""
    around = "".join((*section, text))
    found = (_named(match, subjects, _without(own, text[:match.start]), around) for match in longest_cover(lexicon.find(text)))
    return tuple(named for named in found if named)


def _without(own: tuple[str, ...], before: str) -> str:
    """What stands before a name, without the unit's own name at its end."""
    return next((before[: -len(name)] for name in own if before.endswith(name)), before)


def _named(match: Match, subjects: dict[str, Subject], before: str, around: str) -> Named | None:
    """What a word of the lexicon names here; None where it is only the end of a longer name (医疗卫生|支出)."""
    words, entry = narrative_words(), match.entries[0]
    if re.search(words.added, before) and entry.id in subjects and subjects[entry.id].cls == "project":
        return Named(subjects[entry.id], "change", match.start, match.stop)
    if re.search(words.not_after, before) or _is_part(match, before, around):
        return _prefixed(match, entry.id, before)
    if entry.type == "contextual" and not re.search(measures()[entry.id].contextual.needs, around):
        return None
    if entry.type in ("measure", "contextual"):
        record = measures()[entry.id]
        subject = record.stated or record.subject
        if subject.startswith(GENERAL) and (not re.search(words.boundary, before) or re.search(words.of_group, before)):
            return None
        return Named(Subject(subject, match.word, subject.split(".")[0]), record.aspect, match.start, match.stop)
    if entry.id not in subjects or _of_another_group(subjects[entry.id], before):
        return None
    return Named(_as_printed(subjects[entry.id], match.word), "total", match.start, match.stop)


def _of_another_group(subject: Subject, before: str) -> bool:
    """Whether the text puts an item into another group of accounts than that of its namesake in the tables."""
    said = re.search(narrative_words().group, before) if subject.cls == "function" else None
    codes = {account.code for account in load_accounts("function").by_name(said["group"])} if said else set()
    return bool(codes) and not any(subject.code.startswith(code) for code in codes)


def _as_printed(subject: Subject, word: str) -> Subject:
    """An account under the name that the sentence gives it (医疗卫生支出); a project keeps its table's name."""
    return subject if subject.cls == "project" else replace(subject, name=word)


def _is_part(match: Match, before: str, around: str) -> bool:
    """Whether a word names only a part of the people or cars here (机要通信|用车; 事业编制 beside 行政编制)."""
    words = narrative_words()
    is_beside = any(match.word == word and re.search(beside, around) for word, beside in words.parts.items())
    return is_beside or re.search(words.kinds, before) is not None


def _prefixed(match: Match, id_: str, before: str) -> Named | None:
    """A part of the assets or the people under its own name; of what is yet to come (计划新增车辆) the planned number."""
    words = narrative_words()
    prefix = re.search(words.prefix, before) or re.search(words.kinds, before)
    counted = id_ in measures() and measures()[id_].subject.startswith(("asset.", "staff."))
    if not counted or (prefix is None and match.word not in words.parts):
        return None
    name, start = (prefix.group() + match.word, prefix.start()) if prefix else (match.word, match.start)
    subject = measures()[id_].subject
    if prefix and subject.startswith("asset.") and re.search(words.planned, prefix.group()):
        return Named(Subject(subject, name, "asset"), "planned", start, match.stop)
    return Named(Subject(f"name:{name}", name, "name", parent=subject), "total", start, match.stop)


def name_of_quantity(reading: Reading, quantity: Quantity, lead: Lead, told: list[Told]) -> Named | None:
    """The name that a figure belongs to, by what stands before it; None where nothing names it."""
    whole = whole_of(reading, quantity.start, told)
    known = name_before(reading, quantity.start, lead.start)
    if known and not (known.subject.cls in PEOPLE and is_money(quantity.unit or "")):
        return _within_whole(reading, known, lead, whole)
    own = _by_itself(reading, lead.text, quantity, whole)
    return own or _this_year(lead, whole) or _counted(quantity, lead, told)


def name_before(reading: Reading, at: int, lead_start: int) -> Named | None:
    """The known name that stands right before a figure, with only linking words between."""
    for i, named in reversed(list(enumerate(reading.names))):
        if lead_start < named.stop <= at and re.match(narrative_words().link, reading.text[named.stop:at]):
            source = reading.names[i - 1] if i else None
            if named.subject.id == INCOME and source and source.stop == named.start and source.subject.cls == "income":
                return replace(source, stop=named.stop, carry="current")
            return named
    return None


def whole_of(reading: Reading, at: int, told: list[Told]) -> Told | None:
    """What the figures at `at` are parts of: the figure before the last 其中 or 包括 of the sentence; where that opens
    the sentence, the first figure of the sentence before."""
    start = reading.text.rfind("。", 0, at) + 1
    marks = list(re.finditer(narrative_words().among, reading.text[start:at]))
    if not marks:
        return None
    mark = start + marks[-1].start()
    inside = [one for one in told if start < one.stop <= mark]
    if inside:
        return inside[-1]
    earlier = reading.text.rfind("。", 0, max(start - 1, 0)) + 1
    return next((one for one in told if earlier < one.stop <= start and mark == start), None)


def _within_whole(reading: Reading, named: Named, lead: Lead, whole: Told | None) -> Named:
    """A known name among the parts of a whole: where its money comes from, an item of running costs, a kind of people."""
    if whole is None or whole.named is None:
        return named
    is_source = named.subject.cls == "income" or named.subject.id == CARRIED_IN
    if is_source and _is_spent(whole.named) and not named.subject.name.endswith(narrative_words().income):
        return _source(named, whole.named)
    if named.subject.cls == "three" and whole.named.subject.id in narrative_words().running:
        return _running_part(reading, lead.text) or named
    if named.subject.id == whole.named.subject.id and named.subject.cls == "staff":
        name = named.subject.name
        return replace(named, subject=Subject(f"name:{name}", name, "name", parent=whole.named.subject.id))
    return named


def _is_spent(whole: Named) -> bool:
    return whole.subject.cls in SPENT or (whole.subject.id == WHOLE and narrative_words().both_sides not in whole.subject.name)


def _source(named: Named, whole: Named) -> Named:
    """The amount of what is spent that one source pays."""
    if named.subject.id == CARRIED_IN:
        return replace(whole, start=named.start, stop=named.stop, carry="carryover")
    current = re.search(narrative_words().current, named.subject.name)
    scope = named.subject.id.split(".")[1]
    return replace(whole, start=named.start, stop=named.stop, scope=scope, carry="current" if current else "")


def _by_itself(reading: Reading, lead: str, quantity: Quantity, whole: Told | None) -> Named | None:
    """A name that no list knows: the words between the last delimiter and the figure; the unit's own name is its budget."""
    words = narrative_words()
    running = _running_part(reading, lead) if is_money(quantity.unit or "") else None
    if running:
        return running
    phrase = re.split(words.delimiters, lead)[-1]
    name = re.sub(words.name_end, "", re.sub(words.name_start, "", phrase))
    if name and name in fold_text(reading.identity.unit_name).text and is_money(quantity.unit or ""):
        return Named(Subject(WHOLE, name, WHOLE.split(".")[0]), "total", quantity.start, quantity.start)
    if is_money(quantity.unit or "") and (headed := _headed(reading, name)):
        return headed
    if not 3 <= len(name) <= 50 or re.search(words.not_names, name):
        return None
    inside = whole is not None and whole.named is not None and whole.named.subject.cls in PARENTS
    subject = Subject(f"name:{name}", name, "name", parent=whole.named.subject.id if inside else "")
    return Named(subject, "total", quantity.start, quantity.start)


def _headed(reading: Reading, name: str) -> Named | None:
    """The economic item that both the heading and the words before a figure name (委托业务费安排情况: 2025年安排委托业务费…)."""
    title = re.match(narrative_words().title, reading.text)
    heading = title.group() if title else fold_text("".join(reading.passage.section[-1:])).text
    for start in range(len(name) - 1):
        found = load_accounts("economic").by_name(name[start:]) if name[start:] in heading else ()
        if len(found) == 1 and found[0].level > 1:
            code = found[0].code
            return Named(Subject(f"economic.{code}", name[start:], "economic", code, found[0].level, f"economic.{code[:-2]}"), "total", 0, 0)
    return None


def _running_part(reading: Reading, lead: str) -> Named | None:
    """An economic item where the text is about running costs; elsewhere such a name is a part of some project."""
    words = narrative_words()
    if not re.search(words.within, "".join(reading.passage.section[-1:]) + reading.text):
        return None
    phrase = re.sub(words.name_start, "", re.split(words.enumeration, lead)[-1])
    for name in (phrase, re.sub(words.name_end, "", phrase)):
        found = load_accounts("economic").by_name(name) if name else ()
        if len(found) == 1 and found[0].level > 1:
            code = found[0].code
            subject = Subject(f"economic.{code}", name, "economic", code, found[0].level, f"economic.{code[:-2]}")
            return Named(subject, "basic", 0, 0)
    return None


def _this_year(lead: Lead, whole: Told | None) -> Named | None:
    """本年预算 among the parts of a whole: what is new of it, beside what is carried over."""
    if whole is None or whole.named is None or not re.search(narrative_words().this_year, lead.text):
        return None
    return replace(whole.named, carry="current")


def _counted(quantity: Quantity, lead: Lead, told: list[Told]) -> Named | None:
    """The name before: of pieces whose sum this is (项目5个,涉及预算819.66万元), or of another year's amount."""
    words = narrative_words()
    again = re.search(words.counted, lead.text) or re.search(words.again, lead.text)
    named = told[-1].named if told and again and is_money(quantity.unit or "") else None
    if named and named.subject.cls in WITHOUT_SCOPE:
        if named.subject.cls != "performance":
            return None
        return replace(named, subject=replace(named.subject, id=SUM_OF_PROJECTS, name=measure_name(SUM_OF_PROJECTS, "total")))
    return named


def measure_name(subject: str, aspect: str, text: str = "") -> str:
    """What an item is called: the longest word of its measure that the text has, else the measure's name."""
    own = [r for r in measures().values() if (r.stated or r.subject) == subject and r.aspect == aspect]
    said = [word for record in own for word in record.words if fold(word) in text]
    return max(said, key=len, default=own[0].name if own else subject)
