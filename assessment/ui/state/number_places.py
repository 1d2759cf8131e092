"""How a number is saved, and what a copy of one would change."""

from functools import partial

from assessment.responses import Absent, MetricValue
from assessment.service import Conflict, Opened
from assessment.ui.state.answering import number_choices, typed_number
from assessment.ui.state.clock import today
from assessment.ui.state.copies import (
    METRIC,
    CopiedChange,
    Copy,
    Returned,
    is_returned,
    own_change,
    returned,
    unreadable,
)
from assessment.ui.state.draft import Draft
from assessment.ui.state.input_parts import NUMBER, OTHERWISE, Held, number_parts
from assessment.ui.state.session import measure_of, service


def stored_number(_: Draft, opened: Opened, id_: str) -> dict[str, Held]:
    """Return what the inputs of a number would hold if they showed what is stored."""
    metric = opened.instrument.metric(id_)
    return number_parts(opened.assessment.metrics.get(id_, MetricValue()), peer=metric.peer)


def number_change(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    """Return what a copy of a number would change; None where it is not asked any more.

    Raises:
        Refused: it cannot be stored.
    """
    metric = next((each for each in opened.instrument.metrics if METRIC + each.id == copy.place), None)
    if metric is None:
        return None
    now, wanted = mine.number(metric.id), MetricValue(as_of=today())
    if copy.part == NUMBER:
        try:
            number = typed_number(str(copy.held), measure_of(metric.id))
        except ValueError:
            raise unreadable(copy.held, *metric.range) from None
        if number == now.number:
            return CopiedChange(None, lambda: None)
        wanted = MetricValue() if number is None else wanted.model_copy(update={"number": number})
    else:
        options = number_choices(peer=metric.peer)
        places = copy.held if isinstance(copy.held, list) else []
        chosen = next((options[place] for place in places if place < len(options)), None)
        if chosen == (now.peer or (now.absent.value if now.absent else None)):
            return CopiedChange(None, lambda: None)
        how = {"peer": chosen} if chosen in options[:-2] else {"absent": Absent(chosen) if chosen else None}
        wanted = wanted.model_copy(update=how) if chosen else MetricValue()
    return CopiedChange(wanted, lambda: save_number(mine, metric.id, wanted))


def save_number(mine: Draft, metric: str, number: MetricValue | None) -> bool:
    """Write a number, or why there is none; return whether it is on disk. What fails is tried again.

    Where somebody else gave another meanwhile, it waits to be decided upon.
    """
    place = METRIC + metric
    seen = mine.given_over(place)

    def write() -> None:
        saved = service().answers.record_metric(mine.id, metric, number, seen)
        mine.saved_at[place] = mine.last_saved = saved.at
        mine.revisions[place] = saved.revision

    try:
        is_kept = mine.attempt(place, number, write, partial(save_number, mine, metric, number), seen)
    except Conflict:
        mine.read_numbers()
        mine.restart(place)
        _ask_about_number(mine, metric, number or MetricValue(), seen)
        return False
    mine.read_numbers()
    return is_kept


def _ask_about_number(mine: Draft, metric: str, number: MetricValue, seen: int) -> None:
    """Let a number that was given here wait beside the one that somebody else gave, to be decided upon."""
    opened, place = mine.opened, METRIC + metric
    if opened is None:
        return
    part = OTHERWISE if number.number is None and (number.peer or number.absent) else NUMBER
    held = number_parts(number, peer=opened.instrument.metric(metric).peer)[part]
    copy = own_change(mine, place, part, held, seen)
    change = number_change(mine, opened, copy)
    if change is not None and change.wanted is not None and not is_returned(copy):
        returned()[copy.key] = Returned(copy, change.save)
