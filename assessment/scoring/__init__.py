"""Answers to results: pure, exact, and ignorant of language, pages and databases."""

from assessment.scoring.assess import judge_of, score

__all__ = ["judge_of", "score"]
