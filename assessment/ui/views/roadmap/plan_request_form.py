"""The plan request of a visitor: the target, the people, the dates, and what to leave out.

Its widgets die when the page is left or the language changes; they then start
from the request as it was last, see `initial_request`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from assessment.planning import PlanRequest
from assessment.planning.request import (
    DEFAULT_DAYS,
    MOST_DAYS,
    MOST_IN_HAND,
    MOST_PIECE,
    MOST_WEEKS,
)
from assessment.planning.step_jobs import capacity_of
from assessment.scoring.results import Results
from assessment.service import KeptRoadmap
from assessment.ui.components.browser_copy import copied
from assessment.ui.components.questionnaire import TRY_EVERY
from assessment.ui.format import format_day, plain, stage_name
from assessment.ui.state.clock import week_one
from assessment.ui.state.copies import REQUEST
from assessment.ui.state.draft import draft
from assessment.ui.state.plan_request import (
    adopt_request,
    asked_for,
    choose_request,
    initial_request,
    note_drawn,
    request_here,
    request_key,
    requests_to_choose_from,
    save_request,
    saved_here,
    why_refused,
    why_unsaved,
)
from assessment.ui.state.request_parts import (
    BEST_USE,
    CAPACITY,
    DIMENSION,
    LISTS,
    MOST_MARGIN,
    USUAL_AIM,
    in_halves,
    request_parts,
)
from assessment.ui.state.session import SEPARATOR, error_text, language, may, service, words
from assessment.ui.views.roadmap.plan_dates import plan_dates
from assessment.ui.views.roadmap.plan_state import (
    Case,
    PlanContext,
)


def plan_request_form(standing: PlanContext, kept: Sequence[KeptRoadmap]) -> PlanRequest:
    """Ask for a plan request and return it, with what was changed by hand about single steps.

    Args:
        standing: the assessment in the address.
        kept: its roadmaps that are kept, the last one last.
    """
    current, one, at_first = standing.current, standing.case, initial_request(standing.current)
    week_1 = week_one(kept, standing.known.values(), standing.today)
    request = target(one.situation.results, at_first)
    summary = st.container(key="request_summary")
    with st.expander(words("plan.people_and_dates"), icon=":material/tune:", key="people_and_dates"):
        request = _people(one, request, at_first)
        request = plan_dates(request, at_first, standing.today, week_1)
        request = _work(request, at_first)
        request = _choices(one, request, at_first)
        if request != _usual(request) and st.button(
            words("plan.as_usual"), type="tertiary", icon=":material/restart_alt:", key=request_key("usual")
        ):
            adopt_request(current, _usual(request))
            st.rerun()
    start = request.start or week_1
    asked = asked_for(current, request)
    _note_inputs(standing, week_1)
    with summary:
        st.caption(summed_up(one, request, start))
        for sentence in _no_longer(one, asked, request):
            st.caption(sentence)
    if save_request(current, asked):
        st.rerun()
    if refused := why_refused(current):
        st.warning(plain(refused.in_(language())))
    _say_unsaved(current)
    _choose_between(current, one, week_1)
    edits = {move: kept.value.edit for move, kept in standing.known.items()}
    now = min(max(1, (standing.today - start).days // 7 + 1), MOST_WEEKS)
    return replace(request, start=start, edits=edits, now_week=now)


def _say_unsaved(current: str) -> None:
    """Say in the store's own words why the request is not saved yet, for as long as it is not."""
    if why_unsaved(current) is not None:
        _try_again(current, {"drawn": True})


@st.fragment(run_every=TRY_EVERY)
def _try_again(current: str, first: dict[str, bool]) -> None:
    """Try to save the request of this tab, but for when the whole page is drawn, which has just tried."""
    if not first.pop("drawn", False):
        save_request(current, request_here(current))
    trouble = why_unsaved(current)
    if trouble is None:
        st.rerun(scope="app")
    with st.container(key="request_unsaved"):
        st.warning(
            words("respond.not_saved_yet", why=plain(error_text(trouble))), icon=":material/sync_problem:"
        )


def _note_inputs(standing: PlanContext, week_1: date) -> None:
    """Note what the inputs hold, for who leaves them in the moment of a change and for the browser's copy."""
    current, one = standing.current, standing.case
    if not may("roadmaps.save_request"):
        return
    mine, saved = draft(current), saved_here(current)
    mine.opened = mine.opened or standing.opened
    parts = list(request_parts(saved, [function.id for function in one.instrument.functions]))
    note_drawn(current, [*parts, *LISTS, "target", "which"])
    # Where nothing is stored, a field shows what is usual.
    usual = capacity_of(one.instrument, PlanRequest(), one.situation.team).days
    shown = {f"{CAPACITY}{one}": f"{days:g}" for one, days in usual.items() if one not in saved.capacity}
    if saved.start is None:
        shown["start"] = week_1.isoformat()
    inputs = {part: request_key(part) for part in parts}
    copied(mine, REQUEST, inputs, {part: [held] for part, held in shown.items()})


def _no_longer(one: Case, asked: PlanRequest, request: PlanRequest) -> Iterator[str]:
    """Yield what is asked for and cannot be any more, with what applies now."""
    if asked.stage in one.instrument.stage_ids and asked.stage != request.stage:
        stage = stage_name(one.instrument, asked.stage)
        yield words("plan.stage_reached", stage=stage, now=_aim(one, request))
    names = {event.id: event.name.in_(language()) for event in service().bank.calendar}
    if begun := [names[key] for key in sorted(asked.ready_for - request.ready_for) if key in names]:
        yield words("plan.event_begun", names=plain(words("app.or").join(begun)))


def _choose_between(current: str, one: Case, week_1: date) -> None:
    """Show this tab's request beside the one saved elsewhere, where both changed the same; ask for one."""
    both = requests_to_choose_from(current)
    if both is None:
        return
    with st.container(border=True, key="request_conflict"):
        st.warning(words("plan.changed_elsewhere"), icon=":material/sync_problem:")
        for key, request, other in zip(("mine", "theirs"), both, reversed(both), strict=True):
            summary = [_aim(one, request), summed_up(one, request, request.start or week_1)]
            what = words("plan.sum_join").join([*summary, *_unlike(one, request, other)])
            st.markdown(words(f"plan.{key}", what=what))
            if st.button(words(f"plan.use_{key}"), key=f"request_use_{key}"):
                choose_request(current, request)
                st.rerun()


def _unlike(one: Case, request: PlanRequest, other: PlanRequest) -> Iterator[str]:
    """Yield in what a request is unlike another, where the summary only counts it or leaves it out."""
    for part in ("in_hand", "piece", "one_week"):
        if getattr(request, part) != getattr(other, part):
            yield words("plan.sum_part", part=words(f"plan.{part}"), value=f"{getattr(request, part):g}")
    if request.nearest_first != other.nearest_first:
        yield words("plan.nearest_first" if request.nearest_first else "plan.target_first")
    for part in ("exclude", "force"):
        if items := getattr(request, part) - getattr(other, part):
            names = [plain(one.instrument.item(item).label.in_(language())) for item in sorted(items)]
            yield words("plan.sum_part", part=words(f"plan.{part}"), value=words("app.or").join(names))
    if events := [event for event in request.own_events if event not in other.own_events]:
        days = [
            f"{plain(event.name.in_(language()))} {format_day(event.starts)}–{format_day(event.ends)}"
            for event in events
        ]
        yield words("plan.sum_part", part=words("plan.own"), value=words("app.or").join(days))


def _aim(one: Case, request: PlanRequest) -> str:
    """Say what a request reaches for."""
    instrument = one.instrument
    if request.dimension is not None:
        name = plain(instrument.dimension(request.dimension[0]).name.in_(language()))
        return f"{name} {request.dimension[1]:g}"
    if request.days is not None:
        return f"{words('plan.best_use')} {request.days:g}"
    return words("roadmap.reach", stage=stage_name(instrument, request.stage)) if request.stage else ""


def _usual(request: PlanRequest) -> PlanRequest:
    """Return the request for the same target and nothing else."""
    return PlanRequest(stage=request.stage, dimension=request.dimension, days=request.days)


def summed_up(one: Case, request: PlanRequest, start: date) -> str:
    """Say in a line what the roadmap is fitted to."""
    capacity = capacity_of(one.instrument, request, one.situation.team)
    people = SEPARATOR.join(
        f"{plain(function.name.in_(language()))} {capacity.days[function.id]:g}"
        for function in one.instrument.functions
    )
    parts = [
        words("plan.sum_start", day=format_day(start)),
        words("plan.sum_people", people=people),
    ]
    if request.weeks is not None:
        parts.append(words("plan.sum_weeks", weeks=request.weeks))
    if request.days is None:
        parts.append(words("plan.sum_margin", points=f"{request.margin:g}"))
    names = {event.id: event.name.in_(language()) for event in service().bank.calendar}
    if ready := [names[key] for key in sorted(request.ready_for) if key in names]:
        parts.append(words("plan.sum_ready", names=plain(words("app.or").join(ready))))
    counts = (
        ("plan.sum_exclude", len(request.exclude)),
        ("plan.sum_force", len(request.force)),
        ("plan.sum_own", len(request.own_events)),
    )
    parts += [words(key, count=count) for key, count in counts if count]
    return words("plan.sum_join").join(parts)


def _people(one: Case, request: PlanRequest, at_first: PlanRequest) -> PlanRequest:
    """Ask for the person-days of each function a week."""
    st.markdown(f"**{words('plan.people')}**")
    st.caption(words("plan.people_note"))
    usual = capacity_of(one.instrument, PlanRequest(), one.situation.team)
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
                key=request_key(f"capacity_{function.id}"),
            )
            days = in_halves(days)
            if days != default:
                changed[function.id] = days
    if usual.assumed:
        names = words("app.or").join(
            plain(function.name.in_(language()))
            for function in one.instrument.functions
            if function.id in usual.assumed
        )
        st.caption(words("plan.assumed_for", names=names))
    return replace(request, capacity=changed)


def _work(request: PlanRequest, at_first: PlanRequest) -> PlanRequest:
    """Ask how people work, and which gate comes first."""
    st.markdown(f"**{words('plan.work')}**")
    st.caption(words("plan.work_note"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="work"):
        in_hand = st.number_input(
            words("plan.in_hand"), 1, MOST_IN_HAND, at_first.in_hand, 1, width=190, key=request_key("in_hand")
        )
        piece = st.number_input(
            words("plan.piece"),
            0.5,
            MOST_PIECE,
            at_first.piece,
            0.5,
            format="%g",
            width=190,
            key=request_key("piece"),
        )
        one_week = st.number_input(
            words("plan.one_week"),
            0.0,
            MOST_PIECE,
            at_first.one_week,
            0.5,
            format="%g",
            width=190,
            key=request_key("one_week"),
        )
    nearest = request.stage is None or st.checkbox(
        words("plan.nearest_first"), at_first.nearest_first, key=request_key("nearest_first")
    )
    return replace(
        request,
        in_hand=int(in_hand),
        piece=in_halves(piece),
        one_week=in_halves(one_week),
        nearest_first=nearest,
    )


def _choices(one: Case, request: PlanRequest, at_first: PlanRequest) -> PlanRequest:
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
        key=request_key("exclude"),
    )
    force = st.multiselect(
        words("plan.force"),
        list(names),
        default=sorted((at_first.force & names.keys()) - at_first.exclude),
        select_all=False,
        format_func=lambda key: names[key],
        placeholder=words("plan.nothing"),
        key=request_key("force"),
    )
    if both := sorted(set(exclude) & set(force)):
        st.caption(words("plan.excluded_after_all", names=words("app.or").join(names[key] for key in both)))
    if request.days is not None:
        return replace(request, exclude=frozenset(exclude), force=frozenset(force) - frozenset(exclude))
    margin = st.number_input(
        words("plan.margin"),
        0.0,
        MOST_MARGIN,
        min(at_first.margin, MOST_MARGIN),
        1.0,
        format="%g",
        help=words("plan.margin_help"),
        width=190,
        key=request_key("margin"),
    )
    return replace(
        request,
        exclude=frozenset(exclude),
        force=frozenset(force) - frozenset(exclude),
        margin=float(margin),
    )


def target(results: Results, at_first: PlanRequest) -> PlanRequest:
    """Ask for the target and return a request of nothing else."""
    ids = results.instrument.stage_ids
    reached = results.stage or results.possible_stages[0]
    later = list(ids[ids.index(reached) + 1 :])
    kinds = [*later, DIMENSION, BEST_USE] if later else [BEST_USE, DIMENSION]
    asked = at_first.stage or (DIMENSION if at_first.dimension else BEST_USE if at_first.days else None)

    def name(kind: str) -> str:
        if kind in (DIMENSION, BEST_USE):
            return words(f"plan.{kind}")
        return words("roadmap.reach", stage=stage_name(results.instrument, kind))

    with st.container(horizontal=True, vertical_alignment="bottom", key="target"):
        chosen = st.pills(
            words("roadmap.target"),
            kinds,
            default=asked if asked in kinds else kinds[0],
            format_func=name,
            required=True,
            wrap=True,
            key=request_key("target"),
        )
        if chosen == BEST_USE:
            days = st.number_input(
                words("roadmap.days"),
                1.0,
                MOST_DAYS,
                at_first.days or DEFAULT_DAYS,
                1.0,
                format="%g",
                width=160,
                key=request_key("days"),
            )
            return PlanRequest(days=float(days))
        if chosen == DIMENSION:
            return _dimension(results, at_first)
    return PlanRequest(stage=chosen)


def _dimension(results: Results, at_first: PlanRequest) -> PlanRequest:
    dimensions = {one.id: plain(one.name.in_(language())) for one in results.instrument.dimensions}
    asked, score = at_first.dimension or (next(iter(dimensions)), USUAL_AIM)
    which = st.selectbox(
        words("plan.which_dimension"),
        list(dimensions),
        index=list(dimensions).index(asked) if asked in dimensions else 0,
        format_func=lambda key: dimensions[key],
        width=220,
        key=request_key("which"),
    )
    aim = st.number_input(
        words("plan.aim"), 0.0, 100.0, score, 5.0, format="%g", width=130, key=request_key("aim")
    )
    return PlanRequest(dimension=(str(which), float(aim)))
