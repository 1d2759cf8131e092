"""Assessment files in and out."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.files import LARGEST, Reading, read, read_path, write
from assessment.instrument.load import load_instrument, shipped_bank
from assessment.instrument.releases import Releases, digest
from assessment.responses import (
    Absent,
    Answer,
    Assessment,
    Evidence,
    InstrumentRef,
    MerchantRef,
    MetricValue,
    Mode,
    Sheet,
    Verified,
)
from assessment.scoring import score
from tests.instrument.bank import SMALL, copy_of
from tests.instrument.test_digest import released
from tests.shipped import INSTRUMENT
from tests.yaml_cases import read_cases

GARDEN = load_instrument(SMALL)
REFERENCE = {"id": "school-garden", "version": "0.3.0"}
CASES: list[dict[str, Any]] = read_cases(Path(__file__).parent / "cases" / "files.yaml")


def opened(**parts: Any) -> Reading:
    """Read a file made of these parts."""
    whole = {"format": 1, "instrument": REFERENCE, "answers": {}, **parts}
    return read(json.dumps(whole, ensure_ascii=False).encode(), GARDEN, Releases(SMALL).find)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_a_file_is_read_or_refused_with_its_reason(case: dict[str, Any]) -> None:
    if "text" in case:
        reading = read(case["text"].encode(), GARDEN, Releases(SMALL).find)
    else:
        reading = opened(**case["file"])

    told = [(one.place, one.what.in_("en"), one.fix.in_("en")) for one in reading.problems]
    if not case["told"]:
        assert told == []
        assert reading.assessment is not None
        return
    place, *words = case["told"]
    assert [one[0] for one in told] == [place], told
    assert all(word in " ".join(told[0][1:]) for word in words), told
    assert (reading.assessment is None) is not case.get("warning", False)
    assert all(one.what.in_("zh") and one.fix.in_("zh") for one in reading.problems)


def test_every_slip_of_a_file_is_told_at_once() -> None:
    reading = opened(
        answers={"plants.watering": {"point": 7}, "plants.bed": {"ticks": []}, "people.rota": {"pont": 1}},
        metrics={"harvest": {"number": "82 分"}},
        profile={"soil": "mud"},
        taken_on="today",
    )

    assert reading.assessment is None
    assert {one.place for one in reading.problems} == {
        "answers.plants.watering.point",
        "answers.plants.bed",
        "answers.people.rota.pont",
        "metrics.harvest.number",
        "profile.soil",
        "taken_on",
    }


def test_a_problem_is_said_in_both_languages_with_the_file_and_the_place(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    whole = {"format": 1, "instrument": REFERENCE, "answers": {"plants.watering": {"point": 3}}}
    path.write_text(json.dumps(whole), encoding="utf-8")

    problem = read_path(path, GARDEN).problems[0]

    assert problem.text("en") == (
        f"{path}: answers.plants.watering.point: There is no point 3. Write one of the whole numbers 0, 1, 2."
    )
    assert (
        problem.text("zh")
        == f"{path}: answers.plants.watering.point：没有等级 3。请写其中一个整数：0, 1, 2。"
    )


@pytest.mark.parametrize("size", [LARGEST + 1, 50_000_000])
def test_a_large_file_is_refused_unread(size: int, tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(size)

    for reading in (read_path(path, GARDEN), read(bytes(size), GARDEN)):
        assert [one.what.in_("en") for one in reading.problems] == ["The file is larger than 5 MB."]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    reading = read_path(tmp_path / "none.json", GARDEN)

    assert [one.what.in_("en") for one in reading.problems] == [
        "This file does not exist or cannot be opened."
    ]


@pytest.mark.parametrize(
    "raw", [b"[" * 100_000, b'{"a":' * 100_000, b'{"format": 1, "answers": ' + b"[" * 41]
)
def test_deep_nesting_is_refused(raw: bytes) -> None:
    assert [one.what.in_("en") for one in read(raw, GARDEN).problems] == [
        "Brackets are nested more than 40 levels deep."
    ]


def test_brackets_inside_a_note_are_only_text() -> None:
    assert opened(answers={"plants.watering": {"point": 1, "note": '[{"' * 100}}).problems == []


def test_other_encodings_are_refused_and_a_byte_order_mark_is_not() -> None:
    text = json.dumps(
        {"format": 1, "instrument": REFERENCE, "answers": {}, "merchant": {"name": "菜园"}},
        ensure_ascii=False,
    )

    assert [one.what.in_("en") for one in read(text.encode("gbk"), GARDEN).problems] == [
        "The file is not UTF-8 text."
    ]
    assert read(text.encode("utf-8-sig"), GARDEN).problems == []


def test_an_older_version_is_read_with_its_release(tmp_path: Path) -> None:
    bank = released(tmp_path)
    newer = load_instrument(copy_of(SMALL, tmp_path / "newer")).model_copy(update={"version": "1.0.0"})
    raw = json.dumps(
        {"format": 1, "instrument": REFERENCE, "answers": {"plants.watering": {"point": 1}}}
    ).encode()

    reading = read(raw, newer, Releases(bank).find)

    assert reading.problems == []
    assert reading.instrument is not None
    assert reading.instrument.version == "0.3.0"


OLD = Path(__file__).parent / "files" / "assessment-0.1.0.json"
"""Written by an early version of this program; never edited."""


def test_a_file_of_an_unreleased_draft_is_read_with_the_first_release_and_a_warning() -> None:
    bank = INSTRUMENT

    reading = read_path(OLD, bank, Releases(shipped_bank()).find)

    assert [(one.level, one.place, one.what.in_("en"), one.fix.in_("en")) for one in reading.problems] == [
        (
            "warning",
            "instrument.version",
            "instrument.version: This file was taken with 0.1.0, an unreleased draft of the questions.",
            "It is read with 1.0.0; scores may differ from those of that time.",
        )
    ]
    assert reading.assessment is not None
    assert len(reading.assessment.answers) == len(json.loads(OLD.read_bytes())["answers"])
    assert reading.instrument is not None
    assert reading.instrument.version == "1.0.0"
    assert score(reading.instrument, reading.assessment).stage == "growth"


def test_a_draft_is_read_with_the_first_release_however_far_the_bank_has_come() -> None:
    later = INSTRUMENT.model_copy(update={"version": "3.0.0"})

    reading = read_path(OLD, later, Releases(shipped_bank()).find)

    assert reading.instrument is not None
    assert reading.instrument.version == "1.0.0"


def test_a_bank_that_is_a_draft_itself_reads_no_other_draft() -> None:
    reading = opened(instrument={"id": "school-garden", "version": "0.2.0"})

    assert reading.assessment is None
    assert [one.place for one in reading.problems] == ["instrument.version"]


def test_a_file_is_written_with_sorted_keys_and_without_what_says_nothing() -> None:
    assessment = Assessment(
        instrument=InstrumentRef(id="school-garden", version="0.3.0"),
        merchant=MerchantRef(name="三小菜园"),
        profile={"team": {"planning": 0.5, "growing": 2.0}},
        taken_on=date(2026, 11, 22),
        completed_at=datetime(2026, 11, 22, 16, 12, tzinfo=timezone(timedelta(hours=8))),
        answers={
            "plants.watering": Answer(point=2, note=None, at=datetime(2026, 11, 22, 8, 3, 11, tzinfo=UTC)),
            "people.keys": Answer(ticks=[]),
            "people.rota": Answer(absent=Absent.DONT_KNOW),
        },
        metrics={"harvest": MetricValue(number=82.0)},
    )

    assert write(assessment).decode() == (
        "{\n"
        '  "answers": {\n'
        '    "people.keys": {\n'
        '      "ticks": []\n'
        "    },\n"
        '    "people.rota": {\n'
        '      "absent": "dont_know"\n'
        "    },\n"
        '    "plants.watering": {\n'
        '      "at": "2026-11-22T08:03:11Z",\n'
        '      "point": 2\n'
        "    }\n"
        "  },\n"
        '  "completed_at": "2026-11-22T08:12:00Z",\n'
        '  "format": 1,\n'
        '  "instrument": {\n'
        '    "id": "school-garden",\n'
        '    "version": "0.3.0"\n'
        "  },\n"
        '  "merchant": {\n'
        '    "name": "三小菜园"\n'
        "  },\n"
        '  "metrics": {\n'
        '    "harvest": {\n'
        '      "number": 82\n'
        "    }\n"
        "  },\n"
        '  "mode": "full",\n'
        '  "profile": {\n'
        '    "team": {\n'
        '      "growing": 2,\n'
        '      "planning": 0.5\n'
        "    }\n"
        "  },\n"
        '  "status": "draft",\n'
        '  "taken_on": "2026-11-22"\n'
        "}\n"
    )


@pytest.mark.parametrize(
    "path", sorted((shipped_bank() / "examples").glob("*.json")), ids=lambda path: path.stem
)
def test_the_example_merchants_are_read_without_a_problem_and_come_back_the_same(path: Path) -> None:
    bank = INSTRUMENT

    released = Releases(shipped_bank()).find

    first = read_path(path, bank, released)

    assert [one.text("en") for one in first.problems] == []
    assert first.assessment is not None
    again = read(write(first.assessment), bank, released).assessment
    assert again == first.assessment
    assert write(again) == write(first.assessment)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
times = st.datetimes(timezones=st.timezones()).filter(lambda moment: 1000 < moment.year < 9000)
days = st.dates(min_value=date(1000, 1, 1))
evidence = st.one_of(
    st.builds(Evidence, text=texts),
    st.builds(Evidence, link=texts),
    st.builds(Evidence, file=texts, sha256=texts),
)
remarks = {
    "note": st.none() | texts,
    "by": st.none() | texts,
    "at": st.none() | times,
    "evidence": st.lists(evidence, max_size=2),
    "verified": st.none() | st.builds(Verified, by=texts, at=times),
    "carried_from": st.none() | texts,
}


def answers() -> st.SearchStrategy[dict[str, Answer]]:
    """Draw answers that fit the small bank."""
    absent = st.builds(Answer, absent=st.sampled_from(list(Absent)), reason=st.none() | texts, **remarks)
    kinds: dict[str, st.SearchStrategy[Answer]] = {}
    for item in GARDEN.items():
        if item.kind == "anchored":
            kinds[item.id] = absent | st.builds(
                Answer, point=st.sampled_from(sorted(GARDEN.scale)), **remarks
            )
        elif item.kind in {"checklist", "grid"}:
            ticks = st.lists(st.sampled_from(item.tick_ids), unique=True)
            kinds[item.id] = absent | st.builds(Answer, ticks=ticks, **remarks)
    return st.fixed_dictionaries({}, optional=kinds)


profiles = st.fixed_dictionaries(
    {},
    optional={
        "has_shed": st.booleans(),
        "soil": st.sampled_from(["sand", "clay"]),
        "wishes": st.lists(st.sampled_from(["beans", "roses"]), unique=True),
        "years": st.integers(0, 50),
        "team": st.fixed_dictionaries(
            {}, optional={"growing": st.floats(0, 9), "planning": st.integers(0, 9)}
        ),
    },
)
numbers = st.one_of(
    st.builds(MetricValue, number=st.floats(0, 500), as_of=st.none() | days, note=st.none() | texts),
    st.builds(MetricValue, peer=st.sampled_from(["below", "around", "above"])),
    st.builds(MetricValue, absent=st.sampled_from(list(Absent))),
)
assessments = st.builds(
    Assessment,
    id=st.none() | texts,
    status=st.sampled_from(["draft", "completed"]),
    mode=st.sampled_from(list(Mode)),
    instrument=st.just(InstrumentRef(id="school-garden", version="0.3.0", digest=digest(GARDEN))),
    merchant=st.builds(MerchantRef, id=st.none() | texts, name=st.none() | texts),
    profile=profiles,
    taken_on=st.none() | days,
    completed_at=st.none() | times,
    corrects=st.none() | texts,
    example=st.booleans(),
    answers=answers(),
    metrics=st.fixed_dictionaries({}, optional={"harvest": numbers}),
    sheets=st.lists(st.builds(Sheet, respondent=texts, answers=answers()), max_size=2),
)


@settings(max_examples=60)
@given(assessments)
def test_export_import_export_gives_the_same_bytes(assessment: Assessment) -> None:
    exported = write(assessment)

    reading = read(exported, GARDEN)

    assert [one.text("en") for one in reading.problems if one.level == "error"] == []
    assert reading.assessment is not None
    assert write(reading.assessment) == exported


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PARTS = ["answers", "metrics", "profile", "sheets", "instrument", "merchant", "taken_on", "format", "mode"]
ENTRIES = [
    "plants.watering",
    "plants.beds",
    "plants.harvest",
    "harvest",
    "team",
    "wishes",
    "soil",
    "id",
    "version",
]


parts = json_values | st.dictionaries(st.sampled_from(ENTRIES), json_values, max_size=3)


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(PARTS), parts))
def test_no_content_makes_it_crash(content: dict[str, Any]) -> None:
    whole = {"format": 1, "instrument": REFERENCE, "answers": {}, **content}
    reading = read(json.dumps(whole).encode(), GARDEN)

    assert reading.assessment is not None or reading.problems


@given(st.binary(max_size=60))
def test_no_bytes_make_it_crash(raw: bytes) -> None:
    assert read(raw, GARDEN).problems


def test_many_problems_are_listed_up_to_fifty_and_then_counted() -> None:
    whole = {"format": 1, "instrument": {"id": "school-garden", "version": "0.3.0"}, "answers": {}}
    whole |= {f"unknown_{number}": number for number in range(8_000)}
    reading = read(json.dumps(whole).encode(), GARDEN)

    assert reading.assessment is None
    assert len(reading.problems) == 51
    assert reading.problems[-1].what.in_("en") == "7950 more problems are not listed."


def test_a_string_of_escaped_quotes_that_never_ends_breaks_off() -> None:
    reading = read(b'{"format": "' + b'\\"' * 500_000, GARDEN)

    assert "breaks off" in reading.problems[0].what.in_("en")
