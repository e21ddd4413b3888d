"""The words of prompts/replies/labels.yaml: what ids are called on pages and in the JSON of extracted tables."""

from __future__ import annotations

import msgspec

from service.assets import load


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One mapping from id to word for each kind of id; `examples` are questions with `{unit}` left open."""

    halves: dict[str, str]
    types: dict[str, str]
    variants: dict[str, str]
    states: dict[str, str]
    examples: list[str]


def load_labels() -> Labels:
    """Read the labels. Raises AssetError with file and line where they are not as they should be."""
    return load("replies/labels.yaml", Labels)
