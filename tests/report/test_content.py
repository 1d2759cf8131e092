"""What stands in a report: the figures of the result, for its reader, and nothing that was to be left out."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from assessment.presentation.profile import profile_note, profile_rows
from assessment.presentation.verdict import verdict_of
from assessment.report.content import IN_SHORT, report_of
from assessment.report.document import (
    RECIPIENTS,
    Bars,
    EntryList,
    Facts,
    Gantt,
    Options,
    Paragraph,
    Recipient,
    Report,
    mapped,
)
from assessment.report.legible import file_name, legible
from assessment.report.subject import redacted
from assessment.responses import Verified
from assessment.scoring.assess import score
from assessment.scoring.comparison import Round
from assessment.scoring.report import results_as_json
from assessment.texts import Text
from tests.report.subjects import EXAMPLES, HOSTILE, example, with_name, written
from tests.shipped import each_of

PRIVATE = "泄密甲乙丙"


def texts_of(report: Report) -> str:
    """Return every text of a report in one."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    mapped(report, keep)
    return "\n".join(found)


@pytest.mark.parametrize("name", each_of(EXAMPLES))
def test_a_report_says_the_figures_of_the_result(name: str) -> None:
    subject = example(name)
    results = score(subject.instrument, subject.assessment)
    report = report_of(subject, Options("zh"))
    blocks = [block for part in report.parts for block in part.blocks]

    facts = {(fact.label, fact.value) for block in blocks if isinstance(block, Facts) for fact in block.facts}
    bars = [bar for block in blocks if isinstance(block, Bars) for bar in block.rows]
    assert facts == {(one.label, one.value) for one in verdict_of(results, "zh").figures}
    assert [(bar.name, bar.low, bar.high) for bar in bars] == [
        (row.name, row.low, row.high) for row in profile_rows(results, "zh")
    ]


@pytest.mark.parametrize("name", each_of(EXAMPLES))
def test_a_team_is_told_no_score(name: str) -> None:
    subject = example(name)
    results = score(subject.instrument, subject.assessment)
    earlier = [Round(subject.instrument, subject.assessment.model_copy(update={"id": "earlier"}))]
    report = report_of(replace(subject, earlier=earlier), Options("en", "team", appendix=True))

    shown = [row.low for row in profile_rows(results, "en")] + [results.index_score]
    scores = {f"{one:.1f}" for one in shown if one is not None} - {"0.0", "100.0"}
    assert scores.isdisjoint(re.findall(r"\d+\.\d+", texts_of(report)))
    assert not [block for part in report.parts for block in part.blocks if isinstance(block, Facts | Bars)]
    assert {"scores", "rounds", "changes"}.isdisjoint(report.tables)


@pytest.mark.parametrize("name", ["fruit-shop-eight-months", "orchard-before-first-stream"])
@pytest.mark.parametrize("ticks", [("prices",), ("prices", "hosts", "ai", "honest", "rights")])
def test_a_report_counts_what_is_missing_once(name: str, ticks: tuple[str, ...]) -> None:
    """`service.compliance` has a criterion for each of several ticks: lacking two is lacking one thing."""
    found = example(name)
    duty = found.assessment.answers["service.compliance"].model_copy(
        update={"point": None, "absent": None, "ticks": list(ticks)}
    )
    answers = {**found.assessment.answers, "service.compliance": duty}
    subject = replace(found, assessment=found.assessment.model_copy(update={"answers": answers}))
    results = score(subject.instrument, subject.assessment)
    report = report_of(subject, Options("en"))

    (short,) = [part for part in report.parts if part.id == "missing"]
    (listed, *more) = short.blocks
    assert isinstance(listed, EntryList)
    assert len(listed.entries) == min(len(results.missing), IN_SHORT)
    left = len(results.missing) - IN_SHORT
    assert [block.text for block in more if isinstance(block, Paragraph)] == (
        [Text("report.and_more", count=left).in_("en")] if left > 0 else []
    )


@pytest.mark.parametrize("name", each_of(EXAMPLES))
def test_no_line_is_named_where_no_dimension_has_a_cut(name: str) -> None:
    subject = example(name)
    report = report_of(subject, Options("en"))

    (part,) = [part for part in report.parts if part.id == "profile"]
    (bars,) = [block for block in part.blocks if isinstance(block, Bars)]
    has_cuts = any(bar.cut is not None for bar in bars.rows)
    assert bool(bars.heads[1]) == has_cuts
    assert ("against what is asked" in part.title) == has_cuts
    note = profile_note(score(subject.instrument, subject.assessment)).in_("en")
    assert ("tick" in note) == has_cuts
    assert ("stands out" in note) == any(bar.must for bar in bars.rows)


def test_the_roadmap_of_a_report_is_the_one_it_was_given() -> None:
    subject = example("fruit-shop-eight-months")
    report = report_of(subject, Options("zh"))
    assert subject.plan is not None
    roadmap, _ = subject.plan

    (gantt,) = [block for part in report.parts for block in part.blocks if isinstance(block, Gantt)]
    assert sorted(row.number for row in gantt.rows) == list(range(1, len(roadmap.steps) + 1))
    assert sum(row.days for row in gantt.rows) == roadmap.effort_days


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_each_recipient_gets_a_verdict_and_steps(recipient: Recipient) -> None:
    options = Options("en", recipient)
    parts = {part.id for part in report_of(example("fruit-shop-eight-months"), options).parts}

    assert {"verdict", "gate", "roadmap", "steps", "about"} <= parts
    assert ("answers" in parts) == (recipient == "consultant")
    assert ("profile" in parts) == (recipient != "team")


def test_an_appendix_has_every_asked_item_once() -> None:
    subject = example("fruit-shop-eight-months")
    report = report_of(subject, Options("zh", appendix=True))
    results = score(subject.instrument, subject.assessment)

    (answers,) = [part for part in report.parts if part.id == "answers"]
    entries = [entry for block in answers.blocks if isinstance(block, EntryList) for entry in block.entries]
    assert len(entries) == len(results.items)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_that_people_wrote_is_in_a_redacted_copy(language: str) -> None:
    subject = written(example("fruit-shop-eight-months"), PRIVATE)
    options = Options(language, "consultant", redacted=True, appendix=True)

    assert PRIVATE in texts_of(report_of(subject, Options(language, "consultant")))
    assert PRIVATE not in texts_of(report_of(subject, options))


@pytest.mark.parametrize("name", each_of(EXAMPLES))
def test_redacting_changes_no_score(name: str) -> None:
    subject = example(name)

    assert results_as_json(score(subject.instrument, redacted(subject.assessment))) == results_as_json(
        score(subject.instrument, subject.assessment)
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_evidence_seen_after_completion_is_said_beside_the_result(language: str) -> None:
    subject = example("fruit-shop-eight-months")
    item = next(id_ for id_, one in subject.assessment.answers.items() if one.point and not one.verified)
    seen = {item: Verified(by="王顾问", at=datetime(2026, 11, 20, tzinfo=UTC))}
    later = replace(subject, verified_later=seen)
    options = Options(language, appendix=True)

    before, after = (report_of(one, options) for one in (subject, later))

    assert after.tables["scores"] == before.tables["scores"]
    for said in (Text("results.later.count", count=1), Text("results.later.frozen")):
        assert said.in_(language) in texts_of(after)
        assert said.in_(language) not in texts_of(before)
    assert "王顾问" in texts_of(after)
    assert "王顾问" not in texts_of(report_of(later, replace(options, redacted=True)))


def test_evidence_was_seen_on_the_day_it_was_for_the_reader() -> None:
    subject = example("fruit-shop-eight-months")
    item = next(id_ for id_, one in subject.assessment.answers.items() if one.point and not one.verified)
    seen = {item: Verified(by="王顾问", at=datetime(2026, 11, 19, 17, 30, tzinfo=UTC))}
    options = Options("zh", appendix=True, zone=timezone(timedelta(hours=8)))

    report = report_of(replace(subject, verified_later=seen), options)

    said = Text("presentation.verified_by", by="王顾问", day="2026-11-20").in_("zh")
    assert Text("report.answer.verified", text=said).in_("zh") in texts_of(report)
    assert said in report.tables["answers"].column(Text("presentation.head.verified").in_("zh"))


def test_a_sheet_of_a_respondent_is_in_no_report() -> None:
    subject = written(example("fruit-shop-eight-months"), "商定")
    (sheet,) = subject.assessment.sheets
    alone = sheet.model_copy(update={"respondent": PRIVATE})
    assessment = subject.assessment.model_copy(update={"sheets": [alone]})

    report = report_of(
        type(subject)(subject.instrument, assessment, plan=subject.plan), Options("zh", "consultant")
    )
    assert PRIVATE not in texts_of(report)


@pytest.mark.slow
def test_what_changed_is_said_against_the_round_before() -> None:
    rounds = [example(f"tea-shop-2026-{month}") for month in ("05", "08", "11")]
    last = rounds[-1]
    earlier = [Round(one.instrument, one.assessment) for one in rounds[:-1]]
    report = report_of(
        type(last)(last.instrument, last.assessment, earlier=earlier, plan=last.plan), Options("en")
    )

    (changes,) = [part for part in report.parts if part.id == "changes"]
    assert changes.title == "Since 2026-08-06"
    assert len(report.tables["rounds"].rows) == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_what_steers_a_screen_is_shown_by_its_code(text: str) -> None:
    shown = legible(text)

    assert not {"\u202e", "\u2066", "\x07", "\x00"} & set(shown)
    assert ("\u202e" in text) == ("U+202E" in shown)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_file_name_holds_nothing_a_system_refuses(text: str) -> None:
    name = file_name((text, "2026-11-28", "成长期"), "pdf")

    assert not set('\\/:*?"<>|\n\r\t') & set(name)
    assert name.endswith("_2026-11-28_成长期.pdf")
    assert len(name.encode()) <= 255


def test_a_file_is_named_after_merchant_day_and_stage() -> None:
    report = report_of(with_name(example("orchard-before-first-stream"), "青石坡果园"), Options("zh"))

    assert (
        file_name((report.merchant, "2026-10-18", report.stage), "pdf") == "青石坡果园_2026-10-18_启动期.pdf"
    )


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_only_the_consultant_reads_whose_answer_counts(recipient: Recipient) -> None:
    subject = example("fruit-shop-eight-months")
    answers = {
        item: answer.model_copy(update={"by": PRIVATE}) for item, answer in subject.assessment.answers.items()
    }
    subject = replace(subject, assessment=subject.assessment.model_copy(update={"answers": answers}))

    report = report_of(subject, Options("zh", recipient, appendix=True))

    assert (PRIVATE in texts_of(report)) == (recipient == "consultant")
    assert (PRIVATE in str(report.tables["answers"])) == (recipient == "consultant")
