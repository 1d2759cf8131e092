"""What `check` tells the author of `columns.yaml`, in the bank of a school garden."""

from pathlib import Path

import pytest

from assessment.instrument.checks.every_check import check_bank
from assessment.instrument.load import load, load_bank
from assessment.instrument.releases import digest
from tests.instrument.bank import SMALL, TODAY, copy_of
from tests.shipped import BANK

COLUMNS = """\
compared: [last year]
parts:
  - id: plots
    name: {zh: 地块, en: Plots}
    measure: number
    names: {high: [plots]}
metrics:
  - metric: harvest
    measure: number
    over: 30
    fold: sum
    weight: plots
    from: {plus: [plots]}
    names: {high: [harvest, kilos], low: [weight]}
"""


def told(tmp_path: Path, text: str) -> list[tuple[int | None, str]]:
    bank = copy_of(SMALL, tmp_path)
    (bank / "columns.yaml").write_text(text, encoding="utf-8")
    return [(one.line, one.what.in_("en")) for one in check_bank(load(bank), TODAY)]


def test_sound_columns_have_no_problem(tmp_path: Path) -> None:
    assert told(tmp_path, COLUMNS) == []


@pytest.mark.parametrize(
    ("instead_of", "write", "problem"),
    [
        ("metric: harvest", "metric: harvst", (8, "harvst: There is no metric 'harvst'.")),
        ("weight: plots", "weight: beds", (12, "harvest: There is no part 'beds'.")),
        ("plus: [plots]", "plus: [beds]", (13, "harvest: There is no part 'beds'.")),
        ("id: plots", "id: harvest", (3, "harvest: This id is used twice.")),
        ("high: [plots]", "high: [Kilos]", (6, "plots: 'Kilos' means harvest already.")),
        ("high: [plots]", "high: [harvest (元)]", (6, "plots: 'harvest (元)' means harvest already.")),
        ("low: [weight]", "low: [近30天]", (14, "harvest: '近30天' has no name in it.")),
        ("over: 30", "over: 0", (8, "Over is a number of days from 1 to 366, day or month.")),
        (", en: Plots}", "}", (4, "plots: name has no English text.")),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, instead_of: str, write: str, problem: tuple[int, str]
) -> None:
    found = told(tmp_path, COLUMNS.replace(instead_of, write, 1))

    assert problem in found


def test_a_name_that_can_never_be_found_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, COLUMNS.replace("low: [weight]", "low: [weight last year]"))

    assert [what for _, what in found] == [
        "harvest: 'weight last year' holds a word of compared, so it is never found."
    ]


def test_a_metric_stands_once(tmp_path: Path) -> None:
    again = (
        COLUMNS[COLUMNS.index("  - metric") :].replace("harvest, kilos", "crop").replace("weight]", "crops]")
    )

    assert "harvest: This metric stands twice." in [what for _, what in told(tmp_path, COLUMNS + again)]


def test_columns_belong_to_no_version_of_the_instrument(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    before = digest(load_bank(bank).instrument)
    (bank / "columns.yaml").write_text(COLUMNS, encoding="utf-8")

    assert digest(load_bank(bank).instrument) == before


def test_a_bank_without_columns_finds_nothing_and_has_no_problem() -> None:
    bank = load_bank(SMALL)

    assert (bank.columns.metrics, bank.columns.parts) == ([], [])


def test_every_metric_of_the_shipped_bank_can_be_found_in_an_export() -> None:
    bank = BANK

    assert {each.metric for each in bank.columns.metrics} == {metric.id for metric in bank.instrument.metrics}


def test_no_rate_of_the_shipped_bank_is_ever_summed() -> None:
    columns = BANK.columns

    assert [each.metric for each in columns.metrics if each.measure == "share" and each.fold == "sum"] == []
