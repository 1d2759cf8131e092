"""What is looked at stands in the address: the view, and what is supposed. A reload shows the same again.

Neither is saved: another visitor's page, or one opened from home, begins as
every page does. The values are ids and numbers, the same in both languages.
"""

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

VIEW, SUPPOSED = "v", "if"
"""The query parameters."""


def view_from_url(views: Sequence[str], key: str) -> str:
    """Return the view that the address names, else the first one; the choice follows the address.

    Args:
        views: every view there is.
        key: of the widget that chooses one.
    """
    asked = st.query_params.get(VIEW, views[0])
    if asked not in views:
        asked = views[0]
    shown = st.session_state.get(_shown(VIEW))
    # The visitor went back: what the widget holds is older. A click that came since then counts.
    if shown is not None and asked != shown and st.session_state.get(key) == shown:
        st.session_state[key] = asked
    return asked


def write_view(view: str, views: Sequence[str]) -> None:
    """Name the view that is shown in the address; the first one needs no naming."""
    _say(VIEW, "" if view == views[0] else view)
    st.session_state[_shown(VIEW)] = view


def what_if_from_url(possible: Mapping[str, Collection[int]]) -> dict[str, int]:
    """Return what the address supposes, as far as it is possible.

    Args:
        possible: the points that each item can have.
    """
    found = {}
    for part in st.query_params.get(SUPPOSED, "").split(","):
        item, _, point = part.partition(":")
        if item in possible and point.isdecimal() and int(point) in possible[item]:
            found[item] = int(point)
    return found


def what_if_generation() -> int:
    """Return a number for the keys of the widgets; another one once they are to follow the address."""
    return int(st.session_state.get("supposed_turn", 0))


def write_what_if(points: Mapping[str, int], asked: Mapping[str, int]) -> None:
    """Write what is supposed into the address; where the visitor went back there, follow instead.

    Args:
        points: what the widgets hold.
        asked: what the address named.
    """
    shown = st.session_state.get(_shown(SUPPOSED))
    if shown == points != asked:
        st.session_state[_shown(SUPPOSED)] = dict(asked)
        st.session_state["supposed_turn"] = what_if_generation() + 1
        st.rerun()
    _say(SUPPOSED, ",".join(f"{item}:{point}" for item, point in points.items()))
    st.session_state[_shown(SUPPOSED)] = dict(points)


def _say(name: str, value: str) -> None:
    if value == st.query_params.get(name, ""):
        return
    if value:
        st.query_params[name] = value
    else:
        del st.query_params[name]


def _shown(name: str) -> str:
    return f"shown_{name}"
