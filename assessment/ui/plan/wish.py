"""What the visitor wishes for: the target, the people, the dates, and what to leave out.

The wish lives in this tab until it is kept with the roadmap. Its widgets die
when the page is left or the language changes; they then start from the wish
as it was last, or at first from what was kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from assessment.instrument.calendar import Event
from assessment.roadmap import Brief
from assessment.roadmap.brief import DEFAULT_DAYS, MOST_DAYS, MOST_WEEKS, Edit
from assessment.roadmap.capacity import capacity_of
from assessment.roadmap.weeks import next_monday
from assessment.scoring.results import Results
from assessment.ui.plain import plain
from assessment.ui.plan.drawn import Case
from assessment.ui.plan.own_dates import own_dates
from assessment.ui.plan.said import day_said
from assessment.ui.session import language, service, words
from assessment.ui.verdict import stage_name

BEST_USE = "best_use"
DIMENSION = "dimension"
USUAL_AIM = 60.0
"""Score to reach in one dimension, where nothing else was wished for."""
MOST_MARGIN = 20.0

Edits = Mapping[tuple[str, int], Edit]


def wish(current: str, one: Case, kept: Brief | None, edits: Edits, today: date) -> Brief:
    """Ask for a wish and return it.

    Args:
        current: the assessment in the address.
        one: the same as it stands.
        kept: what was kept last.
        edits: what was changed by hand about single steps.
        today: the day it is, which decides the week it is.
    """
    at_first = _seed(current, kept)
    brief = _target(one.situation.results, at_first)
    summary = st.container(key="wish_summary")
    with st.expander(words("plan.people_and_dates"), icon=":material/tune:", key="people_and_dates"):
        brief = _people(one, brief, at_first)
        brief = _dates(brief, at_first, today)
        brief = _choices(one, brief, at_first)
        if brief != _usual(brief) and st.button(
            words("plan.as_usual"), type="tertiary", icon=":material/restart_alt:", key=_key("usual")
        ):
            adopt_wish(current, _usual(brief))
            st.rerun()
    with summary:
        st.caption(summed_up(one, brief, today))
    st.session_state[f"wish_{current}"] = brief
    start = brief.start or next_monday(today)
    now = max(1, (today - start).days // 7 + 1)
    return replace(brief, start=start, edits=dict(edits), now_week=now)


def adopt_wish(current: str, brief: Brief) -> None:
    """Let the widgets start afresh from another wish when they are drawn next."""
    st.session_state[f"wish_{current}"] = brief
    st.session_state["wish_turn"] = st.session_state.get("wish_turn", 0) + 1


def _usual(brief: Brief) -> Brief:
    """Return the wish for the same target and nothing else."""
    return Brief(stage=brief.stage, dimension=brief.dimension, days=brief.days)


def _seed(current: str, kept: Brief | None) -> Brief:
    """Return the wish that the widgets were, or now are, drawn from first."""
    place = f"wish_seed_{current}"
    if st.session_state.get("wish_of") != current:
        # The widgets hold what was wished for another assessment.
        st.session_state["wish_of"] = current
        st.session_state["wish_turn"] = st.session_state.get("wish_turn", 0) + 1
    if _key("target") not in st.session_state or place not in st.session_state:
        st.session_state[place] = st.session_state.get(f"wish_{current}") or kept or Brief()
    seed: Brief = st.session_state[place]
    return seed


def _key(name: str) -> str:
    return f"wish_{name}_{st.session_state.get('wish_turn', 0)}_{language()}"


def summed_up(one: Case, brief: Brief, today: date) -> str:
    """Say in a line what the roadmap is fitted to."""
    capacity = capacity_of(one.instrument, brief, one.situation.team)
    people = " · ".join(
        f"{plain(function.name.in_(language()))} {capacity.days[function.id]:g}"
        for function in one.instrument.functions
    )
    said = [
        words("plan.sum_start", day=day_said(brief.start or next_monday(today))),
        words("plan.sum_people", people=people),
    ]
    if brief.weeks is not None:
        said.append(words("plan.sum_weeks", weeks=brief.weeks))
    if brief.days is None:
        said.append(words("plan.sum_margin", points=f"{brief.margin:g}"))
    names = {event.id: event.name.in_(language()) for event in service().calendar}
    if ready := [names[key] for key in sorted(brief.ready_for) if key in names]:
        said.append(words("plan.sum_ready", names=plain(words("app.or").join(ready))))
    counts = (
        ("plan.sum_exclude", len(brief.exclude)),
        ("plan.sum_force", len(brief.force)),
        ("plan.sum_own", len(brief.own_events)),
    )
    said += [words(key, count=count) for key, count in counts if count]
    return words("plan.sum_join").join(said)


def _target(results: Results, at_first: Brief) -> Brief:
    """Ask for the target: a later stage, a score in one dimension, or the best use of some days."""
    ids = results.instrument.stage_ids
    reached = results.stage or results.possible_stages[0]
    later = list(ids[ids.index(reached) + 1 :])
    kinds = [*later, DIMENSION, BEST_USE] if later else [BEST_USE, DIMENSION]
    wished = at_first.stage or (DIMENSION if at_first.dimension else BEST_USE if at_first.days else None)

    def name(kind: str) -> str:
        if kind in (DIMENSION, BEST_USE):
            return words(f"plan.{kind}")
        return words("roadmap.reach", stage=stage_name(results.instrument, kind))

    with st.container(horizontal=True, vertical_alignment="bottom", key="target"):
        target = st.pills(
            words("roadmap.target"),
            kinds,
            default=wished if wished in kinds else kinds[0],
            format_func=name,
            required=True,
            wrap=True,
            key=_key("target"),
        )
        if target == BEST_USE:
            days = st.number_input(
                words("roadmap.days"),
                1.0,
                MOST_DAYS,
                at_first.days or DEFAULT_DAYS,
                1.0,
                format="%g",
                width=160,
                key=_key("days"),
            )
            return Brief(days=float(days))
        if target == DIMENSION:
            return _dimension(results, at_first)
    return Brief(stage=target)


def _dimension(results: Results, at_first: Brief) -> Brief:
    dimensions = {one.id: plain(one.name.in_(language())) for one in results.instrument.dimensions}
    chosen, score = at_first.dimension or (next(iter(dimensions)), USUAL_AIM)
    which = st.selectbox(
        words("plan.which_dimension"),
        list(dimensions),
        index=list(dimensions).index(chosen) if chosen in dimensions else 0,
        format_func=lambda key: dimensions[key],
        width=220,
        key=_key("which"),
    )
    aim = st.number_input(words("plan.aim"), 0.0, 100.0, score, 5.0, format="%g", width=130, key=_key("aim"))
    return Brief(dimension=(str(which), float(aim)))


def _people(one: Case, brief: Brief, at_first: Brief) -> Brief:
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
                MOST_DAYS,
                at_first.capacity.get(function.id, default),
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


def _dates(brief: Brief, at_first: Brief, today: date) -> Brief:
    """Ask for the first day, the horizon, events to be ready for, and the merchant's own dates."""
    st.markdown(f"**{words('plan.dates')}**")
    with st.container(horizontal=True, vertical_alignment="bottom", key="dates"):
        start = st.date_input(
            words("plan.start"),
            value=at_first.start or next_monday(today),
            format="YYYY-MM-DD",
            help=words("plan.start_help"),
            width=170,
            key=_key("start"),
        )
        weeks = st.number_input(
            words("plan.weeks"),
            1,
            MOST_WEEKS,
            at_first.weeks,
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
        default=sorted(at_first.ready_for & events.keys()),
        select_all=False,
        format_func=lambda key: _event(events[key]),
        placeholder=words("plan.no_event"),
        help=words("plan.ready_for_help"),
        key=_key("ready"),
    )
    own = own_dates(at_first.own_events, _key("own"))
    first = start if isinstance(start, date) else None
    return replace(
        brief,
        start=None if first == next_monday(today) and at_first.start is None else first,
        weeks=None if weeks is None else int(weeks),
        ready_for=frozenset(ready),
        own_events=own,
    )


def _event(event: Event) -> str:
    expected = words("plan.expected") if event.certainty == "expected" else ""
    return f"{event.name.in_(language())} {event.starts.isoformat()}{expected}"


def _choices(one: Case, brief: Brief, at_first: Brief) -> Brief:
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
        default=sorted(at_first.exclude & names.keys()),
        select_all=False,
        format_func=lambda key: names[key],
        placeholder=words("plan.nothing"),
        key=_key("exclude"),
    )
    force = st.multiselect(
        words("plan.force"),
        list(names),
        default=sorted((at_first.force & names.keys()) - at_first.exclude),
        select_all=False,
        format_func=lambda key: names[key],
        placeholder=words("plan.nothing"),
        key=_key("force"),
    )
    if both := sorted(set(exclude) & set(force)):
        st.caption(words("plan.excluded_after_all", names=words("app.or").join(names[key] for key in both)))
    if brief.days is not None:
        return replace(brief, exclude=frozenset(exclude), force=frozenset(force) - frozenset(exclude))
    margin = st.number_input(
        words("plan.margin"),
        0.0,
        MOST_MARGIN,
        min(at_first.margin, MOST_MARGIN),
        1.0,
        format="%g",
        help=words("plan.margin_help"),
        width=190,
        key=_key("margin"),
    )
    return replace(
        brief,
        exclude=frozenset(exclude),
        force=frozenset(force) - frozenset(exclude),
        margin=float(margin),
    )
