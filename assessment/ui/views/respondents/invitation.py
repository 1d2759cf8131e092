"""Asking somebody: who, about what, by link or on this device."""

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from assessment.instrument.file_schemas import Role
from assessment.scoring.agreement import asked_of_people
from assessment.service import Completed, Opened, Refused
from assessment.ui.format import plain
from assessment.ui.navigation import page as page_of
from assessment.ui.state.clock import to_local
from assessment.ui.state.link_access import is_only_here, link_to
from assessment.ui.state.session import address, language, service, words

OTHER = "other"
DAYS, MOST_DAYS = 14, 90


def invite(current: str, opened: Opened, *, first: bool) -> None:
    """Offer to ask somebody; unfolded where nobody was asked yet."""
    with st.expander(words("respondents.invite"), icon=":material/person_add:", expanded=first):
        roles = {role.id: role for role in service().bank.roles}
        chosen = OTHER
        if roles:
            chosen = st.selectbox(
                words("respondents.role"),
                [*roles, OTHER],
                format_func=lambda one: _role_name(roles.get(one)),
                key=f"invite_role_{language()}",
            )
        role = roles.get(chosen)
        if role is not None:
            st.caption(plain(role.does.in_(language())))
        name = st.text_input(
            words("respondents.name" if role else "respondents.name_needed"),
            max_chars=30,
            placeholder=words("respondents.name_example"),
            key="invite_name",
        )
        dimensions = pick_dimensions(opened, list(role.dimensions) if role else [], f"invite_asked_{chosen}")
        days = st.number_input(
            words("respondents.days"),
            min_value=1,
            max_value=MOST_DAYS,
            value=DAYS,
            width=200,
            key="invite_days",
        )
        with st.container(horizontal=True):
            by_link = st.button(words("respondents.make_link"), type="primary", icon=":material/link:")
            here = st.button(words("respondents.here"), icon=":material/swap_horiz:")
    if by_link or here:
        label = " ".join(part for part in (_role_name(role) if role else "", name.strip()) if part)
        _ask(
            current,
            opened,
            InvitationRequest(label, dimensions, role.id if role else None, int(days) if by_link else None),
        )


class InvitationRequest:
    """Whom to ask about what, and for how many days by link; None: on this device."""

    def __init__(self, label: str, dimensions: list[str], role: str | None, days: int | None) -> None:
        self.label, self.dimensions, self.role, self.days = label, dimensions, role, days


def _ask(current: str, opened: Opened, wish: InvitationRequest) -> None:
    try:
        sheet = service().respondents.add(current, wish.label, wish.dimensions, wish.role)
        if wish.days is None:
            st.switch_page(page_of("sheet"), query_params=address(current, s=sheet))
        invitation = service().respondents.give_link(current, sheet, wish.days)
    except (Refused, Completed) as refused:
        st.warning(plain(refused.in_(language())))
        return
    asked = questions_in(opened, wish.dimensions)
    shop = opened.assessment.merchant.name or ""
    link = link_to(invitation.token)
    remember_link(NewLink(current, shop, wish.label, link, asked, invitation.expires_at))
    st.rerun()


def _role_name(role: Role | None) -> str:
    return words("respondents.role_other") if role is None else role.name.in_(language())


def pick_dimensions(opened: Opened, proposed: list[str], key: str) -> list[str]:
    """Let parts be chosen among those that ask anything of people."""
    names = {
        dimension.id: plain(dimension.name.in_(language()))
        for dimension in opened.instrument.dimensions
        if asked_of_people(dimension, opened.assessment.mode, opened.assessment.profile)
    }
    picked: list[str] = st.pills(
        words("respondents.asked"),
        list(names),
        selection_mode="multi",
        default=[one for one in names if one in proposed],
        format_func=lambda one: names[one],
        key=f"{key}_{language()}",
    )
    st.caption(words("respondents.asked_count", count=questions_in(opened, picked)))
    return picked


def questions_in(opened: Opened, dimensions: list[str]) -> int:
    """Count what somebody is asked in these parts."""
    return sum(
        len(
            asked_of_people(
                opened.instrument.dimension(one), opened.assessment.mode, opened.assessment.profile
            )
        )
        for one in dimensions
    )


SECONDS_A_QUESTION = 25
"""A first guess, for the invitation: reading four sentences and choosing one."""


@dataclass(frozen=True)
class NewLink:
    """A link in the hands of who made it, in this tab alone."""

    assessment: str
    shop: str
    label: str
    link: str
    asked: int
    expires_at: datetime


def remember_link(link: NewLink) -> None:
    """Keep a link in this tab until it was sent."""
    st.session_state["fresh_link"] = link


def new_link(assessment: str) -> None:
    """Show the link that was just made, if there is one."""
    fresh: NewLink | None = st.session_state.get("fresh_link")
    if fresh is None or fresh.assessment != assessment:
        return
    with st.container(border=True, key="fresh_link"):
        st.markdown(f"**{words('respondents.link_title', label=plain(fresh.label))}**")
        st.code(fresh.link, language=None, wrap_lines=True)
        if is_only_here():
            st.warning(words("respondents.link_local"), icon=":material/computer:")
        st.code(
            words(
                "respondents.link_message",
                shop=fresh.shop,
                link=fresh.link,
                minutes=minutes(fresh.asked),
                day=to_local(fresh.expires_at).strftime("%Y-%m-%d"),
            ),
            language=None,
            wrap_lines=True,
        )
        st.caption(words("respondents.link_note"))
        if st.button(words("respondents.link_sent"), icon=":material/check:"):
            del st.session_state["fresh_link"]
            st.rerun()


def minutes(asked: int) -> int:
    """Return about how long so many questions take."""
    return max(2, -(-asked * SECONDS_A_QUESTION // 60))
