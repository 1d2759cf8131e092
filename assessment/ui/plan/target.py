"""Where to: a later stage, a score in one dimension, or the best use of some person-days."""

import streamlit as st

from assessment.planning import PlanRequest
from assessment.planning.request import DEFAULT_DAYS, MOST_DAYS
from assessment.scoring.results import Results
from assessment.ui.plain import plain
from assessment.ui.plan.wished import wish_key
from assessment.ui.session import language, words
from assessment.ui.verdict import stage_name

BEST_USE = "best_use"
DIMENSION = "dimension"
USUAL_AIM = 60.0
"""Score to reach in one dimension, where nothing else was wished for."""


def target(results: Results, at_first: PlanRequest) -> PlanRequest:
    """Ask for the target and return a request of nothing else."""
    ids = results.instrument.stage_ids
    reached = results.stage or results.possible_stages[0]
    later = list(ids[ids.index(reached) + 1 :])
    kinds = [*later, DIMENSION, BEST_USE] if later else [BEST_USE, DIMENSION]
    wished = at_first.stage or (DIMENSION if at_first.dimension else BEST_USE if at_first.days else None)

    def name(kind: str) -> str:
        if kind in (DIMENSION, BEST_USE):
            return words(f"plan.{kind}")
        return words("roadmap.reach", stage=stage_name(results.instrument, kind))

    with st.container(horizontal=True, vertical_alignment="bottom", key="target"):
        chosen = st.pills(
            words("roadmap.target"),
            kinds,
            default=wished if wished in kinds else kinds[0],
            format_func=name,
            required=True,
            wrap=True,
            key=wish_key("target"),
        )
        if chosen == BEST_USE:
            days = st.number_input(
                words("roadmap.days"),
                1.0,
                MOST_DAYS,
                at_first.days or DEFAULT_DAYS,
                1.0,
                format="%g",
                width=160,
                key=wish_key("days"),
            )
            return PlanRequest(days=float(days))
        if chosen == DIMENSION:
            return _dimension(results, at_first)
    return PlanRequest(stage=chosen)


def _dimension(results: Results, at_first: PlanRequest) -> PlanRequest:
    dimensions = {one.id: plain(one.name.in_(language())) for one in results.instrument.dimensions}
    wished, score = at_first.dimension or (next(iter(dimensions)), USUAL_AIM)
    which = st.selectbox(
        words("plan.which_dimension"),
        list(dimensions),
        index=list(dimensions).index(wished) if wished in dimensions else 0,
        format_func=lambda key: dimensions[key],
        width=220,
        key=wish_key("which"),
    )
    aim = st.number_input(
        words("plan.aim"), 0.0, 100.0, score, 5.0, format="%g", width=130, key=wish_key("aim")
    )
    return PlanRequest(dimension=(str(which), float(aim)))
