"""How one step goes on: what became of it, what shows that it is done, and what was changed about it.

A step is a move from one point of an item to the next. Its progress stands
beside the roadmap: the roadmap that was kept stays as it was drawn.
"""

from typing import Annotated

from pydantic import AwareDatetime, Field

from assessment.instrument.model import MOST_STEP_DAYS
from assessment.planning.request import MOST_WEEKS, Edit, StepStatus
from assessment.responses import Evidence, Record


class Progress(Record):
    """What somebody said about one step. One that says nothing is as good as none."""

    status: StepStatus = "todo"
    owner: str | None = None
    """Another function than the bank says."""
    days: Annotated[float, Field(ge=0, le=MOST_STEP_DAYS, multiple_of=0.5)] | None = None
    """Other person-days than the bank says, a multiple of 0.5."""
    start_week: Annotated[int, Field(ge=1, le=MOST_WEEKS)] | None = None
    """The week of the roadmap it starts in."""
    evidence: list[Evidence] = Field(default_factory=list)
    """What one would look at to believe that it is done."""
    note: str | None = None
    by: str | None = None
    """Who said it."""
    at: AwareDatetime | None = None
    """When it was said."""

    @property
    def edit(self) -> Edit:
        """What it means for the roadmap that is drawn next."""
        return Edit(self.status, self.owner, self.days, self.start_week)
