"""The day it is where the visitor is."""

import os
from datetime import UTC, date, datetime

from assessment.ui.draft import local


def today() -> date:
    """Return the visitor's day; `ASSESSMENT_TODAY` fixes it, so that pictures and tests stay the same."""
    fixed = os.environ.get("ASSESSMENT_TODAY")
    return date.fromisoformat(fixed) if fixed else local(datetime.now(UTC)).date()
