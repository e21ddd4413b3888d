"""MENTIONS → TARGETS: which figures a question asks for, and where each may be printed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.language.accounts import load_accounts
from service.language.exclusion_words import exclusion_words
from service.language.inner_words import inner_words
from service.language.measures import MeasureRecord, Source, measures, parse_source, sources_of
from service.language.mentions import Analysis, Mention
from service.language.scopes import WHOLE, scopes
from service.language.source_words import ClassSources, source_words
from service.language.words import compiled, enumerate_words, variant_words
from service.query.logical import Target
from service.query.own_names import called, joined_accounts
from service.query.phrases import FIGURES, displays_said, figure_mentions

# Classes whose amounts by source of funds are columns of their own tables.
FUNDED = ("project", "task", "name")
# The ids of such things, as against the measure of all projects; the ids of what a table of income lists by source.
OWN_MONEY, BY_SOURCE = ("project:", "task:"), ("function.", "name:")
# Sources of money: income, or what is carried over.
SOURCES = ("income", "carry")
# Words that say where an amount stands (里面, 这个科目), not what is done with it.
HARMLESS = frozenset({"inside", "detail", "lowest", "in_projects", "by_economic", "by_function"})
# So many characters between two words at most make one figure of them.
APART = 10
# Operations over several items: an amount beside an account is another item then.
OF_LISTS = ("each_amount", "sum", "plus", "difference", "compare", "multiple", "share", "more_measure", "most", "least")
CLASSES = ("function", "economic", "project", "task", "name")


@dataclass(frozen=True)
class Placed:
    """A target and the characters of the question that say it."""

    target: Target
    start: int
    stop: int


def read_targets(analysis: Analysis, separators: str, about: frozenset[str] = frozenset()) -> tuple[Placed, ...]:
    """The figures that a question names, in order. An account and an amount that belong together are one target.

    `about` are the ids of the conversation's figures, which let contextual words count.
    """
    scope = _scope(analysis)
    placed: list[Placed] = []
    mentions = figure_mentions(analysis, about)
    shared = _shared_account(mentions, analysis, scope, separators)
    if shared:
        return shared
    for mention in mentions:
        scope = _scope(analysis, mention.start)
        joined = _join(placed[-1], mention, analysis, scope, separators) if placed else None
        if joined and not (_loose(analysis, placed[-1], mention) and not _pair(placed, joined, mention is mentions[-1], analysis)):
            placed[-1] = joined
        else:
            id_ = _id(mention, about if analysis.has("inside") else frozenset())
            placed.append(Placed(called(make_target(id_, scope=scope), mention.text), mention.start, mention.stop))
    return _with_displays(_without_columns(placed, analysis), analysis)


def _without_columns(placed: list[Placed], analysis: Analysis) -> list[Placed]:
    """维修费，支出总计栏; 人员经费（基本支出口径）: a whole that is called a column, or a basis, of its part is no second figure."""
    column = compiled(variant_words().column_said)
    held = [p for p in placed if any(contains(p.target, other.target) for other in placed if other is not p)]
    return [p for p in placed if p not in held or not column.match(analysis.text[p.stop:])]


def _shared_account(mentions: tuple[Mention, ...], analysis: Analysis, scope: str, separators: str) -> tuple[Placed, ...]:
    """事业运行的人员经费和公用经费: an account and a list of its amounts, each of them one figure; () for anything else."""
    account, *amounts = mentions or (None,)
    records = [measures().get(m.ids[0]) if m.type == "measure" else None for m in amounts]
    if account is None or account.type not in ("function", "economic") or len(records) < 2:
        return ()
    whole = make_target(_id(account), scope=scope)
    made = [_amount_by(whole, record, scope) if record else None for record in records]
    if not all(made) or not _lists(mentions, analysis, separators):
        return ()
    starts = (account.start, *(mention.start for mention in amounts[1:]))
    parts = tuple(Placed(target, start, mention.stop) for target, start, mention in zip(made, starts, amounts))
    between = analysis.text[account.stop : amounts[0].start]
    within = compiled(inner_words().inside).search(between) or not analysis.has("sum", "plus")
    return (Placed(whole, account.start, account.stop), *parts) if within and compiled(inner_words().own).search(between) else parts


def _lists(mentions: tuple[Mention, ...], analysis: Analysis, separators: str) -> bool:
    """Whether what stands between the first two words joins them, and what stands between the others lists them."""
    first, *others = [analysis.text[a.stop : b.start] for a, b in zip(mentions, mentions[1:])]
    words = inner_words()
    asked = all(compiled(words.next_amount).fullmatch(gap) for gap in others) and not compiled(words.own).search(first)
    against = analysis.has("difference", "multiple") and all(compiled(words.against_amount).fullmatch(gap) for gap in others)
    listed = asked or against or all(any(mark in gap for mark in separators) for gap in others)
    return listed and len(first) <= APART and not any(mark in first for mark in separators)


def _with_displays(placed: list[Placed], analysis: Analysis) -> tuple[Placed, ...]:
    """总预算多少亿，三公多少元: each figure in the unit that its own part of the question asks for."""
    said = displays_said(analysis, tuple((p.start, p.stop) for p in placed))
    return tuple(replace(p, target=replace(p.target, display=display)) for p, display in zip(placed, said))


def _scope(analysis: Analysis, at: int = 0) -> str:
    """The basis of the figures; where several are said (全口径…，一般公共预算…), the one said last before the place `at`."""
    shares = [m.start for m in analysis.of("operation") if "share" in m.ids]
    own = _scope_of_whole(analysis, shares[0], at) if shares and at > shares[0] else ""
    found = [m for m in analysis.of("scope") if not shares or m.start < shares[0]]
    before = [m for m in found if m.start <= at]
    later = not before and found and any(m.start == found[0].stop for m in analysis.of(*FIGURES))
    return own or ("" if later else (before[-1] if before else found[0]).ids[0] if found else "")


def _scope_of_whole(analysis: Analysis, share: int, at: int) -> str:
    """占一般公共预算基本支出, 占全部基本支出: the basis that the whole of a share is said to be on, "" where none is said for it."""
    said = [m for m in analysis.of("scope") if share <= m.start < at]
    all_of_it = compiled(variant_words().whole_of).search(analysis.text[share:at]) or compiled(variant_words().whole_said).match(analysis.text[at:])
    return said[-1].ids[0] if said else WHOLE if all_of_it else ""


def _id(mention: Mention, about: frozenset[str] = frozenset()) -> str:
    """Several accounts of one name are one target; their ids are joined by |. In talk of a project its sub-item is meant."""
    ids = list(mention.ids)
    inside_project = any(id_.startswith("project:") for id_ in about)
    if inside_project and (projects := [entry.id for entry in mention.others if entry.type == "project"]):
        return projects[0]
    if mention.type in ("function", "economic"):
        ids += [entry.id for entry in mention.others if entry.type in ("function", "economic")]
    return joined_accounts(mention.text, ids)


def _join(before: Placed, mention: Mention, analysis: Analysis, scope: str, separators: str) -> Placed | None:
    """The one figure that two words make, None where each is a figure by itself."""
    between = analysis.text[before.stop : mention.start]
    target = _named_through(before, mention, analysis, between, scope)
    if target is None and not _stands_apart(before, mention, analysis, separators):
        target = _named_twice(before.target, mention, between, scope) or _amount_beside(before.target, mention, analysis, between, scope)
    return Placed(target, before.start, mention.stop) if target else None


def _named_through(before: Placed, mention: Mention, analysis: Analysis, between: str, scope: str) -> Target | None:
    """What the words between two figures make one of them, however many they are."""
    said = analysis.text[before.start : before.stop]
    on_basis = _on_basis(before.target, said, mention, between) if not scope and not analysis.has("share") else None
    by_code = make_target(_id(mention), scope=scope) if _is_code_of(mention, before.target, between) else None
    return on_basis or _fund_inside(mention, before.target, between, scope) or by_code


def _stands_apart(before: Placed, mention: Mention, analysis: Analysis, separators: str) -> bool:
    between = analysis.text[before.stop : mention.start]
    return len(between) > APART or any(mark in between for mark in separators) or _operation_between(before, mention, analysis)


def _named_twice(before: Target, mention: Mention, between: str, scope: str) -> Target | None:
    """A figure and a word for a total, or an account and the same account by its code or another name."""
    if _is_head(mention, before, between):
        return before
    both = [id_ for id_ in before.id.split("|") if id_ in _id(mention).split("|")]
    return make_target("|".join(both), scope=scope) if both and not between and _is_account(before.id) else None


def _amount_beside(before: Target, mention: Mention, analysis: Analysis, between: str, scope: str) -> Target | None:
    """An account or a project in one of its amounts, whichever of the two is said first."""
    if compiled(inner_words().own).search(between) and _is_account(before.id):
        return None
    record = measures().get(_id(mention)) if mention.type == "measure" else None
    if record:
        return _with_amount(before, record, analysis, between, scope)
    earlier = measures().get(before.id)
    whole = analysis.has("share") and _is_whole(between) and not _names_after_share(analysis)
    joins = earlier and earlier.joins and mention.type in ("function", "economic") and not whole
    return make_target(_id(mention), earlier.aspect, scope) if joins else None


def _with_amount(holder: Target, record: MeasureRecord, analysis: Analysis, between: str, scope: str) -> Target | None:
    """维修费的基本支出, 某项目的总投资, 208类财政拨款: an account or a project in the amount, or on the basis, that is said after it."""
    share = analysis.has("share")
    if record.joins and _is_account(holder.id) and share and _is_whole(between):
        return None
    basis = _basis(record) if not scope and not share else ""
    if basis and _is_account(holder.id) and holder.aspect == "total":
        return make_target(holder.id, scope=basis)
    own = source_words().project_amounts.get(record.id) if holder.id.startswith("project:") else None
    of_project = make_target(holder.id, own) if own and compiled(source_words().own_amount).fullmatch(between) else None
    return _amount_by(holder, record, scope) or of_project


def _names_after_share(analysis: Analysis) -> bool:
    """占基本支出多少: whether what a share is of is named after the word for it."""
    first = min((m.start for m in analysis.of("operation") if "share" in m.ids), default=0)
    return any(m.start > first for m in analysis.of("measure", "function", "economic", "scope"))


def _on_basis(before: Target, said: str, mention: Mention, between: str) -> Target | None:
    """政府性基金预算(安排)的项目支出, 一般公共预算支出里卫生健康支出, 政府性基金(差旅费, 结转下年): a figure on the basis that the one before it stands for."""
    earlier, record = measures().get(before.id), measures().get(mention.ids[0])
    basis = _basis(earlier) if earlier else ""
    is_basis = basis in scopes() and said in scopes()[basis].words and not between
    on_it = basis and compiled(source_words().on_basis).fullmatch(between)
    if basis and mention.type in ("function", "economic") and (is_basis or on_it and between or compiled(variant_words().inside).match(between)):
        return make_target(_id(mention), scope=basis)
    return make_target(record.id, scope=basis) if record and (on_it and record.joins or is_basis) else None


def _fund_inside(mention: Mention, before: Target, between: str, scope: str) -> Target | None:
    """项目资金里，上年结转有多少: a source of money that is said to be inside of a project's own money."""
    record = measures().get(mention.ids[0]) if mention.type == "measure" else None
    return _money_from(before, record, scope) if compiled(variant_words().inside_funds).fullmatch(between) else None


def _money_from(holder: Target, source: MeasureRecord | None, scope: str) -> Target | None:
    """The own money of a project, of an account or of an organisation listed, from one source; None where either is something else."""
    if source is None or holder.aspect != "total" or source.subject.split(".")[0] not in SOURCES:
        return None
    if holder.id.startswith(OWN_MONEY):
        return make_target(holder.id, source_words().project_funds.get(source.subject, source.subject), scope)
    aspect = source_words().income_columns.get(source.subject)
    return make_target(holder.id, aspect, scope) if aspect and holder.id.startswith(BY_SOURCE) else None


def _is_code_of(mention: Mention, before: Target, between: str) -> bool:
    """资本性支出(309): the code right after a name says which account of that name is meant."""
    beside = compiled(source_words().code_beside).fullmatch(between) and mention.text.isdigit()
    return bool(beside) and _is_account(before.id) and target_name(_id(mention)).startswith(before.name)


def _is_head(mention: Mention, before: Target, between: str) -> bool:
    """采购盘子, 三公总预算, 档案数字化项目预算: the word for a total, or for projects behind one, says nothing more than the figure before it."""
    if before.id.startswith("project:"):
        return not between and mention.type == "measure" and mention.ids[0] == source_words().heads_project
    head = mention.type in ("measure", "weak") and mention.ids[0] == source_words().heads
    right_after = compiled(source_words().head_between).fullmatch(between) is not None
    return head and right_after and before.id != mention.ids[0]


def _basis(record: MeasureRecord) -> str:
    """208类，一般公共预算当年拨款: the basis that a measure after an account stands for, "" if it is none."""
    named = next((id_ for id_, entry in scopes().items() if entry.measure == record.id and id_ != WHOLE), "")
    return named or source_words().account_bases.get(record.id, "")


def _loose(analysis: Analysis, before: Placed, mention: Mention) -> bool:
    """Whether a comma or a blank stands between two figures that are not said to be one inside of the other: then they may be two."""
    between = analysis.text[before.stop : mention.start]
    if compiled(variant_words().inside).match(between) or compiled(variant_words().inside_funds).fullmatch(between):
        return False
    start, stop = analysis.folded.span(before.stop, mention.start) if mention.start > before.stop else (
        analysis.folded.offsets[before.stop - 1] + 1, analysis.folded.offsets[mention.start])
    return compiled(variant_words().pause).search(analysis.folded.original[start:stop]) is not None


def _pair(placed: list[Placed], joined: Placed, last: bool, analysis: Analysis) -> bool:
    """2080502，公用经费: an account and the amount that directly follows it (or its name), not two items of a list."""
    listed = analysis.has(*OF_LISTS)
    same = joined.target.aspect == "total" and _is_account(joined.target.id)
    return same or last and len(placed) == 1 and _is_account(placed[0].target.id) and not listed


def amount_of(whole: Target, part: Target) -> Target | None:
    """One amount of an account or a project (its 基本支出, its 财政拨款), where the part names one; else None."""
    record = measures().get(part.id)
    return _amount_by(whole, record, part.scope) if record else None


def _amount_by(holder: Target, record: MeasureRecord, scope: str) -> Target | None:
    of_account = make_target(holder.id, record.aspect, scope or holder.scope) if record.joins and _is_account(holder.id) else None
    return _money_from(holder, record, scope) or of_account


def _operation_between(before: Placed, mention: Mention, analysis: Analysis) -> bool:
    return any(before.stop <= m.start < mention.start for m in analysis.of("operation") if not set(m.ids) & HARMLESS)


def _is_whole(between: str) -> bool:
    """维修费里项目支出, 维修费在项目支出里: of two figures one is what the other is inside of."""
    return any(found for found in (compiled(variant_words().inside).match(between), compiled(variant_words().among).search(between)))


def _is_account(id_: str) -> bool:
    return id_.split("|")[0].split(".")[0] in ("function", "economic")


def make_target(id_: str, aspect: str = "total", scope: str = "") -> Target:
    """The target of a measure id, of account ids joined by |, or of a project or bare name id."""
    record = measures().get(id_)
    if record:
        return _measure_target(record, scope)
    ids = id_.split("|")
    own_first = sorted(CLASSES, key=lambda cls: cls != _class(ids[0]))
    sources = tuple(source for cls in own_first for source in _class_sources(cls, [i for i in ids if _class(i) == cls], aspect, scope))
    funded = scope if scope in source_words().fund_names and aspect == "total" and _class(ids[0]) in FUNDED else aspect
    return Target(id_, target_name(ids[0], funded), _ranked(sources), scope, aspect)


def _measure_target(record: MeasureRecord, scope: str) -> Target:
    scope = "" if scope and scope != WHOLE and scopes()[scope].measure == record.id else scope
    sources = sources_of(record, scope)
    applied = scope if scope in record.scoped else ""
    if scope and not applied:
        narrowed = tuple(replace(source, scope=scope) for source in sources)
        sources, applied = narrowed, scope
    return Target(record.id, record.name, sources, applied, record.aspect, record.breakdown, record.listed, record.beside)


def _class(id_: str) -> str:
    return id_.split(":")[0] if ":" in id_ else id_.split(".")[0]


def _class_sources(cls: str, ids: list[str], aspect: str, scope: str) -> list[Source]:
    words: ClassSources = getattr(source_words(), cls)
    if scope and cls in FUNDED:
        own = [parse_source(text, id_, scope) for text in words.aspects for id_ in ids]
        return own + [parse_source(text, id_, scope) for text in words.scoped.get(scope, ()) for id_ in ids]
    on_basis = [parse_source(text, "", "").kind for text in words.scoped.get(scope, ())]
    written = (on_basis or words.aspects) if aspect != "total" else words.scoped.get(scope, words.total)
    sources = [parse_source(text, id_, aspect) for text in dict.fromkeys(written) for id_ in ids]
    if scope in source_words().narrow and (aspect != "total" or scope not in words.scoped):
        sources = [replace(source, scope=scope) for source in sources]
    # A project whose total budget is not printed apart from the year's has only the year's.
    return sources + (_class_sources(cls, ids, "total", "") if aspect == "total_budget" else [])


def _ranked(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """Sources of one kind and class share a rank, so that one name under two codes is found under both."""
    keys = list(dict.fromkeys((source.kind, _class(source.subject), source.aspect) for source in sources))
    return tuple(
        replace(source, rank=keys.index((source.kind, _class(source.subject), source.aspect))) for source in sources
    )


def target_name(id_: str, aspect: str = "total") -> str:
    """What an item is called in answers: the standard name of an account, the measure's name, or the name itself."""
    joined = next((r.name for r in measures().values() if r.joins and r.aspect == aspect), "")
    suffix = (source_words().fund_names.get(aspect) or source_words().income_names.get(aspect) or joined) if aspect != "total" else ""
    if id_ in measures():
        return measures()[id_].name
    cls, _, rest = id_.partition(":" if ":" in id_ else ".")
    if cls in ("function", "economic"):
        account = load_accounts(cls).by_code.get(rest)
        rest = account.name if account else rest
    return f"{rest}{variant_words().of}{suffix}" if suffix else rest


def less(whole: Target, parts: tuple[Target, ...]) -> Target:
    """A figure without some of its parts: no place prints it, it follows from theirs."""
    name = exclusion_words().name.format(whole=whole.name, parts=enumerate_words(part.name for part in parts))
    return replace(whole, name=name, sources=(), less=(*whole.less, *parts))


def inside(holder: Target, part: Target) -> Target:
    """A part of a project, which its sub-items may print: an account, or what they are called."""
    return replace(part, name=inner_words().name.format(whole=holder.name, part=part.name), sources=(), inside=holder.id)


def part_forms(whole: Target, part: Target) -> tuple[Target, ...]:
    """What a part of a figure may be printed as: that amount of it, the same amount of the part, the part by itself."""
    of_whole = amount_of(whole, part)
    same_amount = make_target(part.id, whole.aspect, part.scope) if part.id not in measures() and whole.aspect != "total" else None
    by_whole = _same_amount_by_measure(whole, part)
    return tuple(form for form in (of_whole, by_whole, same_amount, part) if form)


def _same_amount_by_measure(whole: Target, part: Target) -> Target | None:
    """维修费 within 项目支出: the amount of an account that the whole is the total of."""
    record = measures().get(whole.id)
    return make_target(part.id, record.aspect, part.scope) if record and record.joins and part.id not in measures() else None


def contains(whole: Target, part: Target) -> bool:
    """Whether a figure is, by its nature, the whole that another one is part of."""
    words = source_words()
    own = words.families.get(part.aspect) or words.families.get(part.sources[0].subject.split(".")[0] if part.sources else "")
    grand = words.grand_totals
    return whole.id == own or whole.id in grand and part.id not in grand


def is_count(target: Target) -> bool:
    """Whether a figure counts projects, so that a question for their number is no question for a list of them."""
    return target.id in source_words().project_counts


def in_table(target: Target, kind: str) -> tuple[Source, ...]:
    """The places of a target in one kind of table: those it has there, else its item and amount as that kind would print them."""
    own = tuple(source for source in target.sources if source.kind == kind)
    made = dict.fromkeys(Source(kind, source.subject, source.aspect) for source in target.sources if source.kind != "narrative")
    return own or tuple(made)


def change_sources(target: Target, change: str) -> tuple[Source, ...]:
    """Where the change of a figure may be printed: the same places, with the amount of the change."""
    totals = source_words().same_total
    sources = []
    for source in target.sources:
        aspect = change if source.aspect in ("total", "basic_total") else f"{source.aspect}.{change}"
        subjects = [source.subject]
        if source.subject in totals and source.aspect == "total" and source.kind == "narrative":
            subjects += [s for s in totals if s != source.subject]
        sources += [replace(source, subject=subject, aspect=aspect) for subject in subjects]
    return tuple(replace(source, rank=-1) for source in dict.fromkeys(sources))
