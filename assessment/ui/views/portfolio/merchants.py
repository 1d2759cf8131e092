"""The merchants of a page, one row each."""

from collections.abc import Iterator, Sequence
from datetime import date

import streamlit as st

from assessment.charts.merchants import cohort_strip
from assessment.presentation.merchants import cohort_table
from assessment.service import Care, MerchantRow, PageOfList, SpokenError
from assessment.ui.components.rounds import begin_next
from assessment.ui.format import plain
from assessment.ui.navigation import page as page_of
from assessment.ui.state.session import address, language, service, words
from assessment.ui.widgets.charts import chart


def rows(lines: Sequence[MerchantRow], today: date) -> None:
    """List merchants: who, at which stage, since when, and what is due."""
    stages = {stage.id: plain(stage.name.in_(language())) for stage in service().bank.instrument.stages}
    for line in lines:
        with (
            st.container(border=True, key=f"merchant_{line.merchant_id}"),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            with st.container(width="stretch", key=f"facts_{line.merchant_id}"):
                stage = stages.get(line.stage or "")
                badge = f" :blue-badge[{stage}]" if stage else ""
                st.markdown(f"**{plain(line.name)}**{badge}")
                st.caption(" · ".join(_facts(line, today)))
            if line.assessment_id is not None:
                st.page_link(
                    page_of("results"),
                    label=words("home.see_results"),
                    icon=":material/insights:",
                    query_params=address(line.assessment_id),
                )
            elif line.draft_id is not None:
                st.page_link(
                    page_of("respond"),
                    label=words("home.continue"),
                    icon=":material/edit:",
                    query_params=address(line.draft_id),
                )
            if st.button(words("portfolio.details"), key=f"about_{line.merchant_id}", type="tertiary"):
                about(line)


def _facts(line: MerchantRow, today: date) -> Iterator[str]:
    """Yield what is known of a merchant, the pressing first."""
    if line.due_on is not None:
        yield _due(line.due_on, today)
    yield from _result(line)
    if line.last_on is not None:
        key = "portfolio.rounds_one" if line.rounds == 1 else "portfolio.rounds"
        yield words(key, count=line.rounds, day=line.last_on.isoformat())
    if line.open_steps:
        yield words("portfolio.open_steps", count=line.open_steps)
    if line.draft_id is not None:
        yield words("portfolio.draft")
    if line.person is not None:
        yield f":material/person: {plain(line.person)}"
    if line.group_name is not None:
        yield f":material/folder: {plain(line.group_name)}"


def _result(line: MerchantRow) -> Iterator[str]:
    """Yield the figures of the last round."""
    if line.index_tenths is not None:
        yield words("portfolio.index", index=f"{line.index_tenths / 10:.1f}")
    if line.trend_tenths is not None:
        yield _trend(line.trend_tenths)
    if line.confidence is not None:
        yield words(f"results.confidence.{line.confidence}")
    if line.status == "confirmed":
        yield words("portfolio.confirmed")


def _due(day: date, today: date) -> str:
    late = (today - day).days
    if late > 0:
        return f":orange[{words('portfolio.overdue', days=late)}]"
    return words("portfolio.due_today") if late == 0 else words("portfolio.due", day=day.isoformat())


def _trend(tenths: int) -> str:
    if not tenths:
        return words("portfolio.trend_same")
    return words(
        "portfolio.trend_up" if tenths > 0 else "portfolio.trend_down", points=f"{abs(tenths) / 10:.1f}"
    )


def pager(shown: PageOfList, total: int) -> None:
    """Turn the pages of a list that is longer than one."""
    if total <= shown.size:
        return
    last = min(shown.first + shown.size, total)
    with st.container(horizontal=True, vertical_alignment="center", key="pager"):
        st.button(
            words("portfolio.previous"),
            icon=":material/chevron_left:",
            disabled=shown.first == 0,
            on_click=_turn,
            args=(max(0, shown.first - shown.size),),
        )
        st.caption(words("portfolio.page", first=shown.first + 1, last=last, total=total))
        st.button(
            words("portfolio.next"),
            icon=":material/chevron_right:",
            disabled=last >= total,
            on_click=_turn,
            args=(shown.first + shown.size,),
        )


def _turn(first: int) -> None:
    st.session_state["portfolio_first"] = first


def about(line: MerchantRow) -> None:
    """Open what is known of a merchant, to change what a person notes about it."""

    @st.dialog(plain(line.name))
    def show() -> None:
        _links(line)
        _place(line)
        _care(line)

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
    with st.container(horizontal=True):
        if line.draft_id is not None:
            _link("respond", "home.continue", line.draft_id)
        if line.assessment_id is not None:
            _link("results", "home.see_results", line.assessment_id)
            _link("roadmap", "app.nav.roadmap", line.assessment_id)
            if line.rounds > 1:
                _link("compare", "app.nav.compare", line.assessment_id)
            if line.draft_id is None:
                begin_next(line.assessment_id)


def _link(name: str, label: str, assessment: str) -> None:
    st.page_link(page_of(name), label=words(label), query_params=address(assessment))


def _care(line: MerchantRow) -> None:
    noted = service().portfolio.care(line.merchant_id)
    with st.form("care", border=False):
        st.markdown(f"**{words('portfolio.care')}**")
        person = st.text_input(words("portfolio.care_person"), noted.person or "", max_chars=40)
        group = st.text_input(
            words("portfolio.care_group"),
            noted.group_name or "",
            max_chars=40,
            help=words("portfolio.care_group_help"),
        )
        day = st.text_input(
            words("portfolio.care_due"),
            "" if noted.due_on is None else noted.due_on.isoformat(),
            max_chars=10,
            placeholder="2026-12-01",
        ).strip()
        if not st.form_submit_button(words("portfolio.save"), type="primary"):
            return
    try:
        due_on = date.fromisoformat(day) if day else None
    except ValueError:
        st.warning(words("portfolio.care_due_wrong"))
        return
    try:
        service().portfolio.save_care(line.merchant_id, Care(person, group, due_on, noted.revision))
    except SpokenError as trouble:
        st.warning(plain(trouble.in_(language())))
        return
    st.toast(words("portfolio.saved"))
    st.rerun()
