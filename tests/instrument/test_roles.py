"""Who may be asked: read beside the instrument, and what `check` tells its author."""

from pathlib import Path

import pytest

from assessment.instrument.checks.every_check import check_bank
from assessment.instrument.load import load, load_bank
from assessment.instrument.problems import InstrumentError
from assessment.instrument.releases import digest
from tests.instrument.bank import SMALL, TODAY, copy_of, line_of, rewrite
from tests.shipped import BANK

ROLES = """\
respondents:
  - id: teacher
    name: {zh: 老师, en: Teacher}
    does: {zh: 带班的人, en: Leads the class}
    dimensions: [plants, people]
  - id: pupil
    name: {zh: 同学, en: Pupil}
    does: {zh: 浇水的人, en: Waters}
    dimensions: [plants]
"""


def garden(tmp_path: Path) -> Path:
    """Return a copy of the small bank with roles."""
    bank = copy_of(SMALL, tmp_path)
    (bank / "respondents.yaml").write_text(ROLES, encoding="utf-8")
    return bank


def test_roles_are_read_and_change_no_digest(tmp_path: Path) -> None:
    bank = garden(tmp_path)

    assert [(role.id, role.dimensions) for role in load_bank(bank).roles] == [
        ("teacher", ["plants", "people"]),
        ("pupil", ["plants"]),
    ]
    assert check_bank(load(bank), TODAY) == []
    assert digest(load_bank(bank).instrument) == digest(load_bank(SMALL).instrument)
    assert load_bank(SMALL).roles == []


def test_the_shipped_roles_ask_about_every_dimension() -> None:
    bank = BANK

    asked = {dimension for role in bank.roles[1:] for dimension in role.dimensions}
    assert asked >= {each.id for each in bank.instrument.dimensions} - {"team"}
    assert set(bank.roles[0].dimensions) == {each.id for each in bank.instrument.dimensions}


@pytest.mark.parametrize(
    ("instead_of", "write", "says"),
    [
        ("[plants]", "[plant]", "pupil: There is no dimension 'plant'."),
        ("id: pupil", "id: teacher", "teacher: This id is used twice."),
        ("[plants, people]", "[plants, plants]", "teacher: 'plants' is named twice."),
        ("{zh: 同学, en: Pupil}", "{zh: 同学}", "English text."),
        ("dimensions: [plants]", "dimensoins: [plants]", "'dimensoins' is not a known key."),
        ("[plants, people]", "[]", "dimensions"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path: Path, instead_of: str, write: str, says: str) -> None:
    bank = garden(tmp_path)
    path = bank / "respondents.yaml"
    line = rewrite(path, instead_of, write)

    found = [one for one in check_bank(load(bank), TODAY) if says in one.what.in_("en")]

    assert [(one.file, one.level) for one in found] == [(str(path), "error")], check_bank(load(bank), TODAY)
    assert found[0].line in {line, line_of(path, write)}


def test_a_bank_whose_roles_ask_about_nothing_is_not_used(tmp_path: Path) -> None:
    bank = garden(tmp_path)
    rewrite(bank / "respondents.yaml", "[plants]", "[plant]")

    with pytest.raises(InstrumentError):
        load_bank(bank)
