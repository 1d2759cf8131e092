"""Saves text while it is typed and scrolls to a question: a component without looks.

A text area commits on blur or Ctrl+Enter only. This presses that Ctrl+Enter
about a second after the last keystroke, never during the composition of a
Chinese word, and when the page is hidden or closed. While the connection is
down it waits; once it is back it forces one rerun, which carries the value of
every widget to the server.
"""

from pathlib import Path
from typing import Any

import streamlit as st


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "autosave", js=Path(__file__).with_name("autosave.js").read_text(encoding="utf-8")
    )


def mount(section: str, scroll_to: str | None = None, stamp: str = "") -> None:
    """Put the component on the page; scroll to a container once for each stamp.

    Another section is shown from its head; on a narrow screen the row of
    sections scrolls too, so that its name is in sight.
    """
    _component()(
        key="autosave",
        data={"section": section, "scroll": scroll_to, "stamp": stamp},
        on_flush_change=lambda: None,
    )
