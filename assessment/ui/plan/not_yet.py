"""What is too early for this merchant, and why."""

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.planning import Roadmap
from assessment.ui.plain import plain
from assessment.ui.session import language, words
from assessment.ui.verdict import stage_name


def not_yet(roadmap: Roadmap, instrument: Instrument) -> None:
    """List what to leave alone for now."""
    if not roadmap.not_yet:
        st.caption(words("plan.all_timely"))
        return
    st.caption(words("roadmap.not_yet_note"))
    for note in roadmap.not_yet:
        name = plain(instrument.item(note.item).label.in_(language()))
        from_stage = words("roadmap.worth_from", stage=stage_name(instrument, note.worth_from))
        st.markdown(f"- **{name}**　:small[:gray[{from_stage}]]  \n{plain(note.reason.in_(language()))}")
