"""The cases of `tests/cases/comparison.yaml`: two rounds, and what became of them."""

from collections.abc import Mapping
from typing import Any

import pytest

from assessment.instrument.file_schemas import Lineage
from assessment.scoring.comparison import Comparison, Round
from assessment.scoring.comparison import compare as compare_rounds
from assessment.scoring.comparison.series import comparison_as_json
from tests.compact import bank, sheet
from tests.test_cases import asked, cases, compare


@pytest.mark.parametrize("case", cases("comparison", "earlier", "later"))
def test_two_rounds_give_the_parts_of_the_rule(case: Mapping[str, Any]) -> None:
    given = case["given"]
    earlier, later = (one_round(given[side]) for side in ("earlier", "later"))
    lineage = [Lineage.model_validate(line) for line in given.get("lineage", [])]

    found = compare_rounds(earlier, later, lineage)

    compare(case, said(found))
    for change in [comparison_as_json(found)["index"], *comparison_as_json(found)["dimensions"].values()]:
        parts = [change[key] for key in ("improved", "worsened", "answered_or_absent", "instrument")]
        assert None in parts or round(10 * sum(parts)) == round(10 * change["delta"])


def one_round(given: Mapping[str, Any]) -> Round:
    """Build one round of a case."""
    version = {"version": given.get("version", "1.0.0")}
    return Round(bank(given).model_copy(update=version), sheet(given))


def said(found: Comparison) -> dict[str, Any]:
    """Return a comparison in the words of the cases."""
    printed = comparison_as_json(found)
    return {
        "comparable": printed["comparable"],
        "dimensions_comparable": list(found.verdict.dimensions),
        "index": printed["index"],
        "dimensions": printed["dimensions"],
        "items": {one["item"]: [one["from"], one["to"], one["cause"]] for one in printed["items"]},
        "opened": {stage: list(map(asked, gate.opened)) for stage, gate in found.gates.items()},
        "closed": {stage: list(map(asked, gate.closed)) for stage, gate in found.gates.items()},
        "crossings": [
            f"{one.criterion.subject} {'up' if one.up else 'down'} past {one.criterion.at_least:g}"
            for one in found.crossings
        ],
        "stage": list(found.stages),
        "least": None if found.index.noise is None else round(found.index.noise.least, 1),
        "real": printed["real"],
    }
