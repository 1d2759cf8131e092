"""How far the stage rests on single answers: which would settle it, which would turn it."""

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.scoring.gates import Judge
from assessment.scoring.margin import flipping, settling
from assessment.scoring.results import Flip, Results
from assessment.ui.plain import plain
from assessment.ui.session import language, words

LISTED = 6


def margin_section(results: Results, judge: Judge) -> None:
    """Show the answers worth finding out or checking before anything else."""
    st.header(words("results.margin.title"))
    if len(results.possible_stages) > 1:
        _settling(results.instrument, settling(judge))
    if results.stage is None:
        return
    flips = flipping(judge)
    if not flips:
        st.markdown(words("results.margin.steady"))
        return
    st.markdown(words("results.margin.turns"))
    for flip in _firsts(flips):
        st.markdown(f"- {_flip(results.instrument, flip)}")
    st.caption(words("results.margin.verify"))


def _settling(instrument: Instrument, flips: list[Flip]) -> None:
    if not flips:
        st.markdown(words("results.margin.none_alone"))
        return
    st.markdown(words("results.margin.settles"))
    for flip in _firsts(flips):
        st.markdown(f"- {_label(instrument, flip.item)}")


def _firsts(flips: list[Flip]) -> list[Flip]:
    """One entry an item, the first few."""
    return list({flip.item: flip for flip in reversed(flips)}.values())[::-1][:LISTED]


def _label(instrument: Instrument, item_id: str) -> str:
    item = instrument.item(item_id)
    dimension = instrument.dimension(item.dimension).name.in_(language())
    return f"**{plain(item.label.in_(language()))}** :small[:gray[{plain(dimension)}]]"


def _flip(instrument: Instrument, flip: Flip) -> str:
    stages = {stage.id: stage.name.in_(language()) for stage in instrument.stages}
    return words(
        "results.margin.flip",
        item=_label(instrument, flip.item),
        now=flip.from_point,
        then=flip.to_point,
        stage=plain(stages[flip.stage or ""]),
    )
