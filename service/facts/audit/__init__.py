"""EXTRACTION, FACTS → FINDINGS: what in a disclosure contradicts itself (勾稽关系).

The rules are data in prompts/documents/audit.yaml; the functions below apply them, in this order.
"""

from __future__ import annotations

from collections import Counter

from service.facts.audit.agreement import check_agreement
from service.facts.audit.categories import check_categories, check_indicator_levels
from service.facts.audit.changes import check_changes, check_differences
from service.facts.audit.codes import check_codes, check_functional_fields
from service.facts.audit.contents import check_contents
from service.facts.audit.evidence import set_doubtful_aside
from service.facts.audit.goals import check_goals
from service.facts.audit.levels import check_levels
from service.facts.audit.listed import check_counts, check_listed_items
from service.facts.audit.model import Audit, Disclosure, Finding, Held
from service.facts.audit.parts import check_parts
from service.facts.audit.project_sums import check_products, check_project_tables, check_sub_items
from service.facts.audit.residues import check_residues
from service.facts.audit.shares import check_shares
from service.facts.audit.sums import check_sums
from service.facts.audit.text_names import check_account_paths, check_text_names
from service.facts.audit.titles import check_title_years, check_unexplained
from service.facts.audit.unit_names import check_owners, check_unit_name
from service.facts.audit.weights import check_weights

CHECKS = (
    check_sums,
    check_levels,
    check_agreement,
    check_shares,
    check_changes,
    check_differences,
    check_parts,
    check_weights,
    check_sub_items,
    check_project_tables,
    check_products,
    check_categories,
    check_indicator_levels,
    check_goals,
    check_codes,
    check_account_paths,
    check_text_names,
    check_functional_fields,
    check_listed_items,
    check_counts,
    check_contents,
    check_title_years,
    check_unexplained,
    check_owners,
    check_unit_name,
    check_residues,
)


def audit(disclosure: Disclosure) -> Audit:
    """All findings of one document, each contradiction once, by the first check that tells it; and what was proved."""
    certain = set_doubtful_aside(disclosure)
    told = [one for check in CHECKS for one in check(certain)]
    found = [one for one in told if isinstance(one, Finding)]
    held = Counter(one.rule for one in told if isinstance(one, Held))
    return Audit(tuple({finding.message: finding for finding in reversed(found)}.values())[::-1], tuple(sorted(held.items())))
