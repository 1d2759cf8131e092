"""How every number was made, with this merchant's own figures."""

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.scoring.gates import Judge
from assessment.scoring.margin import flipping, settling
from assessment.scoring.results import DimensionResult, Flip, Results
from assessment.ui.format import plain
from assessment.ui.state.session import language, words


def explain_numbers(results: Results) -> None:
    """Show the sums behind the scores, the index, the percentages and the confidence."""
    st.header(words("results.explain.title"))
    for key in ("results.explain.item", "results.explain.absent"):
        st.markdown(words(key))
    with st.expander(words("results.explain.dimensions")):
        for result in results.dimensions.values():
            _dimension(results, result)
    with st.expander(words("results.explain.index")):
        _index(results)
    with st.expander(words("results.explain.rest")):
        st.markdown(words("results.explain.to_target"))
        st.markdown(words("results.explain.confidence"))
        st.markdown(words("results.explain.coverage"))
    if results.problems:
        with st.expander(words("results.explain.problems")):
            for problem in results.problems:
                place = plain(_place(results, problem.place))
                st.markdown(f"- {words(f'results.problem.{problem.code}', place=place)}")


def _place(results: Results, place: str) -> str:
    instrument = results.instrument
    if place in instrument.dimensions_by_id:
        return instrument.dimension(place).name.in_(language())
    item = instrument.items_by_id.get(place)
    return place if item is None else item.label.in_(language())


def _dimension(results: Results, result: DimensionResult) -> None:
    name = plain(results.instrument.dimension(result.id).name.in_(language()))
    if result.low is None:
        key = "results.explain.no_result" if result.absent else "results.explain.no_answer"
        st.markdown(f"**{name}**　{words(key)}")
        return
    scale, top = results.instrument.scale, results.instrument.top_value
    counted = [r for r in results.items.values() if r.item.dimension == result.id and r.counts]
    terms = " + ".join(f"{r.item.weight}×{scale[r.low]}" for r in counted)
    weight = sum(r.item.weight for r in counted)
    st.markdown(f"**{name}**　{result.score:.1f}")
    st.code(f"100 × ({terms}) ÷ ({top} × {weight}) = {result.score:.1f}", language=None, wrap_lines=True)
    if result.raised_by_not_applicable:
        raised = float(result.raised_by_not_applicable)
        st.caption(words("results.explain.raised", points=f"{raised:.1f}"))


def _index(results: Results) -> None:
    present = [r for r in results.dimensions.values() if not r.absent]
    terms = " + ".join(f"{r.weight}×{0 if r.score is None else r.score:.1f}" for r in present)
    total = sum(r.weight for r in present)
    index = 0.0 if results.index_score is None else results.index_score
    st.code(f"({terms}) ÷ {total} = {index:.1f}", language=None, wrap_lines=True)
    st.caption(words("results.explain.index_note"))


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
