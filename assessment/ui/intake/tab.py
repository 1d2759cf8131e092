"""What a browser tab knows of an intake, in plain values that no interruption tears apart."""

from dataclasses import dataclass, field

import streamlit as st

from assessment.instrument.text import LocalText

ITEM, SCREEN = "q", "v"
"""The query parameters that name the item and the screen."""


@dataclass
class Keys:
    """The keys of this tab, whatever assessment it shows."""

    seen: int = 0
    """The number of the last one that was obeyed."""


@dataclass
class Tab:
    """Where this browser tab is, in plain values.

    A page that is being drawn is interrupted by the next key, at any access to
    the page or to `st.session_state`. What a key does must not be torn apart:
    so it works on this object alone, and the address, messages and focus
    follow when the page is drawn.
    """

    keys: Keys
    item: str | None = None
    screen: str | None = None
    reason_for: str | None = None
    """The item whose reason for not applicable is being asked."""
    why_for: str | None = None
    """The item for which it is asked why it is left for later."""
    focus: str | None = None
    """The field that is to have the cursor."""
    wishes: int = 0
    """How often the cursor was wished somewhere."""
    told: list[tuple[str, dict[str, LocalText]]] = field(default_factory=list)
    """What to say in passing: a message with what to fill in."""

    def wish_focus(self, place: str) -> None:
        """Let the cursor go to a field when the page is drawn next."""
        self.focus, self.wishes = place, self.wishes + 1

    def ask_no_more(self) -> None:
        """Ask no more for a reason or a word."""
        self.reason_for = self.why_for = None

    def tell(self, message: str, **values: LocalText) -> None:
        """Say something in passing when the page is drawn next."""
        self.told.append((message, values))


def tab_of(assessment: str) -> Tab:
    """Return the state of this tab, at first as the address says."""
    tabs: dict[str, Tab] = st.session_state.setdefault("intake_tabs", {})
    if assessment not in tabs:
        keys: Keys = st.session_state.setdefault("intake_keys_seen", Keys())
        tabs[assessment] = Tab(keys, st.query_params.get(ITEM), st.query_params.get(SCREEN))
    return tabs[assessment]
