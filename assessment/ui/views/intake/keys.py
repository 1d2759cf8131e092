"""Keys of the intake screen: a component without looks, and what came from it that was not seen yet.

The browser numbers each press and repeats it until the server has seen it.
The presses are obeyed in their order, against where this tab is by then: who
types "2, right, 3" faster than the page answers has answered two questions.
"""

import secrets
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

KEY = "intake_keys"


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component("intake_keys", js=_script("keys.js"))


@st.cache_resource(show_spinner=False)
def _clock() -> Any:
    return st.components.v2.component(
        "intake_clock",
        html='<div class="clock" role="timer"><span class="used"></span><span class="plan"></span></div>',
        css=(
            ".clock { font-variant-numeric: tabular-nums; white-space: nowrap; font-size: 1rem; }"
            " .plan { opacity: .7; } .over .used { font-weight: 700; text-decoration: underline dotted; }"
        ),
        js=_script("clock.js"),
    )


@cache
def _script(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _session() -> str:
    """Name this browser session: presses meant for another one were seen there."""
    return str(st.session_state.setdefault("intake_session", secrets.token_hex(4)))


def pressed() -> list[tuple[int, str]]:
    """Return the keys that may not have been seen yet, each with its number, in order."""
    held = st.session_state.get(KEY)
    told = held.get("pressed") if held else None
    if not isinstance(told, dict) or told.get("session") != _session():
        return []
    return sorted((int(number), str(name)) for number, name in told.get("events", []))


def mount(seen: int, focus: str | None = None, stamp: str = "") -> None:
    """Put the keys on the page, with the last one seen; move the focus to a field once for each stamp."""
    _component()(
        key=KEY,
        data={
            "session": _session(),
            "ack": seen,
            "focus": focus,
            "stamp": stamp,
        },
        on_pressed_change=lambda: None,
    )


def clock(used: float, planned: float, limit: float, label: str, *, running: bool) -> None:
    """Show minutes used of those planned.

    Args:
        used: seconds so far.
        planned: seconds planned.
        limit: seconds it may go on by itself.
        label: for who cannot see it.
        running: whether it goes on.
    """
    _clock()(
        key="intake_clock",
        data={
            "used": round(used),
            "planned": round(planned),
            "running": running,
            "limit": limit,
            "label": label,
        },
        width="content",
    )
