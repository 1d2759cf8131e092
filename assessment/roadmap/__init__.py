"""Results and steps to a roadmap in weeks: pure, and the same for the same input."""

from assessment.roadmap.brief import Brief, BriefError, Edit, Situation
from assessment.roadmap.draw import draw
from assessment.roadmap.lay import lay
from assessment.roadmap.regrets import Regret, regrets
from assessment.roadmap.relax import relaxations
from assessment.roadmap.roadmap import Roadmap
from assessment.roadmap.weeks import NoSchedule, Relaxation, Schedule

__all__ = [
    "Brief",
    "BriefError",
    "Edit",
    "NoSchedule",
    "Regret",
    "Relaxation",
    "Roadmap",
    "Schedule",
    "Situation",
    "draw",
    "lay",
    "regrets",
    "relaxations",
]
