"""What is known of one merchant, in a dialog: its pages, its place, and what a person notes about it."""

from datetime import date

import streamlit as st

from assessment.charts.merchants import cohort_strip
from assessment.presentation.merchants import cohort_table
from assessment.service import Care, Conflict, LocalizedError, MerchantRow
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.components.put_away import put_away_merchant
from assessment.ui.components.rounds import backup_button, begin_next
from assessment.ui.format import plain
from assessment.ui.navigation import may_open
from assessment.ui.navigation import page as page_of
from assessment.ui.state.session import address, language, may, service, words
from assessment.ui.state.typed_fields import ANY_PAGE, done_with
from assessment.ui.views.portfolio.handover import handover_section, not_asked_any_more
from assessment.ui.widgets import chart


def draft_label() -> str:
    """Return the key of what leads to the answers of a round that has begun."""
    return "home.continue" if may("answers.record") else "home.see_answers"


def about(line: MerchantRow) -> None:
    """Open what is known of a merchant, to change what a person notes about it."""
    # As it is now: the dialog stays open while others note something.
    noted = service().portfolio.care(line.merchant_id) if may("portfolio.save_care") else None
    st.session_state.pop(_care_over(line.merchant_id), None)
    not_asked_any_more(line)

    @st.dialog(plain(line.name))
    def show() -> None:
        _links(line)
        _place(line)
        if noted is not None:
            care_form(line.merchant_id, noted)
        handover_section(line)
        backup_button(line.merchant_id)
        put_away_merchant(line.merchant_id, line.name)

    show()


def _place(line: MerchantRow) -> None:
    """Show where the merchant lies among those of its kind, nobody named."""
    found = service().portfolio.cohort(line.merchant_id)
    if found is None:
        return
    own, cohort = found
    if not cohort.is_nameless:
        st.caption(cohort.too_few.in_(language()))
        return
    st.caption(words("portfolio.place", among=cohort.total, below=cohort.lower))
    chart(
        "cohort",
        lambda look: cohort_strip(own, cohort, look),
        cohort_table(cohort, language()),
    )


def _links(line: MerchantRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if line.draft_id is not None:
            _link("respond", draft_label(), line.draft_id)
        if line.assessment_id is not None:
            _link("results", "home.see_results", line.assessment_id)
            _link("roadmap", "app.nav.roadmap", line.assessment_id)
            if line.rounds > 1:
                _link("compare", "app.nav.compare", line.assessment_id)
            # A correction that is open is no round: as everywhere, the next one may begin beside it.
            if service().rounds.merchant_of(line.assessment_id).draft is None:
                begin_next(line.assessment_id)
        either = line.draft_id or line.assessment_id
        if either is not None and may_open("links"):
            _link("links", "links.to_page", either)


def _link(name: str, label: str, assessment: str) -> None:
    st.page_link(page_of(name), label=words(label), query_params=address(assessment))


def _care_over(merchant_id: str) -> str:
    """Name the revision that was shown after a conflict, to be saved over next."""
    return f"care_over|{merchant_id}"


def care_form(merchant_id: str, noted: Care) -> None:
    """Ask who is on a merchant, its group and its next day, and save them over what was seen.

    Args:
        merchant_id: the merchant.
        noted: what was noted when the form was opened.
    """
    with st.form("care", border=False):
        st.markdown(f"**{words('portfolio.care')}**")
        names = [f"care_{part}|{merchant_id}" for part in ("person", "group", "due")]
        person = typed_field(words("portfolio.care_person"), noted.person or "", name=names[0])
        group = typed_field(
            words("portfolio.care_group"),
            noted.group_name or "",
            name=names[1],
            help=words("portfolio.care_group_help"),
        )
        day = typed_field(
            words("portfolio.care_due"),
            "" if noted.due_on is None else noted.due_on.isoformat(),
            name=names[2],
            placeholder="2026-12-01",
        )
        if not st.form_submit_button(words("portfolio.save"), type="primary"):
            return
    try:
        due_on = date.fromisoformat(day) if day else None
    except ValueError:
        st.warning(words("portfolio.care_due_wrong"))
        return
    expected = st.session_state.get(_care_over(merchant_id), noted.revision)
    try:
        service().portfolio.save_care(merchant_id, Care(person, group, due_on, expected))
    except Conflict as conflict:
        # What was typed stays; saving once more is meant, now that the other change is shown.
        st.session_state[_care_over(merchant_id)] = conflict.revision
        st.warning(plain(conflict.in_(language())))
        st.markdown(_noted_now(service().portfolio.care(merchant_id)))
        st.caption(words("plan.save_anyway"))
        return
    except LocalizedError as trouble:
        st.warning(plain(trouble.in_(language())))
        return
    done_with(ANY_PAGE, *names)
    st.toast(words("portfolio.saved"))
    st.rerun()


def _noted_now(noted: Care) -> str:
    """Say what is noted of a merchant, each part by its name."""
    parts = (
        ("person", noted.person),
        ("group", noted.group_name),
        ("due", None if noted.due_on is None else noted.due_on.isoformat()),
    )
    return "\n".join(f"- {words(f'portfolio.care_{part}')}: {plain(said or '–')}" for part, said in parts)
