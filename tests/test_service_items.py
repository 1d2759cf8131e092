"""What the store says about items, on both databases, and the command `items`: counted, nobody named.

The bank is that of the school garden; see `test_service`.
"""

import csv
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from assessment.responses import Absent, Answer, MetricValue, Mode, Stumble, StumbleReason
from assessment.scoring.item_statistics import LEAST, ItemFigures
from assessment.service import Refused, Service, open_service
from assessment.service.items import ItemReview
from tests.clocks import Clock
from tests.commands import run
from tests.instrument.bank import copy_of, rewrite
from tests.test_service import BEDS, GARDEN, ROTA, WATERING

CALENDAR, HARVEST = "plants.calendar", "plants.harvest"


@dataclass
class Gardens:
    """Many gardens in one store."""

    service: Service
    clock: Clock
    count: int = field(default=0)

    def finish(self, point: int | None, *, pause: float = 20, stumble: Stumble | None = None) -> str:
        """Let another garden answer and finish; a rota is always given. Returns its assessment."""
        self.count += 1
        id_ = self.service.assessments.start(
            f"菜园{self.count}号", Mode.FULL, {"has_shed": False}, date(2026, 11, 22)
        )
        self.answer(id_, point, pause=pause, stumble=stumble)
        return id_

    def answer(self, id_: str, point: int | None, *, pause: float, stumble: Stumble | None = None) -> None:
        """Answer the rota, then the watering after a pause; finish."""
        answers = self.service.answers
        answers.record(id_, ROTA, Answer(point=1), self.service.assessments.open(id_).revisions.get(ROTA, 0))
        self.clock.advance(seconds=pause)
        given = Answer(absent=Absent.DONT_KNOW) if point is None else Answer(point=point)
        seen = self.service.assessments.open(id_).revisions.get(WATERING, 0)
        answers.record(id_, WATERING, given, seen)
        self.clock.advance(seconds=5)
        answers.record(id_, WATERING, given.model_copy(update={"note": "再看一眼"}), seen + 1)
        if stumble is not None:
            answers.mark_stumble(id_, WATERING, stumble)
        self.service.assessments.complete(id_)


@pytest.fixture
def gardens(url: str) -> Iterator[Gardens]:
    """An empty store."""
    clock = Clock()
    opened = open_service(url, GARDEN, now=clock)
    yield Gardens(opened, clock)
    opened.close()


def figures(review: ItemReview, item: str = WATERING) -> ItemFigures:
    """Return the figures of an item, which has some."""
    found = next(each.figures for each in review.report.items if each.item.id == item)
    assert found is not None
    return found


def test_twenty_merchants_are_counted_and_nineteen_are_not(gardens: Gardens) -> None:
    said = Stumble(reason=StumbleReason.UNCLEAR, word="菜园1号这里没人值日")
    gardens.finish(2, stumble=said)
    for place in range(LEAST - 2):
        gardens.finish(place % 3)
    few = gardens.service.items.review()
    assert (few.report.enough, few.report.items, few.words) == (False, (), {})

    gardens.finish(None, pause=40)
    enough = gardens.service.items.review()

    watering = figures(enough)
    assert enough.versions == {"0.3.0": LEAST}
    assert (watering.by_point, watering.absent[Absent.DONT_KNOW]) == ({0: 6, 1: 6, 2: 7}, 1)
    assert watering.stumbles[StumbleReason.UNCLEAR] == 1
    assert watering.seconds is not None
    assert (watering.seconds.value, watering.seconds.n) == (20, LEAST)
    assert [one.word for one in enough.words[WATERING]] == ["…这里没人值日"]


def test_each_merchant_counts_once_by_its_last_finished_round_and_examples_not_at_all(
    gardens: Gardens,
) -> None:
    first = [gardens.finish(0) for _ in range(LEAST)]
    again = gardens.service.assessments.correct(first[0])
    gardens.answer(again, 2, pause=20)
    draft = gardens.service.assessments.correct(first[1])
    gardens.service.answers.record(
        draft, WATERING, Answer(point=2), gardens.service.assessments.open(draft).revisions[WATERING]
    )

    review = gardens.service.items.review()

    assert review.report.merchants == LEAST
    assert figures(review).by_point == {0: LEAST - 1, 1: 0, 2: 1}


def test_what_lies_in_the_bin_is_not_counted_and_the_archive_is(gardens: Gardens) -> None:
    finished = [gardens.finish(1) for _ in range(LEAST + 1)]

    gardens.service.put_away.put(finished[:1], "bin")
    gardens.service.put_away.put(finished[1:2], "archive")

    assert figures(gardens.service.items.review()).by_point[1] == LEAST


def test_a_long_pause_is_no_time_for_an_answer_and_a_number_has_its_time_too(gardens: Gardens) -> None:
    for _ in range(LEAST):
        gardens.count += 1
        id_ = gardens.service.assessments.start(
            f"菜园{gardens.count}号", Mode.FULL, {"has_shed": False}, date(2026, 11, 22)
        )
        gardens.clock.advance(seconds=30)
        gardens.service.answers.record_metric(id_, "harvest", MetricValue(number=3.0), 0)
        gardens.answer(id_, 1, pause=1200)

    review = gardens.service.items.review()

    assert figures(review).seconds is None
    harvest = figures(review, HARVEST).seconds
    assert harvest is not None
    assert harvest.value == 30


def test_a_stumble_on_somebodys_own_sheet_counts_once_for_the_merchant(gardens: Gardens) -> None:
    for place in range(LEAST):
        gardens.count += 1
        id_ = gardens.service.assessments.start(
            f"菜园{gardens.count}号", Mode.FULL, {"has_shed": False}, date(2026, 11, 22)
        )
        if place < 8:
            for name in ("同学", "老师"):
                sheet = gardens.service.respondents.add(id_, name, ["plants"])
                own = gardens.service.respondents.own_sheet(id_, sheet)
                own.mark_stumble(WATERING, Stumble(reason=StumbleReason.NOT_OURS))
        gardens.answer(id_, 1, pause=20)

    watering = figures(gardens.service.items.review())

    assert watering.stumbles[StumbleReason.NOT_OURS] == 8
    assert watering.stumbled.value == 8 / LEAST
    assert "stumbles" in watering.remarks


def test_a_version_nobody_finished_with_is_refused_in_words(gardens: Gardens) -> None:
    with pytest.raises(Refused) as refused:
        gardens.service.items.review("7.0.0")

    assert "7.0.0" in refused.value.in_("zh")
    assert gardens.service.items.review().report.merchants == 0


# The command


@pytest.fixture
def filled(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of thirty gardens, named as the environment names it."""
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", sqlite_url)
    clock = Clock()
    with closing(open_service(sqlite_url, GARDEN, now=clock)) as service:
        many = Gardens(service, clock)
        for place in range(30):
            stumble = Stumble(reason=StumbleReason.NO_FIT, word="哪句都不像") if place % 3 == 0 else None
            many.finish(place % 3, stumble=stumble)


@pytest.mark.slow
@pytest.mark.usefixtures("filled")
def test_the_command_says_what_to_look_at_and_names_nobody() -> None:
    code, printed, said = run("items", "--questions", str(GARDEN), "--lang", "en")

    assert (code, said) == (0, "")
    assert "Bank 0.3.0: 30 merchants" in printed
    assert "10 / 10 / 10" in printed
    assert "hard to answer for 33%" in printed
    assert "菜园" not in printed
    assert "哪句都不像" not in printed
    assert run("items", "--questions", str(GARDEN))[1].startswith("题库 0.3.0：30 家商家")


@pytest.mark.slow
@pytest.mark.usefixtures("filled")
def test_json_and_csv_hold_the_same_figures_and_no_word(tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    code, printed, _ = run("items", "--questions", str(GARDEN), "--json", "--csv", str(file))

    assert code == 0
    whole = json.loads(printed)
    rows = {row["item"]: row for row in csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())}
    assert (whole["merchants"], whole["enough"], whole["least"]) == (30, True, LEAST)
    watering = next(one for one in whole["items"] if one["item"] == WATERING)
    assert watering["look_at"] == ["stumbles"]
    assert watering["stumble_no_fit"] == 10
    assert float(rows[WATERING]["stumbled"]) == watering["stumbled"]
    assert set(rows) == {WATERING, BEDS, CALENDAR, HARVEST, ROTA, "people.keys"}
    assert rows["people.keys"]["asked"] == "0"
    for text in (printed, file.read_text(encoding="utf-8-sig")):
        assert "菜园" not in text
        assert "哪句都不像" not in text


def test_too_few_show_no_figure_and_write_no_file(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", sqlite_url)
    clock = Clock()
    with closing(open_service(sqlite_url, GARDEN, now=clock)) as service:
        many = Gardens(service, clock)
        for _ in range(3):
            many.finish(1)
    file = tmp_path / "items.csv"

    code, printed, _ = run("items", "--questions", str(GARDEN), "--csv", str(file), "--lang", "en")
    whole = json.loads(run("items", "--questions", str(GARDEN), "--json")[1])

    assert code == 0
    assert printed.splitlines()[-1].startswith("Fewer than 20")
    assert "people" not in printed
    assert not file.exists()
    assert (whole["merchants"], whole["enough"], whole["items"], whole["dimensions"]) == (3, False, [], [])


@pytest.mark.slow
@pytest.mark.usefixtures("filled")
def test_each_version_is_looked_at_by_itself(tmp_path: Path) -> None:
    bank = copy_of(GARDEN, tmp_path)
    rewrite(bank / "instrument.yaml", 'version: "0.3.0"', 'version: "0.4.0"')
    file = tmp_path / "items.csv"

    code, printed, _ = run("items", "--questions", str(bank), "--lang", "en")
    assert code == 0
    assert "Bank 0.4.0: 0 merchants" in printed
    assert "Bank 0.3.0 has 30 merchants" in printed
    old = run("items", "--questions", str(bank), "--version", "0.3.0", "--csv", str(file), "--lang", "en")
    assert old[0] == 0
    assert "10 / 10 / 10" in old[1]
    assert old[2] == f"Written to {file}.\n"


@pytest.mark.slow
@pytest.mark.usefixtures("filled")
def test_a_version_that_is_not_there_ends_with_one() -> None:
    code, printed, said = run("items", "--questions", str(GARDEN), "--version", "9.9.9", "--lang", "en")

    assert (code, printed) == (1, "")
    assert "9.9.9" in said
