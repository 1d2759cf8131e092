"""Numbers worked out from the numbers entered, with the sum in sight."""

from fractions import Fraction

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.scoring.derived import Derived
from assessment.ui.plain import plain
from assessment.ui.session import language, service, words


def worked_out(assessment_id: str, instrument: Instrument, *, known_only: bool = False) -> None:
    """Show every derived number, or what has to be entered to have it."""
    for derived in service().derived(assessment_id):
        if known_only and derived.break_even is None:
            continue
        with st.container(border=True, key=f"derived_{derived.rule.id}"):
            st.markdown(f"**{plain(derived.rule.name.in_(language()))}**")
            st.caption(plain(derived.rule.meaning.in_(language())))
            _figures(derived)
            _missing(derived, instrument)
            st.caption(plain(derived.rule.assumes.in_(language())))


def _figures(derived: Derived) -> None:
    value = derived.break_even
    if value is None:
        return
    if value.on_net is None:
        st.warning(words("results.derived.never"))
        return
    with st.container(horizontal=True, gap="large"):
        st.metric(words("results.derived.on_net"), _shown(value.on_net), width="content")
        if value.on_paid is not None:
            st.metric(words("results.derived.on_paid"), _shown(value.on_paid), width="content")
        if derived.now is not None:
            st.metric(words("results.derived.now"), f"{derived.now:.2f}", width="content")
    if derived.earns is not None:
        st.markdown(words("results.derived.earns" if derived.earns else "results.derived.loses"))


def _shown(value: Fraction) -> str:
    return f"{float(value):.2f}"


def _missing(derived: Derived, instrument: Instrument) -> None:
    if derived.missing:
        names = words("app.or").join(
            plain(instrument.metric(metric).name.in_(language())) for metric in derived.missing
        )
        st.caption(words("results.derived.missing", names=names))
