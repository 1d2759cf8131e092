"""The day it is where the visitor is, and the day that week 1 begins where nobody chose one."""

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from assessment.planning.schedule import next_monday
from assessment.service import Kept, KeptProgress
from assessment.ui.draft import local


def today() -> date:
    """Return the visitor's day; `ASSESSMENT_TODAY` fixes it, so that pictures and tests stay the same."""
    fixed = os.environ.get("ASSESSMENT_TODAY")
    return date.fromisoformat(fixed) if fixed else local(datetime.now(UTC)).date()


def week_one(kept: Sequence[Kept], known: Iterable[KeptProgress], today: date) -> date:
    """Return the first day of week 1 where nobody chose it: the next Monday, until something is settled.

    A roadmap that is kept has its day. Once something was said about a step
    it is the Monday after that, and stays: a step fixed to week 3 is not put
    off with each Monday that passes.
    """
    if kept and (start := kept[-1].request.start) is not None:
        return start
    said = (local(one.progress.at).date() for one in known if one.progress.at is not None)
    return next_monday(min([today, *said]))
