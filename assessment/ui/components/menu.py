"""A small menu that closes before what it opens is shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import streamlit as st


@contextmanager
def closing_menu(key: str, label: str) -> Iterator[Callable[[], None]]:
    """Draw a small menu; yield what closes it, for a button whose dialog it would lie over.

    Args:
        key: of the menu.
        label: what its button says.
    """
    turn = f"turn_of_{key}"
    turns: int = st.session_state.get(turn, 0)
    with (
        st.container(key=key, width="content"),
        # Another key is another menu, which is closed.
        st.popover(label, type="tertiary", key=f"{key}_{turns}"),
    ):
        yield partial(st.session_state.__setitem__, turn, turns + 1)
