"""The last section: what is still open, and finishing for good."""

import streamlit as st

from assessment.service import Completed, Opened, Refused
from assessment.ui.components.follow_up import second_look, suggest
from assessment.ui.format import plain
from assessment.ui.navigation import go_to_item
from assessment.ui.navigation import page as page_of
from assessment.ui.state.draft import Draft
from assessment.ui.state.progress import asked_items, in_all, is_done, progress_of
from assessment.ui.state.session import address, language, service, words


def finish_section(mine: Draft, opened: Opened, *, locked: bool) -> None:
    """Show what is open, the way to the draft's results, and the button that finishes."""
    st.header(words("respond.section.finish"))
    total = in_all(progress_of(opened.instrument, opened.assessment, mine.again))
    nothing_yet = mine.again is None and total.done == 0
    snapshot = service().assessments.snapshot(mine.id)
    if not locked:
        suggest(snapshot)
    _open_items(mine, opened)
    second_look(snapshot)
    st.page_link(
        page_of("respondents"),
        label=words("respondents.to_page"),
        icon=":material/groups:",
        query_params=address(mine.id),
    )
    st.page_link(
        page_of("results"),
        label=words("respond.finish.see_draft" if not locked else "respond.finish.see_results"),
        icon=":material/insights:",
        query_params=address(mine.id),
    )
    if locked:
        return
    st.caption(words("respond.finish.what_it_means"))
    if st.button(
        words("respond.finish.button"), type="primary", disabled=nothing_yet, icon=":material/task_alt:"
    ):
        _confirm(mine, total.asked - total.done)


def _open_items(mine: Draft, opened: Opened) -> None:
    assessment = opened.assessment
    missing = [
        item
        for dimension in opened.instrument.dimensions
        for item in asked_items(dimension, assessment)
        if not is_done(item, assessment, mine.again)
    ]
    is_next = mine.again is not None
    if not missing:
        done = "rounds.all_confirmed" if is_next else "respond.finish.all_answered"
        st.success(words(done), icon=":material/check_circle:")
        return
    st.markdown(
        words("rounds.still_to_confirm" if is_next else "respond.finish.still_open", count=len(missing))
    )
    for item in missing[:8]:
        name = plain(opened.instrument.dimension(item.dimension).name.in_(language()))
        label = f"{name} · {plain(item.question.in_(language()))}"
        if st.button(label, key=f"open_{item.id}", type="tertiary"):
            go_to_item(item.id)
    if len(missing) > 8:
        st.caption(words("respond.finish.and_more", count=len(missing) - 8))


def _confirm(mine: Draft, missing: int) -> None:
    @st.dialog(words("respond.finish.title"))
    def ask() -> None:
        st.markdown(words("respond.finish.sure"))
        if missing:
            said = "respond.finish.missing" if mine.again is None else "rounds.missing"
            st.warning(words(said, count=missing))
        with st.container(horizontal=True):
            if st.button(words("respond.finish.yes"), type="primary"):
                try:
                    service().assessments.complete(mine.id)
                except (Completed, Refused) as refused:
                    st.warning(plain(refused.in_(language())))
                    return
                st.switch_page(page_of("results"), query_params=address(mine.id))
            if st.button(words("app.cancel")):
                st.rerun()

    ask()
