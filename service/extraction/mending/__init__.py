"""TABLES, PASSAGES → TABLES: damage of single cells put right by what the same document prints elsewhere.

`texts` is what the document prints in one piece, `table_edit` how a reading is recorded; `strips`, `seams` and `twins` are
what the stages below read with.
"""

from __future__ import annotations

from service.extraction.mending.cuts import mend_cuts
from service.extraction.mending.doubts import mark_damaged
from service.extraction.mending.fused_rows import split_fused_rows
from service.extraction.mending.goals import mend_goals
from service.extraction.mending.look_alikes import mend_look_alikes
from service.extraction.mending.names import mend_names
from service.extraction.mending.proofs import cite_proofs
from service.extraction.mending.texts import collect_texts
from service.extraction.mending.values import mend_values
from service.extraction.model import Passage, Table

STAGES = (
    mend_look_alikes,
    split_fused_rows,
    mend_values,
    mend_cuts,
    mend_goals,
    mend_names,
    cite_proofs,
    mark_damaged,
)


def mend_tables(tables: tuple[Table, ...], passages: tuple[Passage, ...]) -> tuple[Table, ...]:
    """Tables as extracted → tables with what can be proved read as meant, and doubts about what can't.

    Each stage takes the tables, and the texts of the document as the stages before have left them.
    """
    for mend in STAGES:
        tables = mend(tables, collect_texts(tables, passages))
    return tables
