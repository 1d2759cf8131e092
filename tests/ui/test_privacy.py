"""The page that says what is stored: every table of the database stands in one of its rows."""

import pytest

from assessment.service import Service
from assessment.settings import MODE, SECRET
from assessment.store.schema import metadata
from assessment.texts import LANGUAGES, Text
from assessment.ui.views.privacy import COLUMNS, KINDS
from tests.ui.pages import page, shown

STANDS_IN = {
    "merchant": {"merchant", "care", "standing", "standing_gap"},
    "answers": {
        "assessment",
        "sheet",
        "answer",
        "metric_value",
        "evidence_content",
        "evidence_file",
        "roadmap",
        "step_progress",
        "stumble",
        "later_verification",
        "put_away",
        "template",
    },
    "history": {"audit"},
    "notes": {"private_note", "intake_event"},
    "respondents": {"respondent"},
    "links": {"merchant_link"},
    "accounts": {"account", "account_invitation", "sign_in", "merchant_access"},
    "events": {"event"},
}
"""In which row of the page a reader finds what a table holds."""
OF_NOBODY = {"workspace", "actor", "instrument", "column_mapping", "retention"}
"""Tables with nothing of a shop or person: pseudonyms, questions, meanings of columns, the period."""


def test_every_table_stands_in_a_row_of_the_page() -> None:
    named = [table for tables in STANDS_IN.values() for table in tables]

    assert set(named) | OF_NOBODY == set(metadata.tables)
    assert len(named) == len(set(named))
    assert {*STANDS_IN, "cookies"} == set(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["local", "open"])
def test_the_page_says_of_each_kind_what_why_who_and_until_when(
    service: Service, monkeypatch: pytest.MonkeyPatch, mode: str, language: str
) -> None:
    assert service.assessments.recent() == []
    monkeypatch.setenv(SECRET, "s" * 40)
    monkeypatch.setenv(MODE, mode)

    said = shown(page("privacy", language))

    for kind in KINDS:
        for head in ("what", *COLUMNS):
            is_there = Text(f"privacy.{kind}.{head}").in_(language) in said
            assert is_there == (kind != "accounts" or mode == "open"), (kind, head)
    assert (Text("privacy.nobody_signs_in").in_(language) in said) == (mode == "local")
