"""The options of `plan`: read into a plan request, or refused with what may be said instead."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypedDict

import click

from assessment.cli.context import CommandOptions
from assessment.instrument.calendar import Event, Freeze
from assessment.instrument.model import Instrument
from assessment.instrument.problems import suggestion
from assessment.instrument.text import LocalText
from assessment.planning import PlanRequest, PlanRequestError
from assessment.planning.request import Edit
from assessment.texts import LANGUAGES, Localized, Sentences, Text

Command = Callable[..., Any]
Move = tuple[str, int]

MOST_DIGITS = 4
"""Of a point or a week: more is no number that anybody means."""


class PlanOptions(TypedDict):
    """The options that make up a plan request, as they were given."""

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
    in_hand: int
    piece: float
    one_week: float
    target_first: bool


def _repeated(name: str, metavar: str, about: str) -> Callable[[Command], Command]:
    return click.option(name, metavar=metavar, multiple=True, help=f"{about} *")


OPTIONS = (
    click.option("--target", metavar="STAGE", help="The stage to reach (default: the next one)."),
    click.option("--dimension", metavar="D=SCORE", help="Or a dimension and the score to reach in it."),
    click.option("--days", type=float, metavar="N", help="Or a number of person-days to put to best use."),
    click.option("--margin", type=float, default=3.0, show_default=True, help="Points above every cut."),
    _repeated("--exclude", "ITEM", "An item to leave alone."),
    _repeated("--force", "ITEM", "An item to raise."),
    _repeated(
        "--capacity", "F=DAYS,...", "Person-days a week (default: two for each person in the profile)."
    ),
    click.option(
        "--start",
        metavar="DATE",
        help="First day of week 1 (default: the Monday on or after the assessment's day).",
    ),
    click.option("--weeks", type=int, metavar="N", help="Be done by this week (default: no limit)."),
    _repeated("--ready-for", "EVENT", "Be ready before this event."),
    _repeated("--freeze", "F=FROM..TO", "Days a function has no time for steps."),
    _repeated("--done", "ITEM:POINT", "A step that is done."),
    _repeated("--drop", "ITEM:POINT", "A step not to be taken."),
    _repeated("--fix", "ITEM:POINT=WEEK", "Start a step in this week."),
    _repeated("--cost", "ITEM:POINT=DAYS", "Other person-days for a step."),
    _repeated("--owner", "ITEM:POINT=F", "Another function for a step."),
    click.option("--now", type=int, default=1, metavar="WEEK", help="The week it is now (default: 1)."),
    click.option("--in-hand", type=int, default=2, show_default=True, help="Steps a person does at once."),
    click.option(
        "--piece", type=float, default=0.5, show_default=True, help="Least person-days a week in a step."
    ),
    click.option(
        "--one-week",
        type=float,
        default=1.0,
        show_default=True,
        help="Steps of so many person-days, or fewer, are done in one week.",
    ),
    click.option(
        "--target-first", is_flag=True, help="Open the gate asked for first, then those on the way to it."
    ),
)
"""Those marked * may be repeated."""


def plan_options(command: Command) -> Command:
    """Give a command the options of a plan request."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def request_from(options: PlanOptions, settings: CommandOptions) -> PlanRequest:
    """Turn the options into a plan request.

    Raises:
        click.UsageError: an option that cannot be read, or two targets at once.
    """
    targets = (options["target"], options["dimension"], options["days"])
    if sum(given is not None for given in targets) > 1:
        raise click.UsageError(settings.say("cli.option.one_target"))
    read = _Reader(settings)
    return PlanRequest(
        stage=options["target"],
        dimension=None if options["dimension"] is None else read.aim(options["dimension"]),
        days=options["days"],
        margin=options["margin"],
        exclude=frozenset(options["exclude"]),
        force=frozenset(options["force"]),
        capacity=read.capacity(options["capacity"]),
        start=None if options["start"] is None else read.day("start", options["start"], options["start"]),
        weeks=options["weeks"],
        ready_for=frozenset(options["ready_for"]),
        own_events=tuple(read.freeze(number, one) for number, one in enumerate(options["freeze"], start=1)),
        edits=read.edits(options),
        now_week=options["now"],
        in_hand=options["in_hand"],
        piece=options["piece"],
        one_week=options["one_week"],
        nearest_first=not options["target_first"],
    )


class _Reader:
    """Reads the options, refusing what has not the form it must have."""

    def __init__(self, settings: CommandOptions) -> None:
        self.settings = settings

    def refuse(self, option: str, given: str) -> click.UsageError:
        form = Text(f"cli.option.form.{option}")
        return click.UsageError(
            self.settings.say("cli.option.wrong_form", option=option, given=given, form=form)
        )

    def aim(self, given: str) -> tuple[str, float]:
        name, _, score = given.partition("=")
        return name, self.number("dimension", given, score)

    def capacity(self, given: Iterable[str]) -> dict[str, float]:
        """Read person-days by function."""
        found: dict[str, float] = {}
        for one in (part for each in given for part in each.split(",")):
            name, _, number = one.partition("=")
            days = self.number("capacity", one, number)
            name = name.strip()
            if name in found and found[name] != days:
                raise self.twice("capacity", name)
            found[name] = days
        return found

    def twice(self, option: str, name: str) -> click.UsageError:
        return click.UsageError(self.settings.say("cli.option.twice", option=option, name=name))

    def number(self, option: str, given: str, number: str) -> float:
        try:
            return float(number)
        except ValueError:
            raise self.refuse(option, given) from None

    def day(self, option: str, given: str, day: str) -> date:
        try:
            return date.fromisoformat(day)
        except ValueError:
            form = "2026-12-07"
            message = self.settings.say("cli.option.wrong_form", option=option, given=given, form=form)
            raise click.UsageError(message) from None

    def freeze(self, number: int, given: str) -> Event:
        function, _, span = given.partition("=")
        first, dots, last = span.partition("..")
        if not dots or not function:
            raise self.refuse("freeze", given)
        starts, ends = (self.day("freeze", given, day) for day in (first, last))
        if ends < starts:
            raise click.UsageError(self.settings.say("cli.option.freeze_reversed", given=given))
        own = Text("cli.option.own_dates")
        return Event(
            id=f"own_{number}",
            festival="own",
            name=LocalText({language: own.in_(language) for language in LANGUAGES}),
            starts=starts,
            ends=ends,
            certainty="announced",
            freezes=[Freeze(starts=starts, ends=ends, functions=[function])],
        )

    def edits(self, options: PlanOptions) -> Mapping[Move, Edit]:
        edits: dict[Move, Edit] = {}

        known: set[tuple[Move, str]] = set()

        def change(option: str, move: Move, **what: Any) -> None:
            about = {(move, name) for name in what}
            if about & known and edits[move] != replace(edits[move], **what):
                raise self.twice(option, f"{move[0]}:{move[1]}")
            known.update(about)
            edits[move] = replace(edits.get(move, Edit()), **what)

        for given in options["done"]:
            change("done", self.move("done", given), status="done")
        for given in options["drop"]:
            change("drop", self.move("drop", given), status="dropped")
        for given in options["fix"]:
            move, week = self.changed("fix", given)
            if not week.isdecimal() or len(week) > MOST_DIGITS:
                raise self.refuse("fix", given)
            change("fix", move, start_week=int(week))
        for given in options["cost"]:
            move, days = self.changed("cost", given)
            change("cost", move, days=self.number("cost", given, days))
        for given in options["owner"]:
            move, owner = self.changed("owner", given)
            change("owner", move, owner=owner)
        return edits

    def move(self, option: str, given: str) -> Move:
        """Read a step as it is written on a command line: `item:point`."""
        item, _, point = given.partition(":")
        if not point.isdecimal() or len(point) > MOST_DIGITS:
            form = Text("cli.option.form.step")
            raise click.UsageError(
                self.settings.say("cli.option.wrong_form", option=option, given=given, form=form)
            )
        return item, int(point)

    def changed(self, option: str, given: str) -> tuple[Move, str]:
        """Read a step and what is to be changed about it."""
        step, equals, value = given.partition("=")
        if not equals or not value:
            raise self.refuse(option, given)
        return self.move(option, step), value


VALUES = frozenset(
    {
        *("force", "days", "capacity", "weeks", "start", "freeze", "now", "cost", "fix"),
        *("in-hand", "piece", "one-week"),
    }
)
"""Options whose value can be wrong in a way of its own."""


OPTION_OF = {"now_week": "now", "in_hand": "in-hand", "one_week": "one-week"}
"""The option that fills a part of a request, where it is not called the same."""


def refusal(
    trouble: PlanRequestError, instrument: Instrument, events: Iterable[str], options: PlanOptions
) -> Localized:
    """Name the wrong value of a plan request, and what may be said instead."""
    place, given = OPTION_OF.get(trouble.place, trouble.place), trouble.given
    known = _known_names(instrument, events)
    if place == "edits":
        return _no_such_step(given, instrument, options)
    if place == "owner":
        name = given.partition("=")[2]
        return _unknown(place, "capacity", name, known["capacity"])
    name = given.partition("=")[0]
    if place in known and name not in known[place] and ".." not in given:
        return _unknown(place, place, name, known[place])
    kind = place.replace("-", "_") if place in VALUES else "other"
    return _refused(place, Text(f"cli.option.wrong.{kind}", given=given), Text(f"cli.option.fix.{kind}"))


def _no_such_step(move: str, instrument: Instrument, options: PlanOptions) -> Localized:
    """Say what is wrong with a step that an option names: the item, or the point."""
    item_id, _, point = move.partition(":")
    option = _option_of(move, options)
    item = instrument.items_by_id.get(item_id)
    if item is None:
        return _unknown(option, "exclude", item_id, list(instrument.items_by_id))
    points = [str(one) for one in sorted(item.steps)]
    fix = suggestion(point, points) if points else Text("cli.option.fix.no_steps")
    return _refused(option, Text("cli.option.no_step", item=item_id, point=point), fix)


def _option_of(move: str, options: PlanOptions) -> str:
    """Return the option that speaks of a step, written `item:point`."""
    for option in ("done", "drop", "fix", "cost", "owner"):
        given: tuple[str, ...] = options[option]
        if any(one.partition("=")[0] == move for one in given):
            return option
    return "fix"


def _unknown(option: str, kind: str, name: str, known: list[str]) -> Localized:
    key = kind.replace("-", "_")
    return _refused(option, Text(f"cli.option.unknown.{key}", name=name), suggestion(name, known))


def _refused(option: str, what: Localized, fix: Localized) -> Localized:
    return Text("cli.option.refused", option=option, what=Sentences([what, fix]))


def _known_names(instrument: Instrument, events: Iterable[str]) -> dict[str, list[str]]:
    """Return the names that may be given, by option."""
    items, functions = list(instrument.items_by_id), [function.id for function in instrument.functions]
    return {
        "target": list(instrument.stage_ids[1:]),
        "dimension": list(instrument.dimensions_by_id),
        "exclude": items,
        "force": items,
        "capacity": functions,
        "freeze": functions,
        "ready-for": list(events),
    }
