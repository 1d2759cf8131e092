"""Where an intake is in this browser tab, its keys, and what a key or a button does there."""

import secrets
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item, MetricItem
from assessment.instrument.text import LocalText
from assessment.responses import Absent, Answer, MetricValue
from assessment.service import Completed, Opened
from assessment.service.intake import Session
from assessment.ui.format import plain
from assessment.ui.state.answering import NONE_OF_THESE, choice_of, with_choice, with_ticks
from assessment.ui.state.copies import METRIC
from assessment.ui.state.draft import Draft
from assessment.ui.state.number_places import save_number
from assessment.ui.state.session import language, service, words
from assessment.ui.views.intake.item_order import ItemOrder, begins_at, item_order

ITEM, SCREEN = "q", "v"
"""The query parameters that name the item and the screen."""


@dataclass
class KeysSeen:
    """The keys of this tab, whatever assessment it shows."""

    seen: int = 0
    """The number of the last one that was obeyed."""


@dataclass
class IntakeState:
    """Where this browser tab is, in plain values.

    A page that is being drawn is interrupted by the next key, at any access to
    the page or to `st.session_state`. What a key does must not be torn apart:
    so it works on this object alone, and the address, messages and focus
    follow when the page is drawn.
    """

    keys: KeysSeen
    item: str | None = None
    screen: str | None = None
    reason_for: str | None = None
    """The item whose reason for not applicable is being asked."""
    why_for: str | None = None
    """The item for which it is asked why it is left for later."""
    focus: str | None = None
    """The field that is to have the cursor."""
    focus_requests: int = 0
    """How often the cursor was asked to go somewhere."""
    messages: list[tuple[str, dict[str, LocalText]]] = field(default_factory=list)
    """What to say in passing: a message with what to fill in."""

    def request_focus(self, place: str) -> None:
        """Let the cursor go to a field when the page is drawn next."""
        self.focus, self.focus_requests = place, self.focus_requests + 1

    def ask_no_more(self) -> None:
        """Ask no more for a reason or a word."""
        self.reason_for = self.why_for = None

    def tell(self, message: str, **values: LocalText) -> None:
        """Say something in passing when the page is drawn next."""
        self.messages.append((message, values))


def intake_state(assessment: str) -> IntakeState:
    """Return the state of this tab, at first as the address says."""
    tabs: dict[str, IntakeState] = st.session_state.setdefault("intake_tabs", {})
    if assessment not in tabs:
        keys: KeysSeen = st.session_state.setdefault("intake_keys_seen", KeysSeen())
        tabs[assessment] = IntakeState(keys, st.query_params.get(ITEM), st.query_params.get(SCREEN))
    return tabs[assessment]


AGENDA, ASK, END = "agenda", "ask", "end"
REASON_FIELD = '[class*="st-key-r_q_"] input'
WHY_FIELD = ".st-key-intake_why input"


@dataclass
class IntakeController:
    """One intake in one tab."""

    mine: Draft
    opened: Opened
    session: Session
    tab: IntakeState

    @property
    def order(self) -> ItemOrder:
        """The items of today."""
        return item_order(self.opened.instrument, self.mine.assessment, self.session)

    @property
    def item(self) -> Item | None:
        """The item on the screen; None where nothing is asked today."""
        order, asked = self.order, self.tab.item
        id_ = asked if order.has(asked) else begins_at(order, self.mine.assessment, self.session)
        return next((each for each in order.items if each.id == id_), None)

    @property
    def screen(self) -> str:
        """Agenda, question or end; a session that was not begun starts with its agenda."""
        shown = self.tab.screen
        if self.session.state in ("new", "ended") and shown != END:
            return AGENDA
        return shown if shown in (AGENDA, END) else ASK

    def show(self, screen: str | None) -> None:
        """Show another screen; None for the one that the session calls for."""
        self.tab.screen = screen

    def go(self, item: str | None) -> None:
        """Go to an item; past the last one to the end."""
        self.tab.ask_no_more()
        if item is None:
            self.show(END)
            return
        self.tab.item = item
        self.show(ASK)
        self.session = service().intake.go_to(self.mine.id, item)

    def step(self, by: int) -> None:
        """Go to the item before or after; before the first there is none."""
        item = self.item
        if item is not None:
            neighbour = self.order.neighbour(item.id, by)
            if by > 0 or neighbour is not None:
                self.go(neighbour)

    def arrive(self) -> None:
        """Note which item is on the screen, where the address or another window led there."""
        item = self.item
        if item is not None and self.screen == ASK:
            self.tab.item = item.id
            if self.session.item != item.id:
                self.session = service().intake.go_to(self.mine.id, item.id)

    def reread(self) -> None:
        """Read the store again."""
        self.opened = self.mine.refresh()
        self.session = service().intake.session(self.mine.id)

    def settle(self) -> None:
        """Let the address say where this tab is, and show its messages."""
        for name, value in ((ITEM, self.tab.item), (SCREEN, self.tab.screen)):
            if value is not None and st.query_params.get(name) != value:
                st.query_params[name] = value
        messages, self.tab.messages = self.tab.messages, []
        for message, values in messages:
            st.toast(words(message, **{key: plain(text.in_(language())) for key, text in values.items()}))


def handle_key(controller: IntakeController, key: str) -> None:
    """Do what a key asks for, where this tab is now."""
    item = controller.item
    if controller.screen != ASK or item is None:
        return
    if key in ("previous", "next"):
        controller.step(1 if key == "next" else -1)
    elif key in ("undo", "redo"):
        take_back(controller, key)
    elif key == "park":
        ask_why(controller, item)
    elif key == Absent.NOT_APPLICABLE.value:
        _not_applicable(controller, item)
    elif key in (Absent.DONT_KNOW.value, Absent.DECLINED.value):
        _no_answer(controller, item, Absent(key))
    elif key.isascii() and key.isdigit() and len(key) == 1:
        answer = by_digit(item, controller.mine.answer(item.id), int(key))
        if answer is not None:
            keep(controller, item, answer)


def ask_why(controller: IntakeController, item: Item) -> None:
    """Ask for a word why an item is left for later."""
    controller.tab.ask_no_more()
    controller.tab.why_for = item.id
    controller.tab.request_focus(WHY_FIELD)


def _not_applicable(controller: IntakeController, item: Item) -> None:
    if isinstance(item, MetricItem) or not item.na_allowed:
        controller.tab.tell("intake.na_not_allowed")
        return
    controller.tab.ask_no_more()
    controller.tab.reason_for = item.id
    controller.tab.request_focus(REASON_FIELD)


def _no_answer(controller: IntakeController, item: Item, absent: Absent) -> None:
    if isinstance(item, MetricItem):
        keep_number(controller, item, MetricValue(absent=absent))
    else:
        keep(controller, item, with_choice(controller.mine.answer(item.id), absent.value))


def by_digit(item: Item, answer: Answer | None, digit: int) -> Answer | None:
    """Return the answer a digit asks for: a point, or one tick more or less; None where it asks for nothing.

    On checklists and grids 0 says that none of it is there, and 1 to 9 are the
    ticks in their order.
    """
    if isinstance(item, AnchoredItem):
        wanted = with_choice(answer, str(digit)) if digit in item.anchors else None
    elif isinstance(item, ChecklistItem | GridItem):
        wanted = _toggled(item, answer, digit)
    else:
        return None
    same = wanted is not None and answer is not None and choice_of(wanted) == choice_of(answer)
    return None if same and wanted is not None and wanted.ticks == (answer and answer.ticks) else wanted


def _toggled(item: ChecklistItem | GridItem, answer: Answer | None, digit: int) -> Answer | None:
    if digit == 0:
        return with_choice(answer, NONE_OF_THESE)
    if digit > len(item.tick_ids):
        return None
    tick, ticks = item.tick_ids[digit - 1], set(answer.ticks or []) if answer else set()
    ticks ^= {tick}
    return with_ticks(answer, [each for each in item.tick_ids if each in ticks])


def keep(controller: IntakeController, item: Item, answer: Answer | None) -> None:
    """Save an answer, and draw its widgets afresh from what is stored."""
    controller.tab.ask_no_more()
    controller.mine.save(item.id, answer)
    controller.mine.renew(item.id)


def keep_number(controller: IntakeController, item: MetricItem, value: MetricValue) -> None:
    """Save a number, or why there is none."""
    save_number(controller.mine, item.metric, value)
    controller.mine.renew(METRIC + item.metric)
    controller.reread()


def take_back(controller: IntakeController, way: str) -> None:
    """Undo or redo the last answer of this session, and show its question."""
    controller.tab.ask_no_more()
    verb = service().history.undo if way == "undo" else service().history.redo
    try:
        item = verb(controller.mine.id)
    except Completed:
        return
    if item is None:
        controller.tab.tell(f"intake.nothing_to_{way}")
        return
    controller.reread()
    controller.mine.renew(item)
    if controller.order.has(item):
        controller.tab.tell(f"intake.done_{way}", name=controller.opened.instrument.item(item).label)
        if controller.tab.item != item or controller.screen != ASK:
            controller.go(item)


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
    sent = held.get("pressed") if held else None
    if not isinstance(sent, dict) or sent.get("session") != _session():
        return []
    return sorted((int(number), str(name)) for number, name in sent.get("events", []))


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
