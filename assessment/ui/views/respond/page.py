"""The questionnaire: one dimension a page, everything saved at once.

Its reader came to answer without losing anything, to see how far it is,
and to get to the result.
"""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.instrument.model import Item, MetricItem, ProfileQuestion
from assessment.scoring.next_round import AskedAgain
from assessment.scoring.points import is_asked
from assessment.service import Completed, Opened, Refused
from assessment.ui import widgets
from assessment.ui.components.answer_book import answer_book_section
from assessment.ui.components.asking import Asking
from assessment.ui.components.browser_copy import all_is_stored
from assessment.ui.components.correction import correct_button, correction_notice
from assessment.ui.components.follow_up import second_look, suggest
from assessment.ui.components.number_field import ask_number, numbers_section
from assessment.ui.components.question import ask
from assessment.ui.components.questionnaire import (
    FINISH,
    NUMBERS,
    PROFILE,
    concurrent_edits,
    how_to_answer,
    is_locked,
    progress_markup,
    section_name,
)
from assessment.ui.components.report import report_section
from assessment.ui.components.section_buttons import (
    next_open_button,
    section_button,
    section_chips,
    show_next_open,
)
from assessment.ui.format import plain
from assessment.ui.navigation import (
    SECTION,
    go_on_at,
    go_to_item,
    go_to_section,
    may_open,
    read_here,
    scroll_target,
)
from assessment.ui.navigation import page as page_of
from assessment.ui.state.answering import (
    AnswerProgress,
    asked_items,
    in_all,
    is_done,
    profile_progress,
    progress_of,
    where_stopped,
)
from assessment.ui.state.draft import Draft, draft
from assessment.ui.state.session import (
    SEPARATOR,
    address,
    language,
    may,
    service,
    words,
)
from assessment.ui.views.respond.next_round import (
    absence,
    batch_items,
    carried_list,
    confirm_batch,
    next_round_bar,
    shown_items,
    still_absent,
)
from assessment.ui.views.respond.profile_form import length_and_day, profile_section


def page() -> None:
    """Draw the questionnaire."""
    opened = read_here(lambda current: draft(current).refresh(notice=True))
    if opened is None:
        return
    current = str(opened.assessment.id)
    mine = draft(current)
    mine.fresh = False
    sections = _sections(opened)
    show_next_open(mine, FINISH)
    if opened.assessment.status == "draft":
        go_on_at(where_stopped(opened.instrument, mine.assessment, mine.again))
    section = st.query_params.get(SECTION, sections[0])
    section = section if section in sections else sections[0]
    # What is looked at stays: an answer given elsewhere must not lead this page to another part.
    st.query_params[SECTION] = section
    locked = is_locked(opened)
    st.title(plain(opened.assessment.merchant.name or ""))
    if opened.assessment.status == "completed":
        _locked(current)
    if opened.assessment.corrects is not None:
        correction_notice(current, opened)
    progress = progress_of(opened.instrument, opened.assessment, mine.again)
    next_round_bar(mine, opened, explain=section == PROFILE)
    with st.container(key="bar"):
        line = st.empty()
        if not locked:
            concurrent_edits(mine, partial(service().assessments.revisions, mine.id))
    about = profile_progress(opened.instrument, opened.assessment.profile)
    section_chips(sections, section, {PROFILE: about, **progress}, opened.instrument)
    _body(mine, opened, section, line)
    line.html(progress_markup(mine, section))  # what was given is saved as its question is drawn
    _foot(mine, opened, sections, section)
    widgets.mount_autosave(section, *scroll_target())


def _sections(opened: Opened) -> list[str]:
    asked = progress_of(opened.instrument, opened.assessment)
    return [PROFILE, *asked, NUMBERS, FINISH]


def _to_respondents(current: str) -> None:
    """Lead to asking several people, and to letting the shop answer by itself; a shop itself does neither."""
    for name, icon in (("respondents", "groups"), ("links", "qr_code_2")):
        if may_open(name):
            st.page_link(
                page_of(name),
                label=words(f"{name}.to_page"),
                icon=f":material/{icon}:",
                query_params=address(current),
            )


def _locked(current: str) -> None:
    if not may("assessments.correct"):
        return
    st.info(words("respond.locked"), icon=":material/lock:")
    correct_button(current, "correct")


def _body(mine: Draft, opened: Opened, section: str, line: DeltaGenerator) -> None:
    locked = is_locked(opened)
    if section == PROFILE:
        length_and_day(mine, opened, locked=locked)
        if not locked:
            if may_open("intake"):
                st.page_link(
                    page_of("intake"),
                    label=words("intake.offer"),
                    icon=":material/co_present:",
                    query_params=address(mine.id),
                )
            _to_respondents(mine.id)
            if st.button(words("answer_book.offer"), icon=":material/table_edit:", type="tertiary"):
                go_to_section(FINISH)
        profile_section(mine, opened, locked=locked)
        skipped_sections(opened)
        return
    if section == NUMBERS:
        numbers_section(mine, opened, locked=locked)
        _take_along(mine, opened)
        return
    if section == FINISH:
        finish_section(mine, opened, locked=locked)
        return
    dimension = opened.instrument.dimension(section)
    st.header(plain(dimension.name.in_(language())))
    st.caption(plain(dimension.measures.in_(language())))
    still_absent(mine, opened, dimension)
    if absence(mine, dimension, locked=locked):
        return
    is_first = section == next(iter(progress_of(opened.instrument, opened.assessment)), None)
    how_to_answer(shown=is_first and not locked)
    progress = progress_markup(mine, section)
    asking = Asking(mine, opened.instrument, dimension, locked=locked, line=line, progress=progress)
    items, carried = shown_items(mine, opened, dimension)
    only_old = [] if mine.again is None or mine.shows_all else batch_items(mine, mine.again, items)
    for number, item in enumerate((one for one in items if one not in only_old), start=1):
        if isinstance(item, MetricItem):
            ask_number(asking, item, number)
        else:
            ask(asking, item, number)
    confirm_batch(mine, only_old, locked=locked)
    carried_list(mine, opened, carried, alone=not items)
    skipped_here(opened, section)


def _foot(mine: Draft, opened: Opened, sections: list[str], section: str) -> None:
    place = sections.index(section)
    locked = is_locked(opened)
    with st.container(horizontal=True, key="foot"):
        if place:
            section_button(words("respond.back"), "arrow_back", section, sections[place - 1])
        if not locked and st.button(words("respond.undo"), icon=":material/undo:"):
            _undo(mine)
        if section != FINISH and not locked:
            next_open_button(section)
        following = _following(mine, opened, sections[place + 1 :])
        if following is not None:
            label = words("respond.forward", name=plain(section_name(following, opened.instrument)))
            section_button(label, "arrow_forward", section, following, type="primary")


def _following(mine: Draft, opened: Opened, ahead: list[str]) -> str | None:
    """Return the section to go on to; a next round passes over those that ask nothing more."""
    again = mine.again
    if again is None or mine.shows_all:
        return ahead[0] if ahead else None
    progress = progress_of(opened.instrument, mine.assessment, again)
    return next((one for one in ahead if _asks(one, progress, again)), None)


def _asks(section: str, progress: dict[str, AnswerProgress], again: AskedAgain) -> bool:
    if section == NUMBERS:
        return bool(again.numbers)
    return section not in progress or progress[section].asked > 0


def _undo(mine: Draft) -> None:
    item = mine.book.undo()
    if item is None:
        st.toast(words("respond.nothing_to_undo"))
        return
    opened = mine.refresh()
    if item.startswith("metric:"):
        go_to_section(NUMBERS)
    mine.renew(item)
    name = opened.instrument.item(item).label.in_(language())
    st.toast(words("respond.undone", name=plain(name)))
    go_to_item(item)


def skipped_items(opened: Opened, dimension_id: str) -> list[Item]:
    """Return the items of a dimension that the profile rules out."""
    dimension = opened.instrument.dimension(dimension_id)
    asked = {item.id for item in asked_items(dimension, opened.assessment)}
    return [
        item
        for item in dimension.items
        if item.applies is not None and item.id not in asked and is_asked(item, opened.assessment.mode)
    ]


def _reasons(opened: Opened, items: list[Item]) -> str:
    """Return the profile questions, with their answers, that rule these items out."""
    keys = {item.applies.profile for item in items if item.applies is not None}
    profile = opened.assessment.profile
    return words("app.or").join(
        f"{plain(question.question.in_(language()))} {_answer_in_words(question, profile.get(question.id))}"
        for question in opened.instrument.profile
        if question.id in keys
    )


def _answer_in_words(question: ProfileQuestion, value: object) -> str:
    if isinstance(value, bool):
        return words("respond.profile.yes") if value else words("respond.profile.no")
    option = question.options.get(str(value))
    return "" if option is None else plain(option.in_(language()))


def skipped_here(opened: Opened, dimension_id: str) -> None:
    """Say which questions are left out of a dimension, and why."""
    items = skipped_items(opened, dimension_id)
    if items:
        why = _reasons(opened, items)
        st.caption(words("respond.skipped", count=len(items), why=why))


def skipped_sections(opened: Opened) -> None:
    """Say which dimensions are not asked at all, and why."""
    for dimension in opened.instrument.dimensions:
        items = skipped_items(opened, dimension.id)
        if items and not asked_items(dimension, opened.assessment):
            name = plain(dimension.name.in_(language()))
            why = _reasons(opened, items)
            st.info(words("respond.skipped_section", name=name, why=why), icon=":material/remove_road:")


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
    _to_respondents(mine.id)
    st.page_link(
        page_of("results"),
        label=words(
            "respond.finish.see_draft"
            if opened.assessment.status == "draft"
            else "respond.finish.see_results"
        ),
        icon=":material/insights:",
        query_params=address(mine.id),
    )
    if not locked:
        _finish(mine, total.asked - total.done, nothing_yet=nothing_yet)
    _take_along(mine, opened)
    if not locked:
        answer_book_section(mine, opened)


def _finish(mine: Draft, missing: int, *, nothing_yet: bool) -> None:
    st.caption(words("respond.finish.what_it_means"))
    if st.button(
        words("respond.finish.button"), type="primary", disabled=nothing_yet, icon=":material/task_alt:"
    ):
        _confirm(mine, missing)


def _take_along(mine: Draft, opened: Opened) -> None:
    """Offer reports once there is an answer to report on."""
    if any(answer.is_given for answer in opened.assessment.answers.values()):
        report_section(mine.id, opened)


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
        label = f"{name}{SEPARATOR}{plain(item.question.in_(language()))}"
        if st.button(label, key=f"open_{item.id}", type="tertiary"):
            go_to_item(item.id)
    if len(missing) > 8:
        st.caption(words("respond.finish.and_more", count=len(missing) - 8))


def _confirm(mine: Draft, missing: int) -> None:
    @st.dialog(words("respond.finish.title"))
    def ask() -> None:
        st.markdown(words("respond.finish.sure"))
        if missing:
            key = "respond.finish.missing" if mine.again is None else "rounds.missing"
            st.warning(words(key, count=missing))
        with st.container(horizontal=True):
            is_sure = st.button(words("respond.finish.yes"), type="primary")
            if st.button(words("app.cancel")):
                st.rerun()
        if not is_sure or not all_is_stored(mine):
            return
        try:
            service().assessments.complete(mine.id)
        except (Completed, Refused) as refused:
            st.warning(plain(refused.in_(language())))
            return
        st.switch_page(page_of("results"), query_params=address(mine.id))

    ask()
