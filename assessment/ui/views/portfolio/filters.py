"""Which merchants are looked for, and in which order: the controls above the list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import get_args

import streamlit as st

from assessment.service import NOBODY, MerchantFilter, Order, PageOfList
from assessment.ui.format import plain
from assessment.ui.state.session import language, service, words

SIZE = 25
"""Merchants on a page: what one looks through without getting lost."""
ORDERS: tuple[Order, ...] = get_args(Order)
SHOWN = ("all", "due", "falling")
ANY = "*"
"""Stands for no condition in a selectbox."""


def merchant_filter(today: date) -> MerchantFilter:
    """Show the controls; return what they let through."""
    turn = st.session_state.get("portfolio_turn", 0)
    with st.container(horizontal=True, vertical_alignment="bottom", key="sieve"):
        text = st.text_input(
            words("portfolio.search"),
            placeholder=words("portfolio.search_example"),
            max_chars=60,
            icon=":material/search:",
            key=f"sieve_text_{turn}",
            on_change=_from_the_start,
        )
        shown = st.segmented_control(
            words("portfolio.show"),
            SHOWN,
            default=SHOWN[0],
            format_func=lambda one: words(f"portfolio.show_{one}"),
            required=True,
            key=f"sieve_shown_{turn}_{language()}",
            on_change=_from_the_start,
        )
        more = _more(turn)
    return replace(
        more,
        text=text.strip(),
        due_by=today if shown == "due" else None,
        falling=shown == "falling",
        gap=st.session_state.get("portfolio_gap"),
    )


def _more(turn: int) -> MerchantFilter:
    """Offer what is asked for less often."""
    kept: MerchantFilter = st.session_state.setdefault("portfolio_more", MerchantFilter())
    count = sum((kept.stage is not None, kept.person is not None, kept.group_name is not None, kept.examples))
    label = words("portfolio.more_set", count=count) if count else words("portfolio.more")
    with st.popover(label, icon=":material/tune:", key=f"sieve_more_{turn}"):
        examples = st.toggle(
            words("portfolio.examples"),
            kept.examples,
            key=f"sieve_examples_{turn}",
            on_change=_from_the_start,
        )
        people, groups = service().portfolio.names(examples=examples)
        stages = {stage.id: plain(stage.name.in_(language())) for stage in service().bank.instrument.stages}
        chosen = MerchantFilter(
            stage=_choice("stage", {**stages, NOBODY: words("portfolio.no_stage")}, turn),
            person=_choice("person", _named(people, "portfolio.nobody"), turn),
            group_name=_choice("group", _named(groups, "portfolio.no_group"), turn),
            examples=examples,
        )
        st.selectbox(
            words("portfolio.order"),
            ORDERS,
            format_func=lambda one: words(f"portfolio.order_{one}"),
            key="portfolio_order",
            on_change=_from_the_start,
        )
        st.button(words("portfolio.clear"), on_click=cleared, key=f"sieve_clear_{turn}", type="tertiary")
    if chosen != kept:
        st.session_state["portfolio_more"] = chosen
        st.rerun()
    return chosen


def _named(names: Sequence[str], nobody: str) -> dict[str, str]:
    return {**{name: plain(name) for name in names}, NOBODY: words(nobody)}


def _choice(name: str, options: dict[str, str], turn: int) -> str | None:
    """Ask for one of some options, or for none."""
    chosen = st.selectbox(
        words(f"portfolio.{name}"),
        [ANY, *options],
        format_func=lambda one: words("portfolio.any") if one == ANY else options[one],
        key=f"sieve_{name}_{turn}_{language()}",
        on_change=_from_the_start,
    )
    return None if chosen in (None, ANY) else str(chosen)


def window() -> PageOfList:
    """Return which part of the list is shown."""
    return PageOfList(
        st.session_state.get("portfolio_order", ORDERS[0]), st.session_state.get("portfolio_first", 0), SIZE
    )


def _from_the_start() -> None:
    st.session_state["portfolio_first"] = 0


def cleared() -> None:
    """Let everything through again; the controls start afresh."""
    st.session_state["portfolio_turn"] = st.session_state.get("portfolio_turn", 0) + 1
    for key in ("portfolio_gap", "portfolio_more", "portfolio_first"):
        st.session_state.pop(key, None)
