"""Results and steps to a roadmap: pure, and the same list for the same input."""

from assessment.roadmap.brief import Brief, BriefError, Situation
from assessment.roadmap.draw import draw
from assessment.roadmap.roadmap import Roadmap

__all__ = ["Brief", "BriefError", "Roadmap", "Situation", "draw"]
