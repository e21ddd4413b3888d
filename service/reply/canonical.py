"""QUERY → QUESTION: the complete question that a logical query stands for, which reads back as the same query."""

from __future__ import annotations

from decimal import Decimal

from service.facts.catalog import Catalog, Name
from service.facts.records import SEPARATOR
from service.language.scopes import scopes
from service.language.words import compiled, enumerate_words, stages, variant_words
from service.query.crossed import CROSSED
from service.query.finder import Collection, plain, years_of
from service.query.logical import ALL_YEARS, COUNTED_YEARS, Condition, Query, all_years
from service.reply.changes import asks_rate_gap
from service.reply.canonical_words import canonical_words
from service.reply.cells import OPERATION, cell_fact, cell_question
from service.reply.ends import asks_both_ends
from service.reply.figures import asks_percent, of_extremes
from service.reply.indicators import tells_target
from service.reply.items import ItemNames, key_of
from service.reply.shares import asks_gap, is_joint

# Operations about the collection or about words, in which units and years say nothing.
OF_NO_UNIT = frozenset({"help", "origin", "list_units", "list_years", "list_documents", "define", "code_of"})
# Operations whose answer is a text that no year chooses.
OF_NO_YEAR = OF_NO_UNIT | frozenset({"duties", "section", "office", "matter", "sentence"})

# Which items a figure is taken apart into.
OF_ITEMS = ("by_economic", "lowest", "level_two")
# What units are asked for by how their figure changed.
WHICH = ("not_rose", "not_fell", "rose", "fell", "same")
# Operations in whose answer an order shows.
ORDERED = frozenset({"rank", "rank_parts", "change", "change_rate", "list_projects", "per_person"})


def canonical(query: Query, collection: Collection, names: ItemNames) -> str:
    """The canonical question of a query; the same for the same query, whatever it was asked in."""
    if query.operation == OPERATION:
        return cell_question(collection, cell_fact(collection, query))
    catalog = collection.catalog
    question = canonical_words().sentences[_sentence(query)].format_map(_parts(query, catalog, names))
    return canonical_words().with_display.format(question=question, unit=query.display) if query.display else question


# Of these, the base is the project or account that the figures stand in, which their names say.
CARRIES_BASE = frozenset({"lookup", "sum", "difference"})


def essence(query: Query, catalog: Catalog) -> dict[str, object]:
    """What two queries must have in common to be the same one: every slot, years by number, without the asker's words."""
    parts = {
        "operation": query.operation, "units": _who(query, catalog), "targets": tuple(key_of(t) for t in query.targets),
        "base": _base_key(query), "base_units": query.base_units, "condition": _bound_key(query),
        "order": (query.order, query.limit, query.nth) if query.operation in ORDERED else (), "display": query.display, "variant": query.variant, "against": query.against,
        "stage": query.stage, "kind": query.kind, "limits": query.limits, "less": tuple(key_of(t) for t in query.less),
    }
    years = () if query.operation in OF_NO_YEAR else tuple((unit, years_of(query, catalog, unit)) for unit in sorted(query.units))
    terms = query.terms if query.operation in ("indicator", "section", "sentence", OPERATION) else ()
    return parts | {"years": years, "terms": tuple(sorted(terms)), "words": _flags(query)}


def _who(query: Query, catalog: Catalog) -> tuple[str, ...]:
    if query.operation in OF_NO_UNIT:
        return ()
    return tuple(sorted(query.units))


def _base_key(query: Query) -> tuple[str, str, str] | None:
    """The whole of a share; where it is the same item of other units, that goes without saying. Elsewhere it is only what later questions lean on."""
    if query.operation in CARRIES_BASE and not _is_check(query):
        return None
    return None if query.base_units and query.targets and key_of(query.base) == key_of(query.targets[0]) else key_of(query.base)


def _is_check(query: Query) -> bool:
    """Whether a sum is asked to come to its base, not only told of what stands in it."""
    return query.operation == "sum" and query.base is not None and "op:equals" in query.explicit


def _bound_key(query: Query) -> tuple[object, ...]:
    condition = query.condition
    if condition is None or query.operation not in ("condition", "condition_parts"):
        return ()
    factor = variant_words().factors.get(condition.unit, Decimal(1))
    bounds = tuple(None if bound is None else (bound * factor).normalize() for bound in (condition.low, condition.high))
    return condition.op, bounds, key_of(condition.other), condition.than, condition.mean, condition.every


def _flags(query: Query) -> tuple[str, ...]:
    """What of the wording changes the answer, beside the slots."""
    if query.operation in ("change", "change_rate"):
        return ("gap",) if asks_rate_gap(query) else (_direction(query),)
    if query.operation == "share":
        both = ("both",) if "op:each_amount" in query.explicit else ("joint",)
        return ("gap",) if asks_gap(query) else both if is_joint(query) else ()
    if query.operation == "rank" and _is_place(query):
        return ("place", query.claimed)
    if query.operation in ("difference", "multiple"):
        crossed = (CROSSED,) if CROSSED in query.explicit else ()
        return crossed + (("extremes",) if of_extremes(query) else ("percent",) if asks_percent(query) or _asks_ratio(query) else ())
    said = {"breakdown": OF_ITEMS, "rank_parts": OF_ITEMS, "condition_parts": OF_ITEMS, "about_project": ("function_of", "category_of"),
            "indicator": ("indicator_weight", "indicator_basis")}.get(query.operation, ())
    return tuple(op for op in said if f"op:{op}" in query.explicit)


def _asks_ratio(query: Query) -> bool:
    """甲与乙之比是百分之几: the quotient of two figures in percent."""
    return query.operation == "multiple" and "op:percent" in query.explicit


def _direction(query: Query) -> str:
    words = variant_words()
    patterns = (words.which_not_rose, words.which_not_fell, words.which_rose, words.which_fell, words.which_same)
    for name, pattern in zip(WHICH, patterns):
        if len(query.units) > 1 and compiled(pattern).search(query.text):
            return name
    down = any(mark in query.text for mark in words.fall)
    if query.order and (len(query.units) > 1 or len(query.targets) > 1):
        return ("down_" if down else "up_") + query.order
    if any(mark in query.text for mark in words.signed):
        return "signed"
    if down:
        return "down"
    return "signed" if query.operation == "change_rate" else "up"


def _sentence(query: Query) -> str:
    """Which of the canonical sentences says a query: that of its operation, or of a kind of it."""
    if query.operation == "share":
        return _sentence_of_share(query)
    if query.operation == "change_rate" and asks_rate_gap(query):
        return "change_rate_gap"
    return _sentence_of_two(query) or _sentence_of_condition(query) or _sentence_of_one(query) or query.operation


def _sentence_of_share(query: Query) -> str:
    joint, gap = is_joint(query), asks_gap(query)
    each = len(query.targets) > 1 and not joint and not gap
    whole = "share" if query.base or query.base_units else "share_whole_each" if each else "share_whole"
    if gap:
        return f"{whole}_gap"
    if joint:
        return "share_both" if "op:each_amount" in query.explicit else f"{whole}_joint"
    return whole


def _sentence_of_two(query: Query) -> str:
    """The sentence that sets two figures against each other, "" where that of the operation does."""
    if query.operation in ("difference", "multiple") and of_extremes(query):
        return f"{query.operation}_extremes"
    if CROSSED in query.explicit:
        return f"{query.operation}_crossed" + ("_rate" if "op:percent" in query.explicit else "")
    return f"{query.operation}_rate" if asks_percent(query) or _asks_ratio(query) else ""


def _sentence_of_condition(query: Query) -> str:
    """The sentence that says what units are to meet, "" for anything but a condition."""
    condition = query.condition
    if query.operation != "condition":
        return ""
    if condition and condition.other:
        return "condition_other"
    if condition and condition.every:
        return "condition_every"
    if condition and (condition.mean or condition.than):
        return "condition_mean" if condition.mean else "condition_than"
    if condition and condition.low is None and condition.high is None:
        return "condition_some"
    return "condition" if query.each else "condition_of"


def _sentence_of_one(query: Query) -> str:
    """The sentence of what is more than its operation says (a place, not an order), else ""."""
    if _is_check(query):
        return "sum_check"
    if query.operation == "rank" and _is_place(query):
        return "rank_place"
    return "per_person_order" if query.operation == "per_person" and query.order else ""


def _is_place(query: Query) -> bool:
    """Whether the place of one unit is asked for."""
    return "op:place_of" in query.explicit and bool(query.claimed)


def _parts(query: Query, catalog: Catalog, names: ItemNames) -> dict[str, str]:
    words = canonical_words()
    units, years = _units(query, catalog), _years(query, catalog)
    items = _items(query, names)
    first, second = _two(query, catalog, names)
    return {
        "who": units + years, "years": years, "items": items, "first": first, "second": second,
        "of": words.of.format(title=query.title) if query.title and query.kind else "", "title": query.title,
        "base": _base(query, names), "order": _order(query), "bound": _bound(query.condition) if query.condition else "",
        "other": names.of(query.condition.other) if query.condition and query.condition.other else "",
        "claimed": query.claimed, "than": query.condition.than if query.condition else "",
        "turned": words.turned.get(query.condition.op, "") if query.condition else "",
        "more": words.more.get(query.condition.op, "") if query.condition else "",
        "against": "" if COUNTED_YEARS in query.explicit else words.against.format(year=query.against) if query.against else words.against_before,
        "word": words.words[_direction(query)], "rate": words.rates.get(_direction(query), ""),
        "by": next((text for op, text in words.by.items() if f"op:{op}" in query.explicit), ""),
        "about": next((text for op, text in words.about.items() if f"op:{op}" in query.explicit), words.about["code_of"]),
        "terms": _terms(query, items), "indicators": _indicators(query, catalog), "section": _section(query),
    }


def _units(query: Query, catalog: Catalog) -> str:
    if query.operation in OF_NO_UNIT or not query.units:
        return ""
    if set(query.units) != set(catalog.units) or len(catalog.units) == 1:
        return enumerate_words(query.units)
    if query.operation in ("change", "change_rate") and _direction(query) in WHICH:
        return ""
    extreme = query.operation in ("rank", "per_person") and _order(query) in tuple(canonical_words().orders[end] for end in ("most", "least", "ends"))
    return canonical_words().who_of_rank if extreme or query.operation == "condition" else canonical_words().each


def _years(query: Query, catalog: Catalog) -> str:
    """The years by number; where units differ in their newest year, none or how they are counted from it."""
    words = canonical_words()
    if query.operation in OF_NO_YEAR or not query.units or query.stage == "execution" and not query.years:
        return ""
    counted = query.years[-1] - query.against + 1 if COUNTED_YEARS in query.explicit and query.against and query.years else 0
    if all_years(query) or counted >= ALL_YEARS:
        return words.all_years
    if counted:
        return words.last_years.format(count=counted)
    years = {years_of(query, catalog, unit) for unit in query.units}
    if len(years) == 1:
        return enumerate_words(words.year.format(year=year) for year in years.pop())
    if not query.years:
        return ""
    return words.year_before if query.years == (-1,) else words.last_years.format(count=len(query.years))


def _items(query: Query, names: ItemNames) -> str:
    words = canonical_words()
    # The second figure of a condition stands after 比.
    said = query.targets[:1] if _sentence(query) == "condition_other" else query.targets
    if query.operation == "details_sum":
        said = tuple(target for target in said if target.id != "project")
    items = enumerate_words(names.of(target) for target in said)
    if query.less:
        items += words.besides.format(less=enumerate_words(names.of(part) for part in query.less))
    variant = next((v.name for v in variant_words().variants if v.id == query.variant), "")
    stage = next((s.name for s in stages() if s.id == query.stage), "")
    return (words.with_variant.format(variant=variant, items=items) if variant else items) + stage


def _base(query: Query, names: ItemNames) -> str:
    item = names.of(query.base) if query.base and _base_key(query) else ""
    if query.base_units == ("all",):
        return canonical_words().all_units.format(item=item)
    return enumerate_words(query.base_units) + item


def _two(query: Query, catalog: Catalog, names: ItemNames) -> tuple[str, str]:
    """The two sides of a multiple: two units, or two items of one unit; each with its words."""
    years = _years(query, catalog)
    if CROSSED in query.explicit:
        first, second = (f"{unit}{years}{names.of(target)}" for unit, target in zip(query.units, query.targets))
        return first, second
    if query.operation != "multiple":
        return "", ""
    if len(query.units) == 2:
        return query.units[0] + years, query.units[1] + (_items(query, names) if years else "")
    return enumerate_words(query.units) + years, ""


def _order(query: Query) -> str:
    orders, asked = canonical_words().orders, query.explicit
    if query.nth and query.limit is None:
        return orders["nth_asc" if query.order == "asc" else "nth"].format(n=query.nth)
    if query.limit is not None:
        return orders["bottom" if query.order == "asc" else "top"].format(n=query.limit)
    if asks_both_ends(query):
        return orders["ends"]
    if {"op:most", "op:least"} & asked and not {"op:rank_desc", "op:rank_asc"} & asked:
        return orders["least" if query.order == "asc" else "most"]
    wanted = query.order or ("desc" if query.operation.startswith("rank") else "")
    return orders[wanted] if wanted else ""


def _bound(condition: Condition) -> str:
    bounds = canonical_words().bounds
    if condition.low is None and condition.high is None:
        return bounds["some"] if condition.every else ""
    low, high = (_amount(bound, condition.unit) for bound in (condition.low, condition.high))
    if condition.op == "=" and condition.low == 0:
        return bounds["zero"]
    return bounds[condition.op].format(low=low or high, high=high)


def _amount(bound: Decimal | None, unit: str) -> str:
    if bound is None:
        return ""
    base = next(name for name, factor in variant_words().factors.items() if factor == 1)
    return f"{plain(bound)}{unit or base}"


def _terms(query: Query, items: str) -> str:
    named = [name for name in query.terms if name not in {word for s in scopes().values() for word in s.words}]
    return enumerate_words(named[:1]) or items or enumerate_words(query.terms)


def _indicators(query: Query, catalog: Catalog) -> str:
    words = canonical_words().indicators
    named = [name for name in catalog.names if name.type == "indicator" and name.id in query.terms]
    texts = tuple(dict.fromkeys(name.text for name in named))
    form = next((form for form in ("weight", "basis") if f"op:indicator_{form}" in query.explicit), "")
    if len(texts) == 1 and not query.limits:
        form = f"value_{form}" if form and tells_target(query) else form
        return words[form or "one"].format(name=texts[0])
    listed = "limited" if query.limits else f"all_{form}" if form else "all"
    return words[listed].format(project=_project_of(named, catalog), limits="".join(query.limits))


def _project_of(indicators: list[Name], catalog: Catalog) -> str:
    """The project that all of some indicators belong to, "" where they belong to several or to the unit."""
    projects = {name.text for name in catalog.names if name.type == "project"}
    return next((p for p in sorted(projects, key=len, reverse=True) if all(i.context.startswith(p) for i in indicators)), "")


def _section(query: Query) -> str:
    return enumerate_words(term.split(SEPARATOR)[-1] for term in query.terms[:1])
