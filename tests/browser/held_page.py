"""A page that is drawn as long as a file is there: presses that come meanwhile must all count in the end."""

import os
from pathlib import Path
from threading import Event

import streamlit as st

counted: dict[str, int] = st.session_state.setdefault("counted", {"whole": 0, "part": 0})


@st.fragment
def part() -> None:
    """A button of a part that is drawn alone."""
    if st.button("part"):
        counted["part"] += 1


part()
if st.button("whole"):
    counted["whole"] += 1
while Path(os.environ["HELD_BY"]).exists():
    Event().wait(0.05)
st.text(f"whole {counted['whole']}, part {counted['part']}")
