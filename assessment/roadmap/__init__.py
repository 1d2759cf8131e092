"""Results and steps to a roadmap: pure, and the same list for the same input."""

from assessment.roadmap.brief import Brief, BriefError, Situation
from assessment.roadmap.draw import draw
from assessment.roadmap.regrets import Regret, regrets
from assessment.roadmap.roadmap import Roadmap

__all__ = ["Brief", "BriefError", "Regret", "Roadmap", "Situation", "draw", "regrets"]
