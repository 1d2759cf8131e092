"""Whom a report is about, with all that is known, and the same without anything that says who it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assessment.instrument.calendar import Event
from assessment.instrument.file_schemas import Lineage
from assessment.instrument.model import Instrument
from assessment.planning.roadmap import Roadmap
from assessment.planning.schedule import NoSchedule, Schedule
from assessment.responses import Answer, Assessment, MerchantRef, Verified
from assessment.scoring.comparison import Round

OWN = "own"
"""What the festival of an event of the merchant's own is called."""


@dataclass(frozen=True)
class ReportSubject:
    """Whom a report is about, with all that is known."""

    instrument: Instrument
    assessment: Assessment
    calendar: Sequence[Event] = ()
    earlier: Sequence[Round] = ()
    """The rounds before this one, in any order."""
    lineage: Sequence[Lineage] = ()
    plan: tuple[Roadmap, Schedule | NoSchedule | None] | None = None
    """The roadmap to show; None for the one to the next stage, from the next Monday after the assessment."""
    verified_later: Mapping[str, Verified] = field(default_factory=dict)
    """What was verified after the assessment was completed, by item; said beside the results."""

    def redacted(self) -> "ReportSubject":
        """Return the same without anything that people wrote or that says who it is."""
        return replace(
            self,
            assessment=redacted(self.assessment),
            verified_later={
                item: seen.model_copy(update={"by": ""}) for item, seen in self.verified_later.items()
            },
            earlier=[replace(each, assessment=redacted(each.assessment), label="") for each in self.earlier],
            plan=None if self.plan is None else (self.plan[0], _without_own_dates(self.plan[1])),
        )


def _without_own_dates(schedule: Schedule | NoSchedule | None) -> Schedule | NoSchedule | None:
    """Return a schedule without the events that somebody named: only their names go, the weeks stay."""
    if not isinstance(schedule, Schedule):
        return schedule
    return replace(
        schedule,
        events=[event for event in schedule.events if event.festival != OWN],
        missed=[one for one in schedule.missed if one.event.festival != OWN],
    )


def redacted(assessment: Assessment) -> Assessment:
    """Return an assessment without names, notes, reasons and evidence; its scores stay the same."""
    return assessment.model_copy(
        update={
            "merchant": MerchantRef(),
            "sheets": [],
            "answers": {key: _bare(answer) for key, answer in assessment.answers.items()},
            "metrics": {
                key: value.model_copy(update={"note": None}) for key, value in assessment.metrics.items()
            },
        }
    )


def _bare(answer: Answer) -> Answer:
    verified = answer.verified and answer.verified.model_copy(update={"by": ""})
    bare: dict[str, Any] = {"note": None, "reason": None, "by": None, "evidence": [], "verified": verified}
    return answer.model_copy(update=bare)
