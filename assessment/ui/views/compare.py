"""Changes: two rounds of a merchant side by side, or all of them.

Its reader came to know whether the shop got better and whether that is real;
why, in parts that add up; and which questions moved, what the steps of the
last roadmap brought, and so what to do now.
"""

import streamlit as st

from assessment.scoring.comparison import Comparison, Series
from assessment.ui.place import opened_here
from assessment.ui.plain import plain
from assessment.ui.rounds.change import causes_in_words, did_it_get_better, gates_in_words
from assessment.ui.rounds.choose import choose
from assessment.ui.rounds.compared import series_of
from assessment.ui.rounds.empty import nothing_to_compare
from assessment.ui.rounds.looked_back import looked_back
from assessment.ui.rounds.moved import moved_items
from assessment.ui.rounds.pictures import show_dimensions, show_waterfall, show_whole
from assessment.ui.rounds.so_far import say_so_far, so_far
from assessment.ui.session import language, service, words


def page() -> None:
    """Draw the changes of the merchant whose assessment is in the address."""
    here = opened_here()
    if here is None:
        return
    current, opened = here
    st.title(words("compare.title", name=plain(opened.assessment.merchant.name or "")))
    merchant = service().merchant_of(current)
    begun = so_far(merchant)
    if len(merchant.rounds) + (begun is not None) < 2:
        nothing_to_compare(current, merchant)
        return
    chosen = choose(merchant, current, None if begun is None else begun.round)
    if chosen.earlier == chosen.later:
        st.info(words("compare.same_round"))
        return
    if chosen.view == "whole":
        whole = series_of(merchant, [each.card.id for each in merchant.rounds])
        _notices(whole)
        show_whole(whole)
        _pair(whole.overall, words("compare.first_to_last"))
        return
    pair = series_of(merchant, [chosen.earlier, chosen.later], None if begun is None else begun.round)
    if begun is not None and chosen.later == begun.round.card.id:
        say_so_far(begun)
    _notices(pair)
    _pair(pair.overall, None)


def _notices(whole: Series) -> None:
    for notice in whole.notices:
        st.warning(plain(notice.said.in_(language())))


def _pair(pair: Comparison, title: str | None) -> None:
    st.header(title or words("compare.better"))
    did_it_get_better(pair)
    st.header(words("compare.why"))
    causes_in_words(pair, pair.index)
    show_waterfall(pair)
    show_dimensions(pair)
    st.header(words("compare.gates"))
    gates_in_words(pair)
    st.header(words("compare.moved"))
    moved_items(pair)
    st.header(words("rounds.steps.title"))
    looked_back(pair)
