"""Who in the team sees a merchant, and handing it over to somebody else."""

import streamlit as st

from assessment.service import Keeper, LocalizedError, MerchantRow
from assessment.settings import settings
from assessment.ui.format import plain
from assessment.ui.state.session import language, may, service, words


def handover_section(line: MerchantRow) -> None:
    """Show to whom a merchant was given, and give it to others; nothing where nobody signs in."""
    if not settings().has_sign_in or not may("handover.keepers"):
        return
    keepers = service().handover.keepers(line.merchant_id)
    st.markdown(f"**{words('handover.title')}**")
    given = [each for each in keepers if each.has]
    if not given:
        st.caption(words("handover.nobody"))
    for each in given:
        _given(line, each)
    st.caption(words("handover.owners_too"))
    others = {each.id: each for each in keepers if not each.has and each.role != "owner"}
    if others:
        _give(line, others)


def _given(line: MerchantRow, each: Keeper) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"keeper_{each.id}"):
        st.markdown(_keeper_line(each), width="stretch")
        if st.button(
            words("handover.take_away"),
            key=f"take_{line.merchant_id}_{each.id}",
            icon=":material/person_remove:",
            type="tertiary",
        ):
            if _is_lost_to_oneself(each):
                st.session_state[_asked_to_lose(line)] = True
            else:
                _take_away(line, each)
    if _is_lost_to_oneself(each) and st.session_state.get(_asked_to_lose(line)):
        _ask_before_losing(line, each)


def _is_lost_to_oneself(each: Keeper) -> bool:
    """Whether this is whoever acts, who would not see the merchant any more."""
    return each.id == service().actor.id and each.role != "owner" and not each.sees_all


def _asked_to_lose(line: MerchantRow) -> str:
    """Name the question whether somebody means to take a merchant from themselves."""
    return f"asked_to_lose|{line.merchant_id}"


def not_asked_any_more(line: MerchantRow) -> None:
    """Forget that the question was put: a dialog that is opened anew begins without it."""
    st.session_state.pop(_asked_to_lose(line), None)


def _ask_before_losing(line: MerchantRow, each: Keeper) -> None:
    """Ask before somebody takes a merchant from themselves: they could not give it back."""
    st.warning(words("handover.lose_sure", name=plain(line.name)))
    with st.container(horizontal=True):
        if st.button(words("handover.lose_yes"), type="primary", key="handover_lose"):
            _take_away(line, each)
        if st.button(words("app.cancel"), key="handover_keep"):
            st.session_state.pop(_asked_to_lose(line))
            st.rerun(scope="fragment")


def _take_away(line: MerchantRow, each: Keeper) -> None:
    st.session_state.pop(_asked_to_lose(line), None)
    service().handover.take_away(line.merchant_id, each.id)
    st.rerun()


def _keeper_line(each: Keeper) -> str:
    role = words(f"handover.role.{each.role}")
    known = f"{role} · {words('handover.disabled')}" if each.is_disabled else role
    return f"{plain(each.name)} :small[:gray[{known}]]"


def _give(line: MerchantRow, others: dict[str, Keeper]) -> None:
    chosen = st.selectbox(
        words("handover.to"),
        list(others),
        index=None,
        format_func=lambda id_: f"{others[id_].name} · {words(f'handover.role.{others[id_].role}')}",
        placeholder=words("handover.choose"),
        key=f"hand_to_{line.merchant_id}",
    )
    if chosen is None:
        return
    is_viewer = others[chosen].role == "viewer"
    with st.container(horizontal=True):
        gives = st.button(words("handover.give"), icon=":material/person_add:", key="handover_give")
        hands = not is_viewer and st.button(
            words("handover.hand_over"), icon=":material/swap_horiz:", key="handover_hand_over"
        )
    if not is_viewer:
        st.caption(words("handover.difference"))
    if not gives and not hands:
        return
    try:
        if hands:
            service().handover.hand_over(line.merchant_id, chosen)
        else:
            service().handover.give(line.merchant_id, chosen)
    except LocalizedError as refused:
        st.warning(plain(refused.in_(language())))
        return
    st.toast(words("handover.done", name=plain(line.name), to=plain(others[chosen].name)))
    st.rerun()
