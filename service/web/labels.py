"""The words of prompts/replies/labels.yaml: what ids are called on pages and in the JSON of extracted tables."""

from __future__ import annotations

import msgspec

from service.assets import load


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One mapping from id to word for each kind of id; `not_figures` is an expression for what follows a number that is no figure of its own (a year, a count of what is listed)."""

    halves: dict[str, str]
    types: dict[str, str]
    variants: dict[str, str]
    states: dict[str, str]
    severities: dict[str, str]
    reasons: dict[str, str]
    reason_with_detail: str
    not_figures: str

    def explain(self, why: str, detail: str = "") -> str:
        """The sentence for a reason's id, with its evidence; an id without a sentence stays as it is."""
        reason = self.reasons.get(why, why)
        return self.reason_with_detail.format(reason=reason, detail=detail) if detail else reason


class FormReasons(msgspec.Struct, frozen=True):
    """The part of documents/forms.yaml that says why cells of forms were read as they were."""

    reasons: dict[str, str]


def load_labels() -> Labels:
    """Read the labels. Raises AssetError with file and line where they are not as they should be."""
    labels = load("replies/labels.yaml", Labels)
    of_forms = load("documents/forms.yaml", FormReasons)
    return msgspec.structs.replace(labels, reasons=of_forms.reasons | labels.reasons)
