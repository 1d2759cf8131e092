"""Results and steps to a roadmap in weeks: pure, and the same for the same input."""

from assessment.planning.equally_cheap import lay_out
from assessment.planning.explanations import Regret, regrets
from assessment.planning.relaxations import relaxations
from assessment.planning.request import Edit, PlanRequest, PlanRequestError, Situation
from assessment.planning.roadmap import Roadmap, build_roadmap
from assessment.planning.schedule import NoSchedule, Relaxation, Schedule
from assessment.planning.scheduler import schedule_roadmap

__all__ = [
    "Edit",
    "NoSchedule",
    "PlanRequest",
    "PlanRequestError",
    "Regret",
    "Relaxation",
    "Roadmap",
    "Schedule",
    "Situation",
    "build_roadmap",
    "lay_out",
    "regrets",
    "relaxations",
    "schedule_roadmap",
]
