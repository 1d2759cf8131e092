"""A wish that means nothing for a bank, told with what may be said instead."""

from collections.abc import Iterable, Mapping

from assessment.instrument.model import Instrument
from assessment.instrument.problems import Words, both, suggestion
from assessment.roadmap import BriefError

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
    "edits": (
        both("“{0}”改不了：没有这一步，或者值不对。", "'{0}' cannot be: no such step, or a wrong value."),
        both("请核对题目、级别和值。", "Check the item, the point and the value."),
    ),
}
"""What is said of a value that cannot be, by option."""

OUT_OF_RANGE = (
    both("“{0}”超出范围。", "'{0}' is out of range."),
    both("请写 0 到 100。", "Write 0 to 100."),
)


def refusal(trouble: BriefError, instrument: Instrument, events: Iterable[str] = ()) -> Words:
    """Name the wrong value of a wish, and what may be said instead."""
    place, given = trouble.place, trouble.given
    name = given.partition("=")[0]
    known = _known(instrument, events).get(place)
    if known is not None and name not in known:
        what, fix, given = NO_SUCH[place], suggestion(name, known), name
    else:
        what, fix = WRONG.get({"now_week": "weeks"}.get(place, place), OUT_OF_RANGE)
    option = {"now_week": "now"}.get(place, place)
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
