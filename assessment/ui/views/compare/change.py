"""The change in words: did it get better, is that real, and what made it."""

from fractions import Fraction

import streamlit as st

from assessment.instrument.model import Criterion, Instrument
from assessment.presentation.gates import criterion_label
from assessment.scoring.answer_age import is_carried
from assessment.scoring.comparison import Change, Comparison, Crossing, Round
from assessment.scoring.comparison.rounds import dimension_name
from assessment.scoring.results import published
from assessment.ui.format import plain, stage_name
from assessment.ui.state.session import language, words

CAUSES = ("improved", "worsened", "answered_or_absent", "instrument")
"""The parts of a change, in the order of `Parts`."""

ICONS = {"yes": ":material/check_circle:", "partly": ":material/help:", "no": ":material/block:"}


def newest(pair: Comparison) -> Instrument:
    """Return the instrument that both rounds are seen by."""
    return pair.later.instrument if pair.pair is None else pair.pair.instrument


def signed(tenths: int | None) -> str:
    """Write a change in tenths."""
    if tenths is None:
        return "–"
    return f"{tenths / 10:+.1f}" if tenths else "0.0"


def score_said(value: Fraction | None) -> str:
    """Write a score as published."""
    return "–" if value is None else f"{published(value):.1f}"


def did_it_get_better(pair: Comparison) -> None:
    """Say how the index and the stage changed, and whether that is more than self-report errs by."""
    change = pair.index
    with st.container(key="verdict"):
        st.caption(words("compare.index_and_stage"))
        by = "" if change.shown_delta is None else f"　:small[{signed(change.shown_delta)}]"
        st.markdown(f"# {score_said(change.before)} → {score_said(change.after)}{by}")
        st.markdown(_stages(pair))
        if change.noise is not None:
            st.markdown(f"**{plain(change.noise.words.in_(language()))}**")
        st.markdown(f"{ICONS[pair.comparable]} {plain(pair.why.in_(language()))}")
        carried = _carried(pair)
        if carried:
            st.caption(words("compare.carried", count=carried))


def _stages(pair: Comparison) -> str:
    before, after = (_stage(each) for each in (pair.earlier, pair.later))
    key = "compare.stage_kept" if before == after else "compare.stage_moved"
    return words(key, before=before, after=after)


def _stage(each: Round) -> str:
    stage = each.results.stage
    return words("results.stage.none") if stage is None else stage_name(each.instrument, stage)


def _carried(pair: Comparison) -> int:
    """Return how many answers of the later round were carried on into it."""
    return sum(one.after.point is not None and is_carried(one.after.answer) for one in pair.items)


def causes_in_words(pair: Comparison, change: Change) -> None:
    """Set out what made a change; the parts add up to the whole as shown."""
    parts = change.shown_parts
    if parts is None:
        st.info(words("compare.not_split", why=plain(pair.why.in_(language()))))
        return
    counts = {
        cause: sum(one.parts.listed[place] != 0 for one in pair.items) for place, cause in enumerate(CAUSES)
    }
    said = [
        words(f"compare.cause_{cause}")
        + f" **{signed(part)}**"
        + (f" :small[:gray[{words('compare.items', count=counts[cause])}]]" if counts[cause] else "")
        for cause, part in zip(CAUSES, parts, strict=True)
    ]
    st.markdown("　".join(said) + f"　= **{signed(change.shown_delta)}**")
    st.caption(words("compare.causes_note"))


def gates_in_words(pair: Comparison) -> None:
    """List the gates that opened or closed, the criteria behind, and the cut lines that were crossed."""
    instrument = newest(pair)
    quiet = True
    for stage, gate in pair.gates.items():
        name = stage_name(instrument, stage)
        was, now = gate.was_open_then, gate.is_open_then
        if was is not None and now is not None and was != now:
            say = st.success if now else st.error
            say(words("compare.gate_opened" if now else "compare.gate_closed", stage=name))
            quiet = False
        for key, criteria in (("compare.now_met", gate.opened), ("compare.no_longer_met", gate.closed)):
            if criteria:
                quiet = False
                listed = "\n".join(f"- {criterion_said(instrument, one)}" for one in criteria)
                st.markdown(f"**{words(key, stage=name)}**\n\n{listed}")
    if pair.crossings:
        st.markdown(f"**{words('compare.crossed')}**")
        st.markdown("\n".join(f"- {_crossing(instrument, one)}" for one in pair.crossings))
    if quiet and not pair.crossings:
        st.caption(words("compare.no_gate_moved"))


def criterion_said(instrument: Instrument, criterion: Criterion) -> str:
    """Return a criterion in words: what it judges, and the bound."""
    label = plain(criterion_label(instrument, criterion, language()))
    bound = criterion.at_most if criterion.at_most is not None else criterion.at_least or 0
    way = (
        "at_most" if criterion.at_most is not None else "at_point" if criterion.kind == "item" else "at_least"
    )
    return words(f"compare.{way}", what=label, bound=f"{bound:g}")


def _crossing(instrument: Instrument, one: Crossing) -> str:
    label = plain(criterion_label(instrument, one.criterion, language()))
    figures = {
        "what": label,
        "stage": stage_name(instrument, one.stage),
        "cut": f"{one.criterion.at_least:g}",
        "before": "–" if one.before is None else f"{one.before:.1f}",
        "after": "–" if one.after is None else f"{one.after:.1f}",
    }
    return words("compare.crossed_up" if one.up else "compare.crossed_down", **figures)


def dimension_label(pair: Comparison, dimension: str) -> str:
    """Return a dimension's name, for a label."""
    instruments = (newest(pair), pair.earlier.instrument, pair.later.instrument)
    return plain(dimension_name(instruments, dimension).in_(language()))
