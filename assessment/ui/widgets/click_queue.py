"""Lets one deed on a page go to the server before the next is taken up: a component without looks.

Streamlit gathers what changes within one moment into one message, and that
message names only the first fragment it happened in. A button pressed in the
same moment elsewhere is then lost, and a choice is not saved until something
else is done (version 1.67, `WidgetStateManager.scheduleFlush`).
"""

from pathlib import Path
from typing import Any

import streamlit as st


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "turns", js=Path(__file__).with_name("click_queue.js").read_text(encoding="utf-8")
    )


def mount() -> None:
    """Put the component on the page; once it is there it stays for every page of this tab."""
    _component()(key="turns")
