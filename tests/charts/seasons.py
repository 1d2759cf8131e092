"""Rounds of an example merchant over a year: answers of the real bank, changed as a shop changes them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import cache

from assessment.files import read_path
from assessment.instrument.file_schemas import Lineage
from assessment.instrument.load import shipped_bank
from assessment.instrument.model import AnchoredItem, Instrument, Item, Status
from assessment.instrument.releases import Releases
from assessment.responses import Absent, Answer, Assessment
from assessment.scoring.comparison import Round, Series, series
from tests.commands import KEPT

DAYS = (date(2026, 3, 2), date(2026, 6, 8), date(2026, 9, 21), date(2026, 12, 14))
BREAK = Lineage.model_validate({"from": "1.0.0", "to": "1.1.0"})


@cache
def bank() -> Instrument:
    """The released bank 1.1.0, as 1.0.0."""
    return released().model_copy(update={"version": "1.0.0"})


@cache
def released() -> Instrument:
    """The bank that the kept examples were taken with."""
    found = Releases(shipped_bank()).find("1.1.0")
    assert found is not None
    return found


@cache
def next_bank() -> Instrument:
    """Another version: the first scored item of every dimension weighs one more, the last one went."""
    dimensions = []
    for dimension in bank().dimensions:
        first, *rest = [item for item in dimension.items if item.status is Status.ACTIVE]
        heavier = first.model_copy(update={"weight": first.weight + 1})
        dimensions.append(dimension.model_copy(update={"items": [heavier, *rest[:-1]]}))
    return bank().model_copy(update={"version": "1.1.0", "dimensions": dimensions})


@cache
def example(name: str = "fruit-shop-eight-months") -> Assessment:
    """An example merchant as it stood under bank 1.1.0."""
    assessment = read_path(KEPT / f"{name}.json", released(), lambda *_: None).assessment
    assert assessment is not None
    return assessment


def moved(answers: Mapping[str, Answer], by: Mapping[str, int | Absent]) -> dict[str, Answer]:
    """The same answers, carried over, but for some: an anchored point more or less, or a reason for none."""
    given = {item: answer.model_copy(update={"carried_from": "before"}) for item, answer in answers.items()}
    for item, step in by.items():
        point = answers[item].point or 0
        new = Answer(absent=step) if isinstance(step, Absent) else Answer(point=min(max(point + step, 0), 3))
        given[item] = new
    return given


def anchored(dimension: str) -> Iterator[Item]:
    """The items of a dimension that have a point in the example."""
    for item in bank().dimension(dimension).items:
        answer = example().answers.get(item.id)
        is_scored = isinstance(item, AnchoredItem) and item.status is Status.ACTIVE
        if is_scored and answer is not None and answer.point is not None:
            yield item


def a_round(
    instrument: Instrument, answers: Mapping[str, Answer], day: date | None, number: int, name: str = ""
) -> Round:
    """One round of the example merchant."""
    reference = example().instrument.model_copy(update={"version": instrument.version, "digest": None})
    known = {item.id for item in instrument.items()}
    update = {
        "id": f"round-{number}",
        "instrument": reference,
        "answers": {item: answer for item, answer in answers.items() if item in known},
        "taken_on": day,
        "completed_at": None if day is None else datetime.combine(day, time(8, number % 60), tzinfo=UTC),
    }
    return Round(instrument, example().model_copy(update=update), name)


def up(dimension: str, count: int, by: int = 1) -> dict[str, int | Absent]:
    """So many of a dimension's items moved by so many points."""
    return {item.id: by for item in list(anchored(dimension))[:count]}


@cache
def climbing() -> Series:
    """Four rounds over a year: two dimensions climb, some answers wobble, some are not known any more."""
    answers = dict(example().answers)
    rounds = [a_round(bank(), answers, DAYS[0], 1)]
    for number, changes in enumerate(
        (
            up("content", 4) | up("field", 3) | up("service", 1, -1),
            up("service", 5)
            | up("supply", 3)
            | up("account", 2)
            | {next(anchored("ads")).id: Absent.DONT_KNOW},
            up("team", 5) | up("field", 5) | up("content", 4) | up("alliance", 3, -1),
        ),
        start=2,
    ):
        answers = moved(answers, changes)
        rounds.append(a_round(bank(), answers, DAYS[number - 1], number))
    return series(rounds)


@cache
def falling() -> Series:
    """Three rounds, each lower than the one before."""
    answers = dict(example().answers)
    rounds = [a_round(bank(), answers, DAYS[0], 1)]
    for number, changes in enumerate((up("field", 6, -1) | up("ads", 2, -1), up("service", 6, -2)), start=2):
        answers = moved(answers, changes)
        rounds.append(a_round(bank(), answers, DAYS[number - 1], number))
    return series(rounds)


@cache
def across_versions() -> Series:
    """Four rounds, the last two by other questions."""
    answers = dict(example().answers)
    later = moved(answers, up("content", 4) | up("field", 4))
    last = moved(later, up("service", 4) | up("alliance", 3))
    return series(
        [
            a_round(bank(), answers, DAYS[0], 1),
            a_round(bank(), later, DAYS[1], 2),
            a_round(next_bank(), later, DAYS[2], 3),
            a_round(next_bank(), last, DAYS[3], 4),
        ],
        [BREAK],
    )


@cache
def many(count: int = 9) -> Series:
    """Many rounds, the first two of one day."""
    answers = dict(example().answers)
    rounds = []
    for number in range(1, count + 1):
        answers = moved(answers, up("content", number % 4, 1 if number % 3 else -1) | up("field", 1))
        rounds.append(a_round(bank(), answers, date(2025, max(number - 1, 1), 15), number))
    return series(rounds)
