"""A page of two parts, run by Streamlit: what is asked for as a run ends is drawn in the same thread."""

from time import sleep

import streamlit as st
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from assessment.ui.framework import begin_where_pages_begin

PAUSE = 1.0
"""Seconds that a run lasts after all of it is drawn."""


@st.cache_resource(show_spinner=False)
def adapt() -> None:
    """Change the framework, once in this process."""
    begin_where_pages_begin()
    run = ScriptRunner._run_script  # noqa: SLF001

    def run_longer(self: ScriptRunner, rerun_data: RerunData) -> None:
        run(self, rerun_data)
        sleep(PAUSE)

    ScriptRunner._run_script = run_longer  # type: ignore[method-assign] # noqa: SLF001


@st.fragment
def part(name: str) -> None:
    """Draw a box."""
    st.checkbox(name, key=f"box {name}")


adapt()
part("one")
part("two")
