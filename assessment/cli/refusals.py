"""A wish that means nothing for a bank, told with what may be said instead."""

from collections.abc import Iterable, Mapping

from assessment.cli.wish import Wish, option_of
from assessment.instrument.model import Instrument
from assessment.instrument.problems import Words, both, suggestion
from assessment.planning import BriefError

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


def refusal(trouble: BriefError, instrument: Instrument, events: Iterable[str], wish: Wish) -> Words:
    """Name the wrong value of a wish, and what may be said instead."""
    place, given = trouble.place, trouble.given
    if place == "edits":
        return _no_such_step(given, instrument, wish)
    if place == "owner":
        name = given.partition("=")[2]
        return _told(place, NO_SUCH["capacity"], suggestion(name, _known(instrument, ())["capacity"]), name)
    place = {"now_week": "now"}.get(place, place)
    name = given.partition("=")[0]
    known = _known(instrument, events).get(place)
    if known is not None and name not in known and ".." not in given:
        return _told(place, NO_SUCH[place], suggestion(name, known), name)
    return _told(place, *WRONG.get(place, OUT_OF_RANGE), given)


def _no_such_step(move: str, instrument: Instrument, wish: Wish) -> Words:
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


def _told(option: str, what: Words, fix: Words, given: str) -> Words:
    return both(
        f"--{option}：{what['zh'].format(given)}{fix['zh']}",
        f"--{option}: {what['en'].format(given)} {fix['en']}",
    )


def _known(instrument: Instrument, events: Iterable[str]) -> dict[str, list[str]]:
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
