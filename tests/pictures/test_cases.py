"""Understanding by place, case by case: texts in, offers out, as in `tests/cases/pictures.yaml`."""

from pathlib import Path
from typing import Any

import pytest

from assessment.pictures import PictureText, PictureTexts, proposals_with_pictures, understand
from assessment.spreadsheets import review_all
from tests.pictures.drawing import TODAY
from tests.pictures.judging import BANK
from tests.yaml_cases import read_cases

CASES = read_cases(Path(__file__).parents[1].joinpath("cases", "pictures.yaml"))


def box(  # noqa: PLR0913, PLR0917 - one of the file's lines
    left: float,
    top: float,
    height: float,
    text: str,
    sure: float = 1.0,
    again: str | None = None,
    slant: float = 0.0,
) -> PictureText:
    """Return a text as wide as its characters are."""
    width = sum(0.55 if sign.isascii() else 1.0 for sign in text) * 0.8 * height
    return PictureText(text, left, top, left + width, top + height, sure, again, slant)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_a_picture_says_is_found_by_place(case: dict[str, Any]) -> None:
    width, height = case.get("size", (780, 900))
    boxes = [box(*each) for each in case["texts"]]

    read = understand(PictureTexts(width, height, boxes), BANK, TODAY)
    found = {
        each.metric.id: each for each in review_all(proposals_with_pictures([], [read]), BANK.instrument, {})
    }

    ticked = case.get("ticked", {})
    assert {id_: each.number for id_, each in found.items()} == {**case.get("offered", {}), **ticked}
    assert {id_ for id_, each in found.items() if each.ticked} == set(ticked)
    for id_, codes in case.get("told", {}).items():
        assert {notice.code for notice in found[id_].notices} >= set(codes)
    assert [notice.code for notice in read.notices] == case.get("said", [])
    for id_, day in case.get("as_of", {}).items():
        assert found[id_].proposal.as_of == day
