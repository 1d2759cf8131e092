"""Results and steps to a roadmap in weeks: pure, and the same for the same input."""

from assessment.planning.brief import Brief, BriefError, Edit, Situation
from assessment.planning.draw import draw
from assessment.planning.lay import lay
from assessment.planning.regrets import Regret, regrets
from assessment.planning.relax import relaxations
from assessment.planning.roadmap import Roadmap
from assessment.planning.weeks import NoSchedule, Relaxation, Schedule

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
