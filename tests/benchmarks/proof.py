"""How well the documents of a folder are read: statutory tables found, comparisons of the audit that hold, each that does not.

    python tests/benchmarks/proof.py FOLDER [NAME…]

Only files whose path contains a NAME, if any are given. A comparison that fails is either printed so by the office or misread:
the page, which the message names by its line, says which.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from service.errors import DocumentError  # noqa: E402
from service.facts.audit.words import audit_words  # noqa: E402
from service.facts.records import Ingested  # noqa: E402
from service.ingest import document_files, read_document  # noqa: E402
from service.reply.words import error_text  # noqa: E402

# The tables that every disclosure with tables should have filled or empty.
WANTED = ("income_expenditure_summary", "general_expenditure_by_function", "general_basic_expenditure", "three_public")


def tell(path: Path, read: Ingested) -> tuple[str, ...]:
    """The lines on one document: its score, then each comparison of the proving rules that fails."""
    score, identity = read.score, read.extraction.identity
    missing = ", ".join(kind for kind in score.missing if kind in WANTED)
    head = (f"{path.name}: {identity.unit_name} {identity.year} {identity.type}, statutory {len(score.found)}, held {score.held}, "
            f"rounding {score.roundings}, conflicts {score.conflicts}{', doubtful' if score.doubtful else ''}{f', lacks {missing}' if missing else ''}")
    failed = (f"    {f.rule} {f.message}" for f in read.findings if f.severity == "conflict" and f.rule in audit_words().proving)
    return (head, *failed)


def main() -> None:
    """Read every file and print what was proved of it, then the sums."""
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    sums: Counter[str] = Counter()
    for path in document_files(folder):
        if names and not any(name in str(path) for name in names):
            continue
        try:
            read = read_document(path)
        except DocumentError as error:
            sums["refused"] += 1
            print(error_text(error))
            continue
        sums.update(documents=1, held=read.score.held, roundings=read.score.roundings, conflicts=read.score.conflicts)
        sums.update({f"with {kind}": kind in read.score.found for kind in WANTED})
        print(*tell(path, read), sep="\n")
    print(dict(sums))


if __name__ == "__main__":
    main()
