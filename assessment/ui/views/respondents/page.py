"""Several people: ask them, see how far they are, talk about where they differ, settle what counts.

Its reader came to get everybody's sheet with as little chasing as can be,
to know what the hour together should be spent on, and to leave with answers
all can stand behind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from assessment.instrument.file_schemas import Role
from assessment.instrument.model import Item
from assessment.service import Completed, Opened, Refused, Respondent
from assessment.service.checks import asked_on_sheets
from assessment.service.respondents import DAYS, MOST_DAYS
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.components.menu import closing_menu
from assessment.ui.format import plain, respondent_label, unbroken
from assessment.ui.navigation import opened_here
from assessment.ui.navigation import page as page_of
from assessment.ui.state.clock import to_local
from assessment.ui.state.double_submit import submit_once
from assessment.ui.state.private_links import is_only_here, link_to
from assessment.ui.state.session import SEPARATOR, address, language, service, service_later, words
from assessment.ui.state.typed_fields import done_with
from assessment.ui.views.respondents.agreement import agreement
from assessment.ui.widgets import download


def page() -> None:
    """Draw the page of the assessment in the address."""
    here = opened_here()
    if here is None:
        return
    current, opened = here
    locked = opened.assessment.status == "completed"
    listed = service().respondents.of(current)
    st.title(words("respondents.title", name=plain(opened.assessment.merchant.name or "")))
    if locked:
        st.info(words("respondents.finished"), icon=":material/lock:")
    else:
        (st.caption if listed else st.markdown)(words("respondents.why"))
        new_link(current)
        invite(current, opened, first=not listed)
    people(current, opened, listed, locked=locked)
    if listed:
        agreement(current, opened, service().agreement.view(current), locked=locked)
        _export(current, opened)


def _export(current: str, opened: Opened) -> None:
    st.divider()
    st.caption(f":material/lock: {words('respondents.private')}")
    ended = opened.assessment.completed_at
    day = opened.assessment.taken_on or (ended or to_local(opened.updated_at)).date()
    known = service_later()
    download(
        words("respondents.export"),
        lambda _: known().files.export(current, with_sheets=True)[1],
        f"assessment-all-sheets-{day.isoformat()}-{current[-6:].lower()}.json",
        key="export_all_sheets",
    )
    st.caption(words("respondents.export_note"))


OTHER = "other"


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
        name = typed_field(
            words("respondents.name" if role else "respondents.name_needed"),
            name="invite",
            scope=current,
            placeholder=words("respondents.name_example"),
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
        label = " ".join(part for part in (_role_name(role) if role else "", name) if part)
        _ask(
            current,
            opened,
            InvitationRequest(label, dimensions, role.id if role else None, int(days) if by_link else None),
        )


class InvitationRequest:
    """Whom to ask about what, and for how many days by link; None: on this device."""

    def __init__(self, label: str, dimensions: list[str], role: str | None, days: int | None) -> None:
        self.label, self.dimensions, self.role, self.days = label, dimensions, role, days


def _ask(current: str, opened: Opened, request: InvitationRequest) -> None:
    try:
        sheet = submit_once(
            ("ask", current, request.label, request.role, tuple(request.dimensions)),
            lambda: service().respondents.add(current, request.label, request.dimensions, request.role),
        )
        done_with(current, "invite")
        if request.days is None:
            st.switch_page(page_of("sheet"), query_params=address(current, s=sheet))
        invitation = service().respondents.give_link(current, sheet, request.days)
    except (Refused, Completed) as refused:
        st.warning(plain(refused.in_(language())))
        return
    asked = questions_in(opened, request.dimensions)
    shop = opened.assessment.merchant.name or ""
    link = link_to(invitation.token)
    remember_link(NewLink(current, shop, request.label, link, asked, invitation.expires_at))
    st.rerun()


def _role_name(role: Role | None) -> str:
    return words("respondents.role_other") if role is None else role.name.in_(language())


def pick_dimensions(opened: Opened, proposed: list[str], key: str) -> list[str]:
    """Let parts be chosen among those that ask anything of people."""
    names = {
        dimension.id: plain(dimension.name.in_(language()))
        for dimension in opened.instrument.dimensions
        if asked_in(opened, dimension.id)
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
    return sum(len(asked_in(opened, one)) for one in dimensions)


def asked_in(opened: Opened, dimension: str) -> list[Item]:
    """Return what somebody is asked in a part."""
    here = opened.assessment
    return asked_on_sheets(opened.instrument.dimension(dimension), here.mode, here.profile, here.answers)


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
        st.markdown(f"**{words('respondents.link_title', label=respondent_label(fresh.label))}**")
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


COLOURS = {"done": "green", "open": "blue", "expired": "orange", "revoked": "red"}
"""Beside the word, never instead of it."""


def people(current: str, opened: Opened, listed: list[Respondent], *, locked: bool) -> None:
    """Show everybody who was asked."""
    st.header(words("respondents.people"))
    if not listed:
        st.info(words("respondents.nobody"))
        return
    for one in listed:
        with (
            st.container(border=True, key=f"person_{one.sheet}"),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            with st.container(width="stretch"):
                state = state_of(one)
                badge = f":{COLOURS.get(state, 'gray')}-badge[{words(f'respondents.state_{state}')}]"
                st.markdown(f"**{respondent_label(one.label)}** {badge}")
                st.caption(unbroken(_facts(one)))
            if not locked:
                _menu(current, opened, one)


def state_of(one: Respondent) -> str:
    """Return what there is to say about somebody first."""
    if one.done_at is not None:
        return "done"
    if one.link in {"expired", "revoked"}:
        return one.link
    if one.answered:
        return "open"
    if one.link == "none":
        return "file"
    return "not_opened" if one.opened_at is None else "open"


def _facts(one: Respondent) -> str:
    parts = [words("respondents.of", done=one.answered, asked=one.asked)]
    if one.last_said_at is not None:
        parts.append(words("respondents.last", when=to_local(one.last_said_at).strftime("%m-%d %H:%M")))
    if one.link == "open" and one.expires_at is not None:
        parts.append(words("respondents.until", day=to_local(one.expires_at).strftime("%Y-%m-%d %H:%M")))
    return SEPARATOR.join(parts)


def _menu(current: str, opened: Opened, one: Respondent) -> None:
    with closing_menu(f"more_{one.sheet}", words("respondents.menu")) as close:
        st.page_link(
            page_of("sheet"),
            label=words("respondents.fill_here"),
            icon=":material/swap_horiz:",
            query_params=address(current, s=one.sheet),
        )
        if one.link == "open" and one.expires_at is not None and one.done_at is None:
            st.caption(words("respondents.reminder"))
            day = to_local(one.expires_at).strftime("%Y-%m-%d")
            shop = opened.assessment.merchant.name or ""
            left = one.asked - one.answered
            key = "respondents.reminder_text" if left else "respondents.reminder_all"
            text = words(key, shop=shop, open=left, day=day)
            st.code(text, language=None, wrap_lines=True)
        if one.link in {"open", "expired"} and _item(
            "respondents.extend", ":material/more_time:", one, days=one.days
        ):
            _do_extend(current, one)
        if _item("respondents.new_link", ":material/link:", one, days=one.days):
            _do_link(current, opened, one)
        if one.link == "open" and _item("respondents.revoke", ":material/link_off:", one):
            service().respondents.revoke_link(current, one.sheet)
            st.toast(words("respondents.revoked"))
            st.rerun()
        if _item("respondents.change_asked", ":material/checklist:", one, close):
            _change_asked(current, opened, one)
        if _item("respondents.remove", ":material/person_remove:", one, close):
            _remove(current, one)


def _item(
    key: str, icon: str, one: Respondent, close: Callable[[], None] | None = None, **values: object
) -> bool:
    """Draw an entry of the menu; return whether it was pressed.

    Args:
        key: of its text.
        icon: its sign.
        one: whose menu it is.
        close: closes the menu, for the dialog that follows.
        values: what the text is filled in with.
    """
    label = words(key, **values)
    return st.button(label, key=f"{key}_{one.sheet}", icon=icon, type="tertiary", on_click=close)


def _do_extend(current: str, one: Respondent) -> None:
    ends = service().respondents.extend_link(current, one.sheet, one.days)
    st.toast(words("respondents.extended", day=to_local(ends).strftime("%Y-%m-%d")))
    st.rerun()


def _do_link(current: str, opened: Opened, one: Respondent) -> None:
    invitation = service().respondents.give_link(current, one.sheet, one.days)
    shop = opened.assessment.merchant.name or ""
    link = link_to(invitation.token)
    remember_link(NewLink(current, shop, one.label, link, one.asked, invitation.expires_at))
    st.rerun()


def _change_asked(current: str, opened: Opened, one: Respondent) -> None:
    @st.dialog(words("respondents.change_asked"))
    def ask() -> None:
        st.markdown(f"**{respondent_label(one.label)}**")
        picked = pick_dimensions(opened, list(one.dimensions), f"asked_{one.sheet}")
        if st.button(words("respondents.save"), type="primary"):
            try:
                service().respondents.ask_about(current, one.sheet, picked)
            except (Refused, Completed) as refused:
                st.warning(plain(refused.in_(language())))
                return
            st.rerun()

    ask()


def _remove(current: str, one: Respondent) -> None:
    @st.dialog(words("respondents.remove_title", label=respondent_label(one.label)))
    def ask() -> None:
        st.markdown(words("respondents.remove_sure", label=respondent_label(one.label), count=one.answered))
        st.caption(words("respondents.remove_hint"))
        with st.container(horizontal=True):
            if st.button(words("respondents.remove_yes"), type="primary", icon=":material/person_remove:"):
                service().respondents.remove(current, one.sheet)
                st.toast(words("respondents.removed"))
                st.rerun()
            if st.button(words("app.cancel")):
                st.rerun()

    ask()
