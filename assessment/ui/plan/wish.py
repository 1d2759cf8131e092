"""What the visitor wishes for: the target, the people, the dates, and what to leave out.

The wish lives in this tab until it is kept with the roadmap: its widgets start
from what was kept last.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from assessment.instrument.calendar import Event
from assessment.roadmap import Brief
from assessment.roadmap.brief import Edit
from assessment.roadmap.capacity import capacity_of
from assessment.roadmap.weeks import next_monday
from assessment.scoring.results import Results
from assessment.ui.plain import plain
from assessment.ui.plan.drawn import Case
from assessment.ui.plan.own_dates import own_dates
from assessment.ui.session import language, service, words
from assessment.ui.verdict import stage_name

BEST_USE = "best_use"
DIMENSION = "dimension"


def wish(one: Case, start_from: Brief, edits: Mapping[tuple[str, int], Edit], today: date) -> Brief:
    """Ask for a wish and return it.

    Args:
        one: the assessment.
        start_from: what was kept last; what the widgets show at first.
        edits: what was changed by hand about single steps.
        today: the day it is, which decides the week it is.
    """
    brief = _target(one.situation.results, start_from)
    with st.expander(words("plan.people_and_dates"), icon=":material/tune:", key="people_and_dates"):
        brief = _people(one, brief, start_from)
        brief = _dates(brief, start_from, today)
        brief = _choices(one, brief, start_from)
    start = brief.start or next_monday(today)
    now = max(1, (today - start).days // 7 + 1)
    return replace(brief, start=start, edits=dict(edits), now_week=now)


def adopt_wish(brief: Brief) -> None:
    """Let the widgets start afresh from another wish when they are drawn next."""
    st.session_state["wish"] = brief
    st.session_state["wish_turn"] = st.session_state.get("wish_turn", 0) + 1


def _key(name: str) -> str:
    return f"wish_{name}_{st.session_state.get('wish_turn', 0)}_{language()}"


def _target(results: Results, kept: Brief) -> Brief:
    """Ask for the target: a later stage, a score in one dimension, or the best use of some days."""
    ids = results.instrument.stage_ids
    reached = results.stage or results.possible_stages[0]
    later = list(ids[ids.index(reached) + 1 :])
    kinds = [*later, DIMENSION, BEST_USE]
    shown = kept.stage or (DIMENSION if kept.dimension else BEST_USE if kept.days else kinds[0])
    if not later and not kept.dimension:
        shown = BEST_USE

    def name(kind: str) -> str:
        if kind in (DIMENSION, BEST_USE):
            return words(f"plan.{kind}")
        return words("roadmap.reach", stage=stage_name(results.instrument, kind))

    with st.container(horizontal=True, vertical_alignment="bottom", key="target"):
        target = st.segmented_control(
            words("roadmap.target"),
            kinds,
            default=shown if shown in kinds else kinds[0],
            format_func=name,
            required=True,
            key=_key("target"),
        )
        if target == BEST_USE:
            days = st.number_input(
                words("roadmap.days"),
                1.0,
                500.0,
                kept.days or 20.0,
                1.0,
                format="%g",
                width=160,
                key=_key("days"),
            )
            return Brief(days=float(days))
        if target == DIMENSION:
            return _dimension(results, kept)
    return Brief(stage=target)


def _dimension(results: Results, kept: Brief) -> Brief:
    dimensions = {one.id: plain(one.name.in_(language())) for one in results.instrument.dimensions}
    chosen, score = kept.dimension or (next(iter(dimensions)), 60.0)
    which = st.selectbox(
        words("plan.which_dimension"),
        list(dimensions),
        index=list(dimensions).index(chosen),
        format_func=lambda key: dimensions[key],
        width=220,
        key=_key("which"),
    )
    aim = st.number_input(words("plan.aim"), 0.0, 100.0, score, 5.0, format="%g", width=130, key=_key("aim"))
    return Brief(dimension=(str(which), float(aim)))


def _people(one: Case, brief: Brief, kept: Brief) -> Brief:
    """Ask for the person-days of each function a week."""
    st.markdown(f"**{words('plan.people')}**")
    st.caption(words("plan.people_note"))
    usual = capacity_of(one.instrument, Brief(), one.situation.team)
    changed: dict[str, float] = {}
    with st.container(horizontal=True, key="capacity"):
        for function in one.instrument.functions:
            default = usual.days[function.id]
            days = st.number_input(
                plain(function.name.in_(language())),
                0.0,
                100.0,
                kept.capacity.get(function.id, default),
                0.5,
                format="%g",
                width=140,
                help=words("plan.assumed") if function.id in usual.assumed else None,
                key=_key(f"capacity_{function.id}"),
            )
            days = round(float(days) * 2) / 2
            if days != default:
                changed[function.id] = days
    if usual.assumed:
        names = words("app.or").join(
            plain(function.name.in_(language()))
            for function in one.instrument.functions
            if function.id in usual.assumed
        )
        st.caption(words("plan.assumed_for", names=names))
    return replace(brief, capacity=changed)


def _dates(brief: Brief, kept: Brief, today: date) -> Brief:
    """Ask for the first day, the horizon, events to be ready for, and the merchant's own dates."""
    st.markdown(f"**{words('plan.dates')}**")
    with st.container(horizontal=True, vertical_alignment="bottom", key="dates"):
        start = st.date_input(
            words("plan.start"),
            value=kept.start or next_monday(today),
            format="YYYY-MM-DD",
            help=words("plan.start_help"),
            width=170,
            key=_key("start"),
        )
        weeks = st.number_input(
            words("plan.weeks"),
            1,
            260,
            kept.weeks,
            1,
            placeholder=words("plan.no_limit"),
            help=words("plan.weeks_help"),
            width=190,
            key=_key("weeks"),
        )
    events = {event.id: event for event in service().calendar if event.deadline_for and event.starts > today}
    ready = st.multiselect(
        words("plan.ready_for"),
        list(events),
        default=sorted(kept.ready_for & events.keys()),
        format_func=lambda key: _event(events[key]),
        placeholder=words("plan.no_event"),
        help=words("plan.ready_for_help"),
        key=_key("ready"),
    )
    own = own_dates(kept.own_events, _key("own"))
    return replace(
        brief,
        start=start if isinstance(start, date) else None,
        weeks=None if weeks is None else int(weeks),
        ready_for=frozenset(ready),
        own_events=own,
    )


def _event(event: Event) -> str:
    expected = words("plan.expected") if event.certainty == "expected" else ""
    return f"{event.name.in_(language())} {event.starts.isoformat()}{expected}"


def _choices(one: Case, brief: Brief, kept: Brief) -> Brief:
    """Ask what to leave out, what to do in any case, and how far above the cuts to go."""
    st.markdown(f"**{words('plan.choices')}**")
    names = {
        key: plain(result.item.label.in_(language()))
        for key, result in one.situation.judge.items.items()
        if result.item.steps
    }
    exclude = st.multiselect(
        words("plan.exclude"),
        list(names),
        default=sorted(kept.exclude & names.keys()),
        format_func=lambda key: names[key],
        placeholder=words("plan.nothing"),
        key=_key("exclude"),
    )
    force = st.multiselect(
        words("plan.force"),
        [key for key in names if key not in exclude],
        default=sorted((kept.force & names.keys()) - set(exclude)),
        format_func=lambda key: names[key],
        placeholder=words("plan.nothing"),
        key=_key("force"),
    )
    margin = st.number_input(
        words("plan.margin"),
        0.0,
        20.0,
        kept.margin,
        1.0,
        format="%g",
        help=words("plan.margin_help"),
        width=190,
        key=_key("margin"),
    )
    return replace(brief, exclude=frozenset(exclude), force=frozenset(force), margin=float(margin))
