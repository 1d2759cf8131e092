"""The verbs, on both databases, with the bank of a school garden.

The garden: `plants` (watering, beds, calendar, harvest from a metric) and
`people` (rota, keys where there is a shed), which may be absent.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from assessment.instrument.load import shipped_bank
from assessment.instrument.releases import to_json
from assessment.planning import PlanRequest
from assessment.responses import Absent, Answer, Evidence, MetricValue, Mode, Verified
from assessment.scoring.report import results_as_json
from assessment.service import (
    Completed,
    Conflict,
    NoSuchAssessment,
    NoSuchMerchant,
    Refused,
    Service,
    open_service,
)
from assessment.store import schema
from assessment.store.database import open_database
from tests.clocks import TickingClock
from tests.planning.situations import roadmap_of

GARDEN = Path(__file__).parent / "banks" / "small"
WATERING, BEDS, CALENDAR, ROTA, KEYS = (
    "plants.watering",
    "plants.beds",
    "plants.calendar",
    "people.rota",
    "people.keys",
)


START = datetime(2026, 11, 22, 8, 0, 0, 250_000, tzinfo=UTC)


@dataclass
class Garden:
    """A service and one draft in it."""

    service: Service
    url: str
    id: str = field(init=False)

    def __post_init__(self) -> None:
        """Start the draft."""
        self.id = self.service.assessments.start("示例菜园", Mode.FULL, {}, date(2026, 11, 22))

    def answers(self) -> dict[str, Answer]:
        """What is answered."""
        return self.service.assessments.open(self.id).assessment.answers

    def points(self) -> dict[str, int | None]:
        """The points that are given."""
        return {item: answer.point for item, answer in self.answers().items()}

    def say(self, item: str, answer: Answer | None) -> int:
        """Record over whatever is there."""
        expected = self.service.assessments.open(self.id).revisions.get(item, 0)
        return self.service.answers.record(self.id, item, answer, expected).revision

    def audit(self) -> list[tuple[str, Any]]:
        """What the audit of this assessment says."""
        database = open_database(self.url)
        with database.reading() as connection:
            rows = connection.execute(
                sa.select(schema.audit.c.action, schema.audit.c.detail)
                .where(schema.audit.c.assessment_id == self.id)
                .order_by(schema.audit.c.id)
            ).all()
        database.close()
        return [(row[0], row[1]) for row in rows]


Opener = Callable[..., Service]


@pytest.fixture
def opener(url: str) -> Iterator[Opener]:
    """Opens services on one database, and closes them."""
    opened = []

    def open_one(questions: Path = GARDEN, actor: str = "local", at: str = url) -> Service:
        opened.append(open_service(at, questions, actor, TickingClock(START)))
        return opened[-1]

    yield open_one
    for service in opened:
        service.close()


@pytest.fixture
def garden(opener: Opener, url: str) -> Garden:
    """A draft in an empty database."""
    return Garden(opener(), url)


def changed_bank(tmp_path: Path, **replacements: tuple[str, str]) -> Path:
    """Copy the garden and replace a text in one of its files, named without its ending."""
    folder = tmp_path / "bank"
    shutil.copytree(GARDEN, folder)
    for name, (old, new) in replacements.items():
        (path,) = folder.rglob(f"{name}.yaml")
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def refusal(call: Callable[..., object], *arguments: object) -> str:
    """Expect a refusal and return its Chinese sentence."""
    with pytest.raises(Refused) as caught:
        call(*arguments)
    assert caught.value.in_("en")
    return caught.value.in_("zh")


# Answering


def test_an_answer_is_there_after_opening_again(garden: Garden, opener: Opener) -> None:
    saved = garden.service.answers.record(garden.id, WATERING, Answer(point=2, note=" 每周一、三 "), 0)
    opened = opener().assessments.open(garden.id)
    answer = opened.assessment.answers[WATERING]
    assert (answer.point, answer.note) == (2, "每周一、三")
    assert answer.at == saved.at.replace(microsecond=0)
    assert opened.revisions == {WATERING: 1}
    assert opened.assessment.merchant.name == "示例菜园"
    assert opened.instrument.id == "school-garden"


def test_a_stale_answer_is_a_conflict_that_carries_what_is_kept(garden: Garden) -> None:
    garden.service.answers.record(garden.id, WATERING, Answer(point=1), 0)
    garden.service.answers.record(garden.id, WATERING, Answer(point=2), 1)
    with pytest.raises(Conflict) as caught:
        garden.service.answers.record(garden.id, WATERING, Answer(point=0), 1)
    assert caught.value.revision == 2
    assert isinstance(caught.value.stored, Answer)
    assert caught.value.stored.point == 2
    assert "没有保存" in caught.value.in_("zh")
    assert garden.points() == {WATERING: 2}


def test_saying_the_same_again_is_no_conflict_and_no_change(garden: Garden) -> None:
    garden.service.answers.record(garden.id, BEDS, Answer(ticks=["north", "pots"]), 0)
    assert garden.service.answers.record(garden.id, BEDS, Answer(ticks=["pots", "north"]), 0).revision == 1
    assert [action for action, _ in garden.audit()] == ["start", "answer"]


def test_a_cleared_answer_is_gone_but_its_revision_counts_on(garden: Garden) -> None:
    garden.service.answers.record(garden.id, WATERING, Answer(point=1), 0)
    assert garden.service.answers.record(garden.id, WATERING, None, 1).revision == 2
    assert garden.answers() == {}
    assert garden.service.assessments.open(garden.id).revisions == {WATERING: 2}
    with pytest.raises(Conflict) as caught:
        garden.service.answers.record(garden.id, WATERING, Answer(point=1), 0)
    assert caught.value.stored is None


def test_what_does_not_fit_the_item_is_refused_in_words(garden: Garden) -> None:
    record = garden.service.answers.record
    assert "plants.none" in refusal(record, garden.id, "plants.none", Answer(point=1), 0)
    assert "停用" in refusal(record, garden.id, "plants.gnomes", Answer(point=1), 0)
    assert "等级 3" in refusal(record, garden.id, WATERING, Answer(point=3), 0)
    assert "不勾选" in refusal(record, garden.id, WATERING, Answer(ticks=[]), 0)
    assert "要勾选" in refusal(record, garden.id, BEDS, Answer(point=1), 0)
    assert "west" in refusal(record, garden.id, BEDS, Answer(ticks=["west"]), 0)
    assert "指标 harvest" in refusal(record, garden.id, "plants.harvest", Answer(point=1), 0)
    assert "字符" in refusal(record, garden.id, WATERING, Answer(point=1, note="a\0b"), 0)
    assert "答卷" in refusal(record, garden.id, WATERING, Answer(point=1), 0, "nobody")
    assert garden.answers() == {}


def test_not_applicable_needs_an_item_that_allows_it_and_a_reason(garden: Garden) -> None:
    record = garden.service.answers.record
    absent = Answer(absent=Absent.NOT_APPLICABLE, reason="只有一季")
    assert "理由" in refusal(record, garden.id, CALENDAR, Answer(absent=Absent.NOT_APPLICABLE, reason=" "), 0)
    assert "不适用" in refusal(record, garden.id, WATERING, absent, 0)
    assert "整体" in refusal(record, garden.id, ROTA, absent, 0)
    garden.say(CALENDAR, absent)
    assert garden.answers()[CALENDAR].reason == "只有一季"


def test_no_more_than_a_quarter_of_a_dimension_may_be_not_applicable(opener: Opener, tmp_path: Path) -> None:
    beds = (
        "id: plants.beds\n    status: active",
        "id: plants.beds\n    na_allowed: true\n    status: active",
    )
    service = opener(changed_bank(tmp_path, plants=beds))
    id_ = service.assessments.start("菜园", Mode.FULL, {}, None)
    absent = Answer(absent=Absent.NOT_APPLICABLE, reason="没有")
    service.answers.record(id_, CALENDAR, absent, 0)
    assert "四分之一" in refusal(service.answers.record, id_, BEDS, absent, 0)
    service.answers.record(id_, CALENDAR, None, 1)
    service.answers.record(id_, BEDS, absent, 0)
    assert {problem.code for problem in service.assessments.snapshot(id_).results.problems} == {
        "coverage_too_low"
    }


def test_only_what_is_asked_can_be_answered(garden: Garden) -> None:
    garden.service.assessments.set_mode(garden.id, Mode.CORE)
    assert "快速评估" in refusal(garden.service.answers.record, garden.id, CALENDAR, Answer(ticks=[]), 0)
    garden.service.assessments.set_mode(garden.id, Mode.FULL)
    garden.service.bulk_changes.record_profile(garden.id, {"has_shed": False})
    assert "商家概况" in refusal(garden.service.answers.record, garden.id, KEYS, Answer(ticks=[]), 0)


def test_dont_know_is_an_answer_and_unanswered_is_none(garden: Garden) -> None:
    garden.say(WATERING, Answer(absent=Absent.DONT_KNOW))
    assert garden.answers()[WATERING].absent is Absent.DONT_KNOW
    garden.say(WATERING, Answer(absent=Absent.UNANSWERED))
    assert garden.answers() == {}


def test_metrics_are_saved_like_answers(garden: Garden) -> None:
    record = garden.service.answers.record_metric
    assert record(garden.id, "harvest", MetricValue(number=12.5, as_of=date(2026, 11, 1)), 0).revision == 1
    with pytest.raises(Conflict) as caught:
        record(garden.id, "harvest", MetricValue(number=13), 0)
    assert caught.value.stored == MetricValue(number=12.5, as_of=date(2026, 11, 1))
    assert "0 到 500" in refusal(record, garden.id, "harvest", MetricValue(number=501), 1)
    assert "0 到 500" in refusal(record, garden.id, "harvest", MetricValue(number=float("nan")), 1)
    assert "指标" in refusal(record, garden.id, "rain", MetricValue(number=1), 0)
    opened = garden.service.assessments.open(garden.id)
    assert (opened.assessment.metrics["harvest"].number, opened.metric_revisions) == (12.5, {"harvest": 1})
    record(garden.id, "harvest", None, 1)
    assert garden.service.assessments.open(garden.id).assessment.metrics == {}


def test_evidence_seen_lasts_while_the_answer_stays(garden: Garden) -> None:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert "还没有答案" in refusal(garden.service.answers.verify, garden.id, WATERING, "顾问", at)
    garden.say(WATERING, Answer(point=2, evidence=[Evidence(text="值日表")]))
    assert "是谁" in refusal(garden.service.answers.verify, garden.id, WATERING, " ", at)
    garden.service.answers.verify(garden.id, WATERING, " 顾问 ", at)
    verified = garden.answers()[WATERING].verified
    assert verified is not None
    assert (verified.by, verified.at) == ("顾问", at)
    garden.say(WATERING, Answer(point=2, note="又看了一遍"))
    assert garden.answers()[WATERING].verified == verified
    garden.say(WATERING, Answer(point=1))
    assert garden.answers()[WATERING].verified is None
    garden.service.answers.verify(garden.id, WATERING, "顾问")
    garden.service.answers.unverify(garden.id, WATERING)
    assert garden.answers()[WATERING].verified is None


def test_evidence_seen_after_completion_stands_beside_the_result(garden: Garden) -> None:
    service, at = garden.service, datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    garden.say(WATERING, Answer(point=2))
    garden.say(ROTA, Answer(point=2))
    service.answers.verify(garden.id, ROTA, "店长", at)
    service.assessments.complete(garden.id)
    before = service.assessments.snapshot(garden.id)

    assert "是谁" in refusal(service.answers.verify, garden.id, WATERING, " ", at)
    assert "还没有答案" in refusal(service.answers.verify, garden.id, BEDS, "顾问", at)
    service.answers.verify(garden.id, WATERING, " 顾问 ", at)
    with pytest.raises(Completed):
        service.answers.unverify(garden.id, ROTA)

    after = service.assessments.snapshot(garden.id)
    assert after.opened.assessment == before.opened.assessment
    assert results_as_json(after.results) == results_as_json(before.results)
    assert after.opened.verified_later == {WATERING: Verified(by="顾问", at=at)}
    assert (before.later_results.items[WATERING].verified, after.later_results.items[WATERING].verified) == (
        False,
        True,
    )
    assert WATERING not in [each.item for each in after.verify_first]
    assert service.history.of(garden.id, WATERING)[0].action == "verify"
    following = service.next_round.start(garden.id, date(2026, 12, 1))
    for copy in (service.assessments.correct(garden.id), following):
        kept = service.assessments.open(copy).assessment.answers[WATERING].verified
        assert kept == Verified(by="顾问", at=at)

    service.answers.unverify(garden.id, WATERING)
    assert service.assessments.open(garden.id).verified_later == {}


def test_nobody_verifies_by_recording(garden: Garden) -> None:
    verified = Answer.model_validate_json(
        '{"point": 2, "verified": {"by": "me", "at": "2026-11-22T08:00:00Z"}}'
    )
    garden.say(WATERING, verified)
    assert garden.answers()[WATERING].verified is None


def test_everything_is_in_the_audit_with_before_and_after(garden: Garden) -> None:
    garden.say(WATERING, Answer(point=1))
    garden.say(WATERING, Answer(point=2))
    action, detail = garden.audit()[-1]
    assert action == "answer"
    assert (detail["item"], detail["before"]["point"], detail["after"]["point"]) == (WATERING, 1, 2)


# MetricImport back


def test_undo_takes_back_the_last_answer_and_then_the_one_before(garden: Garden) -> None:
    garden.say(WATERING, Answer(point=1))
    garden.say(WATERING, Answer(point=2))
    garden.say(ROTA, Answer(point=1))
    assert garden.service.history.undo(garden.id) == ROTA
    assert garden.points() == {WATERING: 2}
    assert garden.service.history.undo(garden.id) == WATERING
    assert garden.points() == {WATERING: 1}
    garden.say(BEDS, Answer(ticks=["north"]))
    assert garden.service.history.undo(garden.id) == BEDS
    assert garden.service.history.undo(garden.id) == WATERING
    assert garden.points() == {}
    assert garden.service.history.undo(garden.id) is None


def test_undo_leaves_alone_what_something_else_has_changed_since(garden: Garden, opener: Opener) -> None:
    garden.say(ROTA, Answer(point=1))
    garden.say(WATERING, Answer(point=2))
    revision = garden.service.assessments.open(garden.id).revisions[WATERING]
    opener(actor="somebody").answers.record(garden.id, WATERING, Answer(point=0), revision)
    assert garden.service.history.undo(garden.id) == ROTA
    assert garden.points() == {WATERING: 0}


def test_undo_works_through_a_verification(garden: Garden) -> None:
    garden.say(WATERING, Answer(point=2))
    garden.service.answers.verify(garden.id, WATERING, "顾问")
    assert garden.service.history.undo(garden.id) == WATERING
    assert garden.answers() == {}


# Profile and absence


def test_a_no_fills_what_is_unanswered_and_says_so(garden: Garden) -> None:
    garden.say(ROTA, Answer(note="问过王老师"))
    garden.service.bulk_changes.record_profile(garden.id, {"has_helpers": False, "team": {"growing": 1.5}})
    rota, keys = garden.answers()[ROTA], garden.answers()[KEYS]
    assert (rota.point, rota.note, rota.filled_by) == (0, "问过王老师", "has_helpers")
    assert (keys.ticks, keys.filled_by) == ([], "has_helpers")
    assert garden.service.assessments.open(garden.id).assessment.profile == {
        "has_helpers": False,
        "team": {"growing": 1.5},
    }


def test_a_later_yes_takes_away_only_what_was_filled_in(garden: Garden) -> None:
    garden.say(ROTA, Answer(point=2))
    garden.service.bulk_changes.record_profile(garden.id, {"has_helpers": False})
    assert garden.answers()[ROTA].filled_by is None
    garden.service.history.undo(garden.id)
    garden.say(KEYS, Answer(ticks=["pupil"]))
    assert garden.service.bulk_changes.record_profile(garden.id, {"has_helpers": True}) == ()
    assert list(garden.answers()) == [KEYS]


def test_a_filled_answer_that_is_given_again_is_ones_own(garden: Garden) -> None:
    garden.service.bulk_changes.record_profile(garden.id, {"has_helpers": False})
    garden.say(ROTA, Answer(point=0))
    assert garden.service.bulk_changes.record_profile(garden.id, {}) == (KEYS,)
    assert garden.points() == {ROTA: 0}


def test_saying_no_twice_does_not_fill_again(garden: Garden) -> None:
    garden.service.bulk_changes.record_profile(garden.id, {"has_helpers": False})
    garden.say(ROTA, None)
    assert garden.service.bulk_changes.record_profile(garden.id, {"has_helpers": False, "years": 3}) == ()


def test_an_item_that_begins_to_apply_is_filled_too(garden: Garden) -> None:
    garden.service.bulk_changes.record_profile(garden.id, {"has_helpers": False, "has_shed": False})
    assert list(garden.answers()) == [ROTA]
    assert garden.service.bulk_changes.record_profile(
        garden.id, {"has_helpers": False, "has_shed": True}
    ) == (KEYS,)


def test_a_new_assessment_begins_with_its_profile_followed(garden: Garden) -> None:
    id_ = garden.service.assessments.start("另一个", Mode.FULL, {"has_helpers": False}, None)
    assert list(garden.service.assessments.open(id_).assessment.answers) == [KEYS, ROTA]


@pytest.mark.parametrize(
    "profile",
    [
        {"colour": "red"},
        {"has_shed": 1},
        {"soil": "rock"},
        {"wishes": ["figs"]},
        {"wishes": "beans"},
        {"years": 51},
        {"years": True},
        {"team": {"digging": 1}},
        {"team": {"growing": -1}},
        {"team": {"growing": float("nan")}},
    ],
)
def test_a_profile_that_does_not_fit_is_refused(garden: Garden, profile: dict[str, Any]) -> None:
    refusal(garden.service.bulk_changes.record_profile, garden.id, profile)
    assert garden.service.assessments.open(garden.id).assessment.profile == {}


def test_a_dimension_may_be_declared_absent_and_brought_back(garden: Garden) -> None:
    garden.say(ROTA, Answer(point=2, note="贴在门上"))
    assert "理由" in refusal(garden.service.bulk_changes.declare_absent, garden.id, "people", " ")
    assert "每个商家" in refusal(garden.service.bulk_changes.declare_absent, garden.id, "plants", "没有")
    garden.service.bulk_changes.declare_absent(garden.id, "people", "机器浇水")
    answers = garden.answers()
    assert {answers[item].absent for item in (ROTA, KEYS)} == {Absent.NOT_APPLICABLE}
    assert (answers[ROTA].reason, answers[ROTA].note) == ("机器浇水", "贴在门上")
    assert garden.service.assessments.snapshot(garden.id).results.dimensions["people"].absent
    assert "恢复" in refusal(garden.say, ROTA, Answer(point=1))
    garden.service.bulk_changes.bring_back(garden.id, "people")
    assert garden.points() == {ROTA: 2}


def test_an_absence_declared_twice_still_gives_back_what_was_there(garden: Garden) -> None:
    garden.say(ROTA, Answer(point=2))
    garden.service.bulk_changes.declare_absent(garden.id, "people", "机器浇水")
    garden.service.bulk_changes.declare_absent(garden.id, "people", "有机器浇水")
    assert garden.answers()[ROTA].reason == "有机器浇水"
    garden.service.bulk_changes.bring_back(garden.id, "people")
    assert garden.points() == {ROTA: 2}


def test_a_no_that_means_not_applicable_leaves_the_dimension_out(opener: Opener, tmp_path: Path) -> None:
    service = opener(changed_bank(tmp_path, profile=("answer: point_0", "answer: not_applicable")))
    id_ = service.assessments.start("菜园", Mode.FULL, {"has_helpers": False, "has_shed": False}, None)
    assert service.assessments.snapshot(id_).results.dimensions["people"].absent
    assert service.bulk_changes.record_profile(id_, {"has_helpers": False, "has_shed": True}) == (KEYS,)
    assert service.assessments.snapshot(id_).results.dimensions["people"].absent
    assert set(service.bulk_changes.record_profile(id_, {"has_helpers": True})) == {ROTA, KEYS}
    assert service.assessments.open(id_).assessment.answers == {}


def test_an_absence_reaches_the_items_that_begin_to_apply(garden: Garden) -> None:
    garden.service.bulk_changes.record_profile(garden.id, {"has_shed": False})
    garden.service.bulk_changes.declare_absent(garden.id, "people", "机器浇水")
    assert list(garden.answers()) == [ROTA]
    garden.service.bulk_changes.record_profile(garden.id, {"has_shed": True})
    assert garden.answers()[KEYS].reason == "机器浇水"
    assert garden.service.assessments.snapshot(garden.id).results.dimensions["people"].absent


# Completing


def completed(garden: Garden) -> dict[str, Any]:
    """Answer a little, complete, and return the result."""
    garden.say(WATERING, Answer(point=2))
    garden.say(BEDS, Answer(ticks=["north", "south", "pots"]))
    garden.say(ROTA, Answer(point=1))
    garden.service.answers.record_metric(garden.id, "harvest", MetricValue(number=12), 0)
    return results_as_json(garden.service.assessments.complete(garden.id))


def test_a_completed_assessment_keeps_its_result(garden: Garden) -> None:
    result = completed(garden)
    (card,) = garden.service.assessments.recent()
    assert (card.status, card.stage, card.index) == ("completed", result["stage"], result["index"])
    assert card.stage is not None
    assert card.completed_at is not None
    assert card.completed_at.microsecond == 0
    assert results_as_json(garden.service.assessments.snapshot(garden.id).results) == result


def test_nothing_can_be_changed_after_completing(garden: Garden) -> None:
    completed(garden)
    service = garden.service
    changes: list[Callable[[], object]] = [
        lambda: service.answers.record(garden.id, WATERING, Answer(point=0), 1),
        lambda: service.answers.record_metric(garden.id, "harvest", None, 1),
        lambda: service.bulk_changes.record_profile(garden.id, {}),
        lambda: service.bulk_changes.declare_absent(garden.id, "people", "没有"),
        lambda: service.bulk_changes.bring_back(garden.id, "people"),
        lambda: service.assessments.set_mode(garden.id, Mode.CORE),
        lambda: service.assessments.set_taken_on(garden.id, None),
        lambda: service.history.undo(garden.id),
        lambda: service.assessments.complete(garden.id),
    ]
    for change in changes:
        with pytest.raises(Completed):
            change()


def test_an_untouched_questionnaire_cannot_be_completed(garden: Garden) -> None:
    garden.service.bulk_changes.record_profile(garden.id, {"has_helpers": False})
    garden.say(WATERING, Answer(note="还没问"))
    assert "还没有回答" in refusal(garden.service.assessments.complete, garden.id)


def test_a_correction_is_a_draft_that_names_what_it_corrects(garden: Garden) -> None:
    assert "还没有完成" in refusal(garden.service.assessments.correct, garden.id)
    completed(garden)
    copy = garden.service.assessments.correct(garden.id)
    original, corrected = (garden.service.assessments.open(id_).assessment for id_ in (garden.id, copy))
    assert (corrected.status, corrected.corrects, corrected.completed_at) == ("draft", garden.id, None)
    assert corrected.answers == original.answers
    assert corrected.metrics == original.metrics
    garden.service.answers.record(copy, WATERING, Answer(point=1), 1)
    assert garden.service.assessments.open(garden.id).assessment == original


def test_completing_while_others_save_scores_exactly_what_is_kept(garden: Garden) -> None:
    garden.say(WATERING, Answer(point=0))

    def save() -> None:
        for revision in range(1, 30):
            try:
                garden.service.answers.record(garden.id, WATERING, Answer(point=revision % 3), revision)
            except Completed:
                return

    with ThreadPoolExecutor(2) as pool:
        saving = pool.submit(save)
        result = results_as_json(pool.submit(garden.service.assessments.complete, garden.id).result())
        saving.result()
    assert results_as_json(garden.service.assessments.snapshot(garden.id).results) == result


def test_a_roadmap_is_drawn_from_what_is_answered(garden: Garden) -> None:
    garden.say(WATERING, Answer(point=1))
    assert roadmap_of(garden.service, garden.id, PlanRequest(stage="sprout")).target == "sprout"


# Keeping house


def test_cards_come_the_last_touched_first(garden: Garden) -> None:
    second = garden.service.assessments.start("另一个", Mode.CORE, {}, None)
    assert [card.id for card in garden.service.assessments.recent()] == [second, garden.id]
    garden.say(WATERING, Answer(point=1))
    cards = garden.service.assessments.recent()
    assert [card.id for card in cards] == [garden.id, second]
    assert (cards[1].mode, cards[1].stage, cards[1].index) == (Mode.CORE, None, None)


def test_a_second_round_belongs_to_the_same_merchant(garden: Garden) -> None:
    (card,) = garden.service.assessments.recent()
    garden.service.assessments.start("", Mode.FULL, {}, None, merchant_id=card.merchant_id)
    garden.service.merchants.rename(card.merchant_id, "新名字", card.merchant_name)
    assert [each.merchant_name for each in garden.service.assessments.recent()] == ["新名字", "新名字"]


def test_of_two_who_rename_at_once_the_second_is_asked(garden: Garden) -> None:
    (card,) = garden.service.assessments.recent()
    rename = garden.service.merchants.rename
    rename(card.merchant_id, "一店", card.merchant_name)

    with pytest.raises(Conflict) as conflict:
        rename(card.merchant_id, "二店", card.merchant_name)

    assert conflict.value.stored == "一店"
    assert garden.service.assessments.recent()[0].merchant_name == "一店"
    # Who wants the same is not asked; who has seen the other name may put theirs in its place.
    rename(card.merchant_id, "一店", card.merchant_name)
    rename(card.merchant_id, "二店", "一店")
    assert garden.service.assessments.recent()[0].merchant_name == "二店"


def test_what_is_not_here_is_said(garden: Garden) -> None:
    with pytest.raises(NoSuchAssessment):
        garden.service.assessments.open("nothing")
    with pytest.raises(NoSuchAssessment):
        garden.service.answers.record("nothing", WATERING, Answer(point=1), 0)
    with pytest.raises(NoSuchAssessment):
        garden.service.put_away.erase(["nothing"])
    with pytest.raises(NoSuchMerchant):
        garden.service.assessments.start("", Mode.FULL, {}, None, merchant_id="nothing")
    with pytest.raises(NoSuchMerchant):
        garden.service.privacy.erase("nothing")
    assert "名称" in refusal(garden.service.assessments.start, " ", Mode.FULL, {}, None)


def test_ids_are_long_and_sort_by_time(garden: Garden) -> None:
    ids = [garden.service.assessments.start("一个", Mode.FULL, {}, None) for _ in range(5)]
    assert ids == sorted(ids)
    assert {len(id_) for id_ in ids} == {26}


def test_deleting_the_last_assessment_takes_the_merchant_along(garden: Garden) -> None:
    (card,) = garden.service.assessments.recent()
    second = garden.service.assessments.start("", Mode.FULL, {}, None, merchant_id=card.merchant_id)
    garden.service.put_away.put([garden.id], "bin")
    garden.service.put_away.erase([garden.id])
    garden.service.merchants.rename(card.merchant_id, "还在", card.merchant_name)
    garden.service.put_away.put([second], "bin")
    garden.service.put_away.erase([second])
    with pytest.raises(NoSuchMerchant):
        garden.service.merchants.rename(card.merchant_id, "不在了", "还在")


def test_a_deleted_merchant_is_gone_with_everything(garden: Garden) -> None:
    completed(garden)
    (card,) = garden.service.assessments.recent()
    garden.service.assessments.correct(garden.id)
    garden.service.privacy.erase(card.merchant_id)
    assert garden.service.assessments.recent() == []
    assert garden.audit() == []


def test_where_the_data_are_is_said(garden: Garden) -> None:
    where = garden.service.where()
    if where.this_machine_only:
        assert "assessment.db" in where.text.in_("zh")
    else:
        assert where.place.startswith("PostgreSQL at ")


def test_an_old_assessment_is_shown_with_the_instrument_it_was_taken_with(
    garden: Garden, opener: Opener, tmp_path: Path
) -> None:
    garden.say(WATERING, Answer(point=2))
    newer = opener(changed_bank(tmp_path, instrument=('version: "0.3.0"', 'version: "0.4.0"')))
    assert newer.assessments.open(garden.id).instrument.version == "0.3.0"
    assert (
        newer.assessments.open(newer.assessments.start("新的", Mode.FULL, {}, None)).instrument.version
        == "0.4.0"
    )


# Files


def test_export_import_export_gives_the_same_bytes(garden: Garden, opener: Opener, tmp_path: Path) -> None:
    garden.say(CALENDAR, Answer(absent=Absent.NOT_APPLICABLE, reason="只有一季", note="2026"))
    garden.service.bulk_changes.record_profile(
        garden.id, {"has_helpers": False, "team": {"growing": 0.5}, "years": 2}
    )
    completed(garden)
    draft = garden.service.assessments.correct(garden.id)
    elsewhere = opener(at=f"sqlite:///{tmp_path}/elsewhere.db")
    for id_ in (garden.id, draft):
        name, raw = garden.service.files.export(id_)
        imported = elsewhere.files.import_file(raw)
        assert (imported.id, imported.problems) == (id_, [])
        assert elsewhere.files.export(id_) == (name, raw)


def test_a_file_name_does_not_say_whose_it_is(garden: Garden) -> None:
    name, _ = garden.service.files.export(garden.id)
    assert name == f"school-garden-2026-11-22-{garden.id[-6:].lower()}.json"


def test_a_completed_file_is_completed_here_too(garden: Garden, opener: Opener, tmp_path: Path) -> None:
    completed(garden)
    elsewhere = opener(at=f"sqlite:///{tmp_path}/elsewhere.db")
    elsewhere.files.import_file(garden.service.files.export(garden.id)[1])
    (here,), (there,) = garden.service.assessments.recent(), elsewhere.assessments.recent()
    assert (there.stage, there.index, there.completed_at) == (here.stage, here.index, here.completed_at)
    with pytest.raises(Completed):
        elsewhere.answers.record(garden.id, WATERING, Answer(point=0), 1)


def test_a_file_that_is_here_already_becomes_a_copy(garden: Garden) -> None:
    completed(garden)
    imported = garden.service.files.import_file(garden.service.files.export(garden.id)[1])
    assert imported.id not in {None, garden.id}
    assert [(problem.level, problem.place) for problem in imported.problems] == [("warning", "id")]
    cards = garden.service.assessments.recent()
    assert len(cards) == 2
    assert len({card.merchant_id for card in cards}) == 1


def test_several_sheets_come_and_go_in_order(garden: Garden, opener: Opener, tmp_path: Path) -> None:
    file = json.loads(garden.service.files.export(garden.id)[1])
    file["sheets"] = [
        {"respondent": "王老师", "answers": {WATERING: {"point": 2}}},
        {"respondent": "同学", "answers": {}},
    ]
    elsewhere = opener(at=f"sqlite:///{tmp_path}/elsewhere.db")
    elsewhere.files.import_file(json.dumps(file).encode())
    sheets = elsewhere.assessments.open(garden.id).assessment.sheets
    assert [(sheet.respondent, len(sheet.answers)) for sheet in sheets] == [("王老师", 1), ("同学", 0)]


def test_the_smallest_file_is_enough(garden: Garden) -> None:
    file = {"format": 1, "instrument": {"id": "school-garden", "version": "0.3.0"}, "answers": {}}
    imported = garden.service.files.import_file(json.dumps(file).encode())
    assert imported.id is not None
    assert garden.service.assessments.open(imported.id).assessment.merchant.name


def test_a_time_without_a_zone_is_taken_as_utc(garden: Garden) -> None:
    completed(garden)
    file = json.loads(garden.service.files.export(garden.id)[1])
    file["completed_at"] = "2026-11-01T08:00:00"
    imported = garden.service.files.import_file(json.dumps(file).encode())
    moments = {card.id: card.completed_at for card in garden.service.assessments.recent()}
    assert moments[str(imported.id)] == datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("answers.plants.watering.point", {"answers": {WATERING: {"point": 7}}}),
        ("instrument.version", {"instrument": {"id": "school-garden", "version": "9.9.9"}}),
        ("format", {"format": 2}),
    ],
)
def test_a_file_with_an_error_brings_in_nothing(garden: Garden, what: str, change: dict[str, Any]) -> None:
    file = json.loads(garden.service.files.export(garden.id)[1]) | {"id": "OTHER"} | change
    imported = garden.service.files.import_file(json.dumps(file).encode())
    assert imported.id is None
    assert what in [problem.place for problem in imported.problems]
    assert len(garden.service.assessments.recent()) == 1


def test_ids_that_do_not_belong_in_an_address_are_replaced(garden: Garden) -> None:
    file = json.loads(garden.service.files.export(garden.id)[1]) | {
        "id": "../../etc",
        "merchant": {"id": "<b>"},
    }
    imported = garden.service.files.import_file(json.dumps(file).encode())
    assert imported.id is not None
    assert len(imported.id) == 26


def test_a_file_of_an_older_version_that_is_kept_here_keeps_it(
    garden: Garden, opener: Opener, tmp_path: Path
) -> None:
    garden.say(WATERING, Answer(point=2))
    newer = opener(changed_bank(tmp_path, instrument=('version: "0.3.0"', 'version: "0.4.0"')))
    imported = newer.files.import_file(garden.service.files.export(garden.id)[1])
    assert newer.assessments.open(str(imported.id)).instrument.version == "0.3.0"


def test_a_file_of_a_released_version_is_scored_with_that_release(garden: Garden, tmp_path: Path) -> None:
    garden.say(WATERING, Answer(point=2))
    raw = garden.service.files.export(garden.id)[1]
    folder = changed_bank(tmp_path, instrument=('version: "0.3.0"', 'version: "0.4.0"'))
    (folder / "releases").mkdir()
    release = to_json(garden.service.bank.instrument)
    (folder / "releases" / "0.3.0.json").write_text(release, encoding="utf-8")
    elsewhere = open_service(f"sqlite:///{tmp_path}/elsewhere.db", folder)
    imported = elsewhere.files.import_file(raw)
    assert imported.problems == []
    assert elsewhere.assessments.open(str(imported.id)).instrument.version == "0.3.0"
    assert elsewhere.files.export(str(imported.id))[1] == raw
    elsewhere.close()


# Examples


@pytest.fixture
def with_examples(opener: Opener, tmp_path: Path) -> Service:
    """A service whose bank has two examples, one of them completed."""
    folder = changed_bank(tmp_path)
    (folder / "examples").mkdir()
    for number, status in enumerate(["completed", "draft"]):
        example = {
            "format": 1,
            "id": f"EXAMPLE{number}",
            "status": status,
            "example": True,
            "instrument": {"id": "school-garden", "version": "0.3.0"},
            "merchant": {"id": f"GARDEN{number}", "name": f"示例 {number}"},
            "answers": {WATERING: {"point": 1}, BEDS: {"ticks": ["north"]}, ROTA: {"point": 1}},
        }
        (folder / "examples" / f"{number}.json").write_text(json.dumps(example), encoding="utf-8")
    return opener(folder)


def test_examples_come_once_and_are_marked(with_examples: Service) -> None:
    assert (with_examples.examples.add(), with_examples.examples.add()) == (2, 0)
    cards = with_examples.assessments.recent()
    assert {(card.id, card.status, card.example) for card in cards} == {
        ("EXAMPLE0", "completed", True),
        ("EXAMPLE1", "draft", True),
    }


def test_two_who_ask_for_the_examples_at_once_get_them_once(with_examples: Service) -> None:
    with ThreadPoolExecutor(2) as pool:
        added = [pool.submit(with_examples.examples.add) for _ in range(2)]
        assert sorted(each.result() for each in added) == [0, 2]


def test_removing_the_examples_touches_nothing_else(with_examples: Service) -> None:
    mine = with_examples.assessments.start("我的菜园", Mode.FULL, {}, None)
    with_examples.examples.add()
    round_of_example = with_examples.assessments.start("", Mode.FULL, {}, None, merchant_id="GARDEN0")
    assert with_examples.examples.remove() == 2
    assert {card.id for card in with_examples.assessments.recent()} == {mine, round_of_example}
    with pytest.raises(NoSuchMerchant):
        with_examples.merchants.rename("GARDEN1", "x", "y")
    assert with_examples.examples.remove() == 0
    assert with_examples.examples.add() == 2


@pytest.mark.slow
def test_the_shipped_examples_can_be_shown(sqlite_url: str) -> None:
    service = open_service(sqlite_url, shipped_bank())
    files = list((shipped_bank() / "examples").glob("*.json"))
    assert service.examples.add() == len(files)
    assert len(service.assessments.recent()) == len(files)
    service.close()


@pytest.mark.slow
def test_examples_that_kept_a_roadmap_show_what_the_steps_done_brought(sqlite_url: str) -> None:
    service = open_service(sqlite_url, shipped_bank())
    service.examples.add()
    service.examples.add()
    looked_back = []
    for merchant in service.rounds.merchants(examples=True):
        for earlier, later in pairwise(service.rounds.of_merchant(merchant.merchant_id)):
            found = service.roadmaps.review(service.rounds.series([earlier, later]).overall)
            assert len(service.roadmaps.kept(str(earlier.assessment.id))) == found.kept
            looked_back += [found] * found.kept

    assert len(looked_back) == len(list((shipped_bank() / "examples" / "roadmaps").glob("*.json")))
    for found in looked_back:
        # A step marked done is one that the next round shows, or a lower one of its item was.
        assert {one.seen for one in found.done} == {"reached"}
        assert found.shown_by_done > 0
        assert {one.status for one in found.items} >= {"done", "doing", "todo"}
    service.close()
