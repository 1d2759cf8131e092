"""What visitors by a merchant's link share: the result they may read, and the way out."""

from html import escape

import streamlit as st

from assessment.service import RoundCard, Snapshot
from assessment.ui.format import plain
from assessment.ui.state.session import SEPARATOR, assessment_id, merchant_visit, service, words


def shown_by_link() -> Snapshot | None:
    """Return the result that the visitor's link shows, with a choice among rounds; say where there is none.

    Completed rounds are shown, the last one first.
    """
    visit = merchant_visit()
    merchant = None if visit is None else service().merchant_links.shown(visit.merchant_id)
    if visit is None or merchant is None:
        _nothing()
        return None
    days = {each.card.id: _name(each) for each in reversed(merchant.rounds)}
    wanted = assessment_id()
    chosen = wanted if wanted in days else next(iter(days), None)
    if len(days) > 1:
        chosen = st.selectbox(
            words("links.read.rounds"),
            list(days),
            index=list(days).index(str(chosen)),
            format_func=lambda one: days[one],
        )
    snapshot = None if chosen is None else service().assessments.snapshot(chosen)
    if snapshot is None or not any(result.answered for result in snapshot.results.items.values()):
        _nothing()
        return None
    seen: set[str] = st.session_state.setdefault("results_seen", set())
    if snapshot.id not in seen:
        seen.add(snapshot.id)
        service().merchant_links.note_viewed(visit, snapshot.id)
    return snapshot


def _name(one: RoundCard) -> str:
    return f"{one.rank}{SEPARATOR}{one.day.isoformat()}"


def _nothing() -> None:
    visit = merchant_visit()
    st.title("" if visit is None else plain(visit.merchant_name))
    st.info(words("links.read.nothing"), icon=":material/hourglass_empty:")


def leave_shop() -> None:
    """Offer the way out of a merchant's link."""
    # A real link in this tab: Streamlit's own open another one. No visitor's text in it.
    st.html(f'<a class="leave" href="/m/leave" target="_self">{escape(words("links.own.leave"))}</a>')
