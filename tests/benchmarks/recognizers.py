"""Score of the quantity grammar on the Chinese cases of Recognizers-Text.

    python tests/benchmarks/recognizers.py FOLDER

FOLDER holds NumberModel.json, PercentModel.json, CurrencyModel.json and NumberRangeModel.json. The score is for
orientation: those cases cover much that budgets never say (fractions of powers, 折, foreign money).
"""

import json
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

from service.quantities import find_quantities


def expected_values(case: dict, model: str) -> list[Decimal]:
    values = [result["Resolution"]["value"] for result in case["Results"] if result.get("Resolution", {}).get("value")]
    if model == "NumberRangeModel":
        values = [end for value in values for end in value.strip("[]()").split(",") if end]
    return [Decimal(value.rstrip("%")) for value in values]


def found_values(text: str) -> list[Decimal]:
    ends = ((quantity.value, quantity.high) for quantity in find_quantities(text))
    return [value for pair in ends for value in pair if value is not None]


def main(folder: Path) -> None:
    for model in ("NumberModel", "PercentModel", "CurrencyModel", "NumberRangeModel"):
        cases = json.loads((folder / f"{model}.json").read_text(encoding="utf-8-sig"))
        right = 0
        for case in cases:
            try:
                right += expected_values(case, model) == found_values(case["Input"])
            except InvalidOperation:
                continue
        print(f"{model}: {right} of {len(cases)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
