"""Asking somebody: who, about what, by link or on this device."""

import streamlit as st

from assessment.instrument.file_schemas import Role
from assessment.scoring.agreement import asked_of_people
from assessment.service import Completed, Opened, Refused
from assessment.ui.links import page as page_of
from assessment.ui.plain import plain
from assessment.ui.session import address, language, service, words
from assessment.ui.voices.fresh import remember

OTHER = "other"
DAYS, MOST_DAYS = 14, 90


def invite(current: str, opened: Opened, *, first: bool) -> None:
    """Offer to ask somebody; unfolded where nobody was asked yet."""
    with st.expander(words("voices.invite"), icon=":material/person_add:", expanded=first):
        roles = {role.id: role for role in service().roles}
        chosen = OTHER
        if roles:
            chosen = st.selectbox(
                words("voices.role"),
                [*roles, OTHER],
                format_func=lambda one: _role_name(roles.get(one)),
                key=f"invite_role_{language()}",
            )
        role = roles.get(chosen)
        if role is not None:
            st.caption(plain(role.does.in_(language())))
        name = st.text_input(
            words("voices.name" if role else "voices.name_needed"),
            max_chars=30,
            placeholder=words("voices.name_example"),
            key="invite_name",
        )
        dimensions = pick_dimensions(opened, list(role.dimensions) if role else [], f"invite_asked_{chosen}")
        days = st.number_input(
            words("voices.days"), min_value=1, max_value=MOST_DAYS, value=DAYS, width=200, key="invite_days"
        )
        with st.container(horizontal=True):
            by_link = st.button(words("voices.make_link"), type="primary", icon=":material/link:")
            here = st.button(words("voices.here"), icon=":material/swap_horiz:")
    if by_link or here:
        label = " ".join(part for part in (_role_name(role) if role else "", name.strip()) if part)
        _ask(
            current,
            opened,
            Wish(label, dimensions, role.id if role else None, int(days) if by_link else None),
        )


class Wish:
    """Whom to ask about what, and for how many days by link; None: on this device."""

    def __init__(self, label: str, dimensions: list[str], role: str | None, days: int | None) -> None:
        self.label, self.dimensions, self.role, self.days = label, dimensions, role, days


def _ask(current: str, opened: Opened, wish: Wish) -> None:
    try:
        sheet = service().add_respondent(current, wish.label, wish.dimensions, wish.role)
        if wish.days is None:
            st.switch_page(page_of("sheet"), query_params=address(current, s=sheet))
        invitation = service().give_link(current, sheet, wish.days)
    except (Refused, Completed) as refused:
        st.warning(plain(refused.said(language())))
        return
    asked = questions_in(opened, wish.dimensions)
    shop = opened.assessment.merchant.name or ""
    remember(current, shop, wish.label, invitation.token, asked, invitation.expires_at)
    st.rerun()


def _role_name(role: Role | None) -> str:
    return words("voices.role_other") if role is None else role.name.in_(language())


def pick_dimensions(opened: Opened, proposed: list[str], key: str) -> list[str]:
    """Let parts be chosen among those that ask anything of people."""
    names = {
        dimension.id: plain(dimension.name.in_(language()))
        for dimension in opened.instrument.dimensions
        if asked_of_people(dimension, opened.assessment.mode, opened.assessment.profile)
    }
    picked: list[str] = st.pills(
        words("voices.asked"),
        list(names),
        selection_mode="multi",
        default=[one for one in names if one in proposed],
        format_func=lambda one: names[one],
        key=f"{key}_{language()}",
    )
    st.caption(words("voices.asked_count", count=questions_in(opened, picked)))
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
