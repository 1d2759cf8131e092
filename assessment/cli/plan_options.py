"""The options of `plan`: read into a plan request, or refused with what may be said instead."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypedDict

import click

from assessment.cli.context import Settings
from assessment.instrument.calendar import Event, Freeze
from assessment.instrument.model import Instrument
from assessment.instrument.problems import Words, both, suggestion
from assessment.instrument.text import LocalText
from assessment.planning import PlanRequest, PlanRequestError
from assessment.planning.request import Edit
from assessment.texts import Localized

Command = Callable[..., Any]
Move = tuple[str, int]

MOST_DIGITS = 4
"""Of a point or a week: more is no number that anybody means."""


class PlanOptions(TypedDict):
    """The options that make up a request."""

    target: str | None
    dimension: str | None
    days: float | None
    margin: float
    exclude: tuple[str, ...]
    force: tuple[str, ...]
    capacity: tuple[str, ...]
    start: str | None
    weeks: int | None
    ready_for: tuple[str, ...]
    freeze: tuple[str, ...]
    done: tuple[str, ...]
    drop: tuple[str, ...]
    fix: tuple[str, ...]
    cost: tuple[str, ...]
    owner: tuple[str, ...]
    now: int


OPTIONS = (
    click.option("--target", metavar="STAGE", help="The stage to reach (default: the next one)."),
    click.option("--dimension", metavar="D=SCORE", help="Or a dimension and the score to reach in it."),
    click.option("--days", type=float, metavar="N", help="Or a number of person-days to put to best use."),
    click.option("--margin", type=float, default=3.0, show_default=True, help="Points above every cut."),
    click.option("--exclude", metavar="ITEM", multiple=True, help="An item to leave alone. *"),
    click.option("--force", metavar="ITEM", multiple=True, help="An item to raise. *"),
    click.option(
        "--capacity",
        metavar="F=DAYS,...",
        multiple=True,
        help="Person-days a week (default: two for each person in the profile). *",
    ),
    click.option(
        "--start",
        metavar="DATE",
        help="First day of week 1 (default: the Monday on or after the assessment's day).",
    ),
    click.option("--weeks", type=int, metavar="N", help="Be done by this week (default: no limit)."),
    click.option("--ready-for", metavar="EVENT", multiple=True, help="Be ready before this event. *"),
    click.option(
        "--freeze", metavar="F=FROM..TO", multiple=True, help="Days a function has no time for steps. *"
    ),
    click.option("--done", metavar="ITEM:POINT", multiple=True, help="A step that is done. *"),
    click.option("--drop", metavar="ITEM:POINT", multiple=True, help="A step not to be taken. *"),
    click.option("--fix", metavar="ITEM:POINT=WEEK", multiple=True, help="Start a step in this week. *"),
    click.option("--cost", metavar="ITEM:POINT=DAYS", multiple=True, help="Other person-days for a step. *"),
    click.option("--owner", metavar="ITEM:POINT=F", multiple=True, help="Another function for a step. *"),
    click.option("--now", type=int, default=1, metavar="WEEK", help="The week it is now (default: 1)."),
)
"""Those marked * may be repeated."""


def plan_options(command: Command) -> Command:
    """Give a command the options of a wish."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def brief_from(wish: PlanOptions, settings: Settings) -> PlanRequest:
    """Turn the options into a request.

    Raises:
        click.UsageError: an option that cannot be read, or two targets at once.
    """
    targets = (wish["target"], wish["dimension"], wish["days"])
    if sum(given is not None for given in targets) > 1:
        raise click.UsageError(
            settings.say(
                "--target、--dimension、--days 只能写一个。",
                "Only one of --target, --dimension and --days can be given.",
            )
        )
    read = _Reader(settings)
    return PlanRequest(
        stage=wish["target"],
        dimension=None if wish["dimension"] is None else read.aim(wish["dimension"]),
        days=wish["days"],
        margin=wish["margin"],
        exclude=frozenset(wish["exclude"]),
        force=frozenset(wish["force"]),
        capacity=read.capacity(wish["capacity"]),
        start=None if wish["start"] is None else read.day("--start", wish["start"], wish["start"]),
        weeks=wish["weeks"],
        ready_for=frozenset(wish["ready_for"]),
        own_events=tuple(read.freeze(number, one) for number, one in enumerate(wish["freeze"], start=1)),
        edits=read.edits(wish),
        now_week=wish["now"],
    )


class _Reader:
    """Reads the options, refusing what has not the form it must have."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def refuse(self, option: str, given: str, form: str) -> click.UsageError:
        return click.UsageError(
            self.settings.say(
                f"{option}：“{given}”不对，应写成 {form}。", f"{option}: '{given}' is not of the form {form}."
            )
        )

    def aim(self, given: str) -> tuple[str, float]:
        name, _, score = given.partition("=")
        try:
            return name, float(score)
        except ValueError:
            form = self.settings.say("维度=分数，如 team=60", "DIMENSION=SCORE, such as team=60")
            raise self.refuse("--dimension", given, form) from None

    def capacity(self, given: Iterable[str]) -> dict[str, float]:
        days = {}
        for one in (part for each in given for part in each.split(",")):
            name, _, number = one.partition("=")
            try:
                days[name.strip()] = float(number)
            except ValueError:
                form = self.settings.say("岗位=每周人天，如 content=3", "FUNCTION=DAYS, such as content=3")
                raise self.refuse("--capacity", one, form) from None
        return days

    def day(self, option: str, given: str, day: str) -> date:
        try:
            return date.fromisoformat(day)
        except ValueError:
            raise self.refuse(option, given, "2026-12-07") from None

    def freeze(self, number: int, given: str) -> Event:
        function, _, span = given.partition("=")
        first, dots, last = span.partition("..")
        if not dots or not function:
            form = self.settings.say("岗位=起..止，如 ", "FUNCTION=FROM..TO, such as ")
            raise self.refuse("--freeze", given, f"{form}content=2026-12-07..2026-12-13")
        starts, ends = (self.day("--freeze", given, day) for day in (first, last))
        if ends < starts:
            raise click.UsageError(
                self.settings.say(
                    f"--freeze：“{given}”里结束在开始之前，请把两个日期对调。",
                    f"--freeze: '{given}' ends before it starts. Swap the two dates.",
                )
            )
        name = LocalText({"zh": "自己的日子", "en": "own dates"})
        return Event(
            id=f"own_{number}",
            festival="own",
            name=name,
            starts=starts,
            ends=ends,
            certainty="announced",
            freezes=[Freeze(starts=starts, ends=ends, functions=[function])],
        )

    def edits(self, wish: PlanOptions) -> Mapping[Move, Edit]:
        edits: dict[Move, Edit] = {}

        def change(move: Move, **what: Any) -> None:
            edits[move] = replace(edits.get(move, Edit()), **what)

        for given in wish["done"]:
            change(self.move("--done", given), status="done")
        for given in wish["drop"]:
            change(self.move("--drop", given), status="dropped")
        for given in wish["fix"]:
            move, week = self.changed("--fix", given, self.settings.say("周", "WEEK"))
            if not week.isdecimal() or len(week) > MOST_DIGITS:
                raise self.refuse("--fix", given, self.settings.say("题目:级别=周", "ITEM:POINT=WEEK"))
            change(move, start_week=int(week))
        for given in wish["cost"]:
            move, days = self.changed("--cost", given, self.settings.say("人天", "DAYS"))
            try:
                change(move, days=float(days))
            except ValueError:
                form = self.settings.say("题目:级别=人天", "ITEM:POINT=DAYS")
                raise self.refuse("--cost", given, form) from None
        for given in wish["owner"]:
            move, owner = self.changed("--owner", given, self.settings.say("岗位", "FUNCTION"))
            change(move, owner=owner)
        return edits

    def move(self, option: str, given: str) -> Move:
        """Read a step."""
        item, _, point = given.partition(":")
        if not point.isdecimal() or len(point) > MOST_DIGITS:
            form = self.settings.say("题目:级别，如 team.goals:2", "ITEM:POINT, such as team.goals:2")
            raise self.refuse(option, given, form)
        return item, int(point)

    def changed(self, option: str, given: str, what: str) -> tuple[Move, str]:
        """Read a step and what is to be changed about it."""
        step, equals, value = given.partition("=")
        if not equals or not value:
            form = self.settings.say("题目:级别=", "ITEM:POINT=")
            raise self.refuse(option, given, form + what)
        return self.move(option, step), value


def option_of(move: str, wish: PlanOptions) -> str:
    """Return the option that speaks of a step, written `item:point`."""
    for option in ("done", "drop", "fix", "cost", "owner"):
        given: tuple[str, ...] = wish[option]
        if any(one.partition("=")[0] == move for one in given):
            return option
    return "fix"


NO_SUCH: Mapping[str, Words] = {
    "target": both("“{0}”不是可以去到的阶段。", "'{0}' is not a stage to reach."),
    "dimension": both("没有维度“{0}”。", "There is no dimension '{0}'."),
    "exclude": both("没有题目“{0}”。", "There is no item '{0}'."),
    "force": both("没有题目“{0}”。", "There is no item '{0}'."),
    "capacity": both("没有岗位“{0}”。", "There is no function '{0}'."),
    "freeze": both("没有岗位“{0}”。", "There is no function '{0}'."),
    "ready-for": both("日历里没有“{0}”。", "The calendar has no event '{0}'."),
}
"""What is said of a name that is not there, by option."""

WRONG: Mapping[str, tuple[Words, Words]] = {
    "force": (
        both("“{0}”又要做又要排除。", "'{0}' is forced and excluded at once."),
        both("只留一个。", "Keep one of them."),
    ),
    "days": (
        both("“{0}”不是人天数。", "'{0}' is not a number of person-days."),
        both("请写大于 0 的数。", "Write a number above 0."),
    ),
    "capacity": (
        both("“{0}”不是每周人天数。", "'{0}' is not a number of person-days a week."),
        both("请写 0、0.5、1 这样的数。", "Write a number such as 0, 0.5 or 1."),
    ),
    "weeks": (
        both("“{0}”不是周数。", "'{0}' is not a number of weeks."),
        both("请写 1 到 520。", "Write 1 to 520."),
    ),
    "start": (
        both("“{0}”离今天太远。", "'{0}' is too far away."),
        both("请写 2000 到 2100 年的日期。", "Write a date from 2000 to 2100."),
    ),
    "freeze": (
        both("“{0}”太长，或者离今天太远。", "'{0}' is too long, or too far away."),
        both("一段最多一年，写 2000 到 2100 年的日期。", "A year at most, with dates from 2000 to 2100."),
    ),
    "now": (
        both("“{0}”不是周数。", "'{0}' is not a number of weeks."),
        both("请写 1 到 520。", "Write 1 to 520."),
    ),
    "cost": (
        both("“{0}”不是一步的人天数。", "'{0}' is not a number of person-days of one step."),
        both("请写 0 到 200，如 0.5、1、2。", "Write 0 to 200, such as 0.5, 1 or 2."),
    ),
    "fix": (
        both("“{0}”不是周数。", "'{0}' is not a number of weeks."),
        both("请写 1 到 520。", "Write 1 to 520."),
    ),
}
"""What is said of a value that cannot be, by option."""

OUT_OF_RANGE = (
    both("“{0}”超出范围。", "'{0}' is out of range."),
    both("请写 0 到 100。", "Write 0 to 100."),
)


def refusal(
    trouble: PlanRequestError, instrument: Instrument, events: Iterable[str], wish: PlanOptions
) -> Words:
    """Name the wrong value of a request, and what may be given instead."""
    place, given = trouble.place, trouble.given
    if place == "edits":
        return _no_such_step(given, instrument, wish)
    if place == "owner":
        name = given.partition("=")[2]
        return _told(
            place, NO_SUCH["capacity"], suggestion(name, _known_names(instrument, ())["capacity"]), name
        )
    place = {"now_week": "now"}.get(place, place)
    name = given.partition("=")[0]
    known = _known_names(instrument, events).get(place)
    if known is not None and name not in known and ".." not in given:
        return _told(place, NO_SUCH[place], suggestion(name, known), name)
    return _told(place, *WRONG.get(place, OUT_OF_RANGE), given)


def _no_such_step(move: str, instrument: Instrument, wish: PlanOptions) -> Words:
    """Say what is wrong with a step that an option names: the item, or the point."""
    item, _, point = move.partition(":")
    option = option_of(move, wish)
    items = {one.id: one for one in instrument.items()}
    if item not in items:
        return _told(option, NO_SUCH["exclude"], suggestion(item, list(items)), item)
    what = both(f"“{item}”没有到 {point} 级的步骤。", f"'{item}' has no step to point {point}.")
    points = [str(one) for one in sorted(items[item].steps)]
    none = both("这一题是经营数字，没有步骤。", "It is a number, which no step raises.")
    return _told(option, what, suggestion(point, points) if points else none, "")


def _told(option: str, what: Words, fix: Localized, given: str) -> Words:
    return both(
        f"--{option}：{what['zh'].format(given)}{fix.in_('zh')}",
        f"--{option}: {what['en'].format(given)} {fix.in_('en')}",
    )


def _known_names(instrument: Instrument, events: Iterable[str]) -> dict[str, list[str]]:
    """Return the names that may be given, by option."""
    items = [item.id for item in instrument.items()]
    functions = [function.id for function in instrument.functions]
    return {
        "target": list(instrument.stage_ids[1:]),
        "dimension": [dimension.id for dimension in instrument.dimensions],
        "exclude": items,
        "force": items,
        "capacity": functions,
        "freeze": functions,
        "ready-for": list(events),
    }
