"""The merchants of the list, one row each, and starting with a new one: empty or from a template."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from assessment.charts.merchants import cohort_strip
from assessment.presentation.gates import short_of
from assessment.presentation.merchants import cohort_table
from assessment.presentation.values import score_range_text
from assessment.responses import Mode
from assessment.service import Card, Care, Conflict, LocalizedError, MerchantRow, PageOfList, Template
from assessment.service.portfolio import Portfolio
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.components.put_away import put_away_merchant
from assessment.ui.components.rounds import backup_button, begin_next, facts
from assessment.ui.format import labels_told_apart, plain
from assessment.ui.navigation import may_open
from assessment.ui.navigation import page as page_of
from assessment.ui.state.clock import today
from assessment.ui.state.double_submit import submit_once
from assessment.ui.state.session import SEPARATOR, address, language, may, service, words
from assessment.ui.state.typed_fields import ANY_PAGE, done_with
from assessment.ui.views.portfolio.handover import handover_section
from assessment.ui.widgets import chart


def rows(found: Portfolio, today: date) -> None:
    """List merchants: who, at which stage, since when, and what is due; red flags before all else."""
    stages = {stage.id: plain(stage.name.in_(language())) for stage in service().bank.instrument.stages}
    for line in found.lines:
        with (
            st.container(border=True, key=f"merchant_{line.merchant_id}"),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            with st.container(width="stretch", key=f"facts_{line.merchant_id}"):
                stage = stages.get(line.stage or "")
                badge = f" :blue-badge[{stage}]" if stage else ""
                st.markdown(f"**{plain(line.name)}**{badge}")
                result = found.results[line.merchant_id]
                _verdict(result, stages)
                st.caption(SEPARATOR.join(_facts(line, today, result.get("index_high"))))
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
                    label=words(_draft_label()),
                    icon=":material/edit:" if may("answers.record") else ":material/visibility:",
                    query_params=address(line.draft_id),
                )
            if st.button(words("portfolio.details"), key=f"about_{line.merchant_id}", type="tertiary"):
                about(line)


def _draft_label() -> str:
    return "home.continue" if may("answers.record") else "home.see_answers"


def _verdict(result: Mapping[str, Any], stages: Mapping[str, str]) -> None:
    """Name the red flags that are up, and what is missing where the next stage is missed by little."""
    for flag in result.get("flags", ()):
        st.markdown(f":red[:material/flag: **{plain(_in_language(flag['name']))}**]")
    reached = list(stages).index(result["stage"]) if result.get("stage") in stages else -1
    if result.get("at_edge") and reached + 1 < len(stages):
        named = [plain(_in_language(one["name"])) for one in result["missing"]]
        st.markdown(short_of(list(stages.values())[reached + 1], named).in_(language()))


def _in_language(name: Mapping[str, str]) -> str:
    """Return a stored name in the page's language, or in its first one where it lacks that."""
    return name.get(language()) or next(iter(name.values()))


def _facts(line: MerchantRow, today: date, index_high: float | None) -> Iterator[str]:
    """Yield what is known of a merchant, the pressing first."""
    if line.due_on is not None:
        yield _due(line.due_on, today)
    yield from _result(line, index_high)
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


def _result(line: MerchantRow, index_high: float | None) -> Iterator[str]:
    """Yield the figures of the last round; of the index also what it may still become."""
    if line.index_tenths is not None:
        yield words("portfolio.index", index=score_range_text(line.index_tenths / 10, index_high))
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
    # As it is now: the dialog stays open while others note something.
    noted = service().portfolio.care(line.merchant_id) if may("portfolio.save_care") else None
    st.session_state.pop(_care_over(line.merchant_id), None)

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
            _link("respond", _draft_label(), line.draft_id)
        if line.assessment_id is not None:
            _link("results", "home.see_results", line.assessment_id)
            _link("roadmap", "app.nav.roadmap", line.assessment_id)
            if line.rounds > 1:
                _link("compare", "app.nav.compare", line.assessment_id)
            if line.draft_id is None:
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


def begin(found: Portfolio, *, unfolded: bool = False) -> None:
    """Offer to start an assessment of a new merchant."""
    if not may("assessments.start"):
        return
    with (
        st.expander(words("portfolio.begin"), icon=":material/add:", expanded=unfolded),
        st.form("begin_merchant", border=False),
    ):
        name = typed_field(
            words("home.shop_name"), name="begin_merchant", placeholder=words("home.shop_example")
        )
        mode = st.radio(
            words("home.length"),
            [Mode.CORE.value, Mode.FULL.value],
            format_func=lambda one: words(f"home.mode.{one}"),
            horizontal=True,
        )
        options = _beginnings(found)
        chosen = st.selectbox(
            words("portfolio.begin_from"),
            list(options),
            format_func=lambda one: options[one],
            help=words("portfolio.begin_like_help"),
        )
        if st.form_submit_button(words("portfolio.begin_now"), type="primary"):
            _start(name, Mode(mode), chosen or "")


def _beginnings(found: Portfolio) -> dict[str, str]:
    """Return what an assessment may begin with: nothing, a template, or the profile of one of this page."""
    options = {"": words("portfolio.begin_empty")}
    for template in service().templates.all():
        options[f"template:{template.id}"] = words("portfolio.begin_template", name=plain(template.name))
    for line in found.lines:
        if source := line.assessment_id or line.draft_id:
            options[f"like:{source}"] = words("portfolio.begin_like", name=plain(line.name))
    return labels_told_apart(options)


def _start(name: str, mode: Mode, source: str) -> None:
    kind, _, id_ = source.partition(":")
    day = today()
    try:
        if kind == "template":
            begin = partial(service().assessments.start, name, mode, {}, day, template=id_)
        else:
            profile = service().templates.profile_for_another(id_) if kind == "like" else {}
            begin = partial(service().assessments.start, name, mode, profile, day)
        started = submit_once(("start", name, mode, source), begin)
    except LocalizedError as trouble:
        st.warning(plain(trouble.in_(language())))
        return
    done_with(ANY_PAGE, "begin_merchant")
    st.switch_page(page_of("respond"), query_params=address(started))


OFFERED = 50
"""Assessments that are offered to take a template from, the last touched first."""


def templates_section() -> None:
    """List the templates and offer to make another."""
    if not may("templates.all"):
        return
    with st.expander(words("portfolio.templates"), icon=":material/content_copy:", key="templates"):
        st.caption(words("portfolio.templates_note"))
        kept = service().templates.all()
        if not kept:
            st.caption(words("portfolio.template_none"))
        for template in kept:
            _line(template)
        cards = {card.id: card for card in service().assessments.recent(OFFERED)}
        if cards:
            _make(cards)


def _line(template: Template) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"template_{template.id}"):
        st.markdown(
            words(
                "portfolio.template_line",
                name=f"**{plain(template.name)}**",
                profile=len(template.profile),
                answers=len(template.answers),
            ),
            width="stretch",
        )
        if st.button(
            words("portfolio.template_delete"),
            key=f"delete_template_{template.id}",
            type="tertiary",
            icon=":material/delete:",
        ):
            _delete(template)


def _delete(template: Template) -> None:
    @st.dialog(words("portfolio.template_delete"))
    def ask() -> None:
        st.markdown(words("portfolio.template_delete_sure", name=plain(template.name)))
        with st.container(horizontal=True):
            if st.button(words("put_away.to_bin"), type="primary"):
                service().templates.remove(template.id)
                st.rerun()
            if st.button(words("app.cancel")):
                st.rerun()

    ask()


def _make(cards: dict[str, Card]) -> None:
    names = labels_told_apart(
        {card.id: f"{plain(card.merchant_name)}{SEPARATOR}{facts(card)}" for card in cards.values()}
    )
    chosen = st.selectbox(
        words("portfolio.template_from"),
        list(cards),
        index=None,
        format_func=lambda id_: names[id_],
        placeholder="",
    )
    if chosen is None:
        return
    opened = service().assessments.open(chosen)
    questions = {one.id: plain(one.question.in_(language())) for one in opened.instrument.profile}
    answered = [id_ for id_, one in opened.assessment.answers.items() if one.is_given or one.absent]
    labels = {item.id: plain(item.label.in_(language())) for item in opened.instrument.items()}
    with st.form(f"template_{chosen}", border=False):
        name = typed_field(words("portfolio.template_name"), name=f"template|{chosen}")
        profile = st.multiselect(
            words("portfolio.template_profile"),
            [key for key in questions if key in opened.assessment.profile],
            format_func=lambda key: questions[key],
        )
        items = st.multiselect(
            words("portfolio.template_items"),
            [key for key in labels if key in answered],
            format_func=lambda key: labels[key],
        )
        st.caption(words("portfolio.template_personal"))
        if not st.form_submit_button(words("portfolio.template_save"), type="primary"):
            return
    try:
        service().templates.keep(chosen, name, profile, items)
    except LocalizedError as trouble:
        st.warning(plain(trouble.in_(language())))
        return
    done_with(ANY_PAGE, f"template|{chosen}")
    st.toast(words("portfolio.template_saved", name=plain(name)))
    st.rerun()
