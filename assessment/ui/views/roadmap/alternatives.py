"""What stands beside the roadmap: the bare minimum, and a plain value-per-effort list."""

from collections.abc import Collection, Sequence

import streamlit as st

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Instrument
from assessment.planning import NoSchedule, PlanRequest, Relaxation, Roadmap, Schedule
from assessment.planning.moves import Move
from assessment.planning.outlook import Outlook
from assessment.planning.roadmap import person_days
from assessment.presentation.gates import criterion_label
from assessment.scoring.results import Results, published
from assessment.texts import Localized, Text
from assessment.ui.format import (
    format_percent,
    format_week_and_day,
    format_weeks,
    plain,
    stage_name,
    with_units,
)
from assessment.ui.state.plan_request import adopt_request
from assessment.ui.state.session import SEPARATOR, language, may, words
from assessment.ui.views.roadmap.plan_state import (
    FeasiblePlan,
    PlanContext,
    case,
    minimum_of,
    plan_of,
    relaxations_of,
    roadmap_of,
    what_if_from_url,
    what_if_generation,
    write_what_if,
)
from assessment.ui.views.roadmap.step_progress import save_progress

Listed = Sequence[tuple[Move, float]]
"""Steps with their person-days."""


def baseline_comparison(plan: FeasiblePlan, sure: Outlook | None) -> None:
    """Show the roadmap beside the bare minimum and the plain list, where there is a target to reach."""
    if plan.roadmap.plain_list is None:
        st.caption(words("plan.nothing_beside"))
        return
    if sure is not None and plan.roadmap.margin:
        _minimum(plan, sure)
    _plain_list(plan, plan.roadmap.plain_list)


def _minimum(plan: FeasiblePlan, sure: Outlook) -> None:
    """Set the roadmap with its margin beside the one that just reaches the cuts."""
    least = minimum_of(plan.case, plan.roadmap)
    weeks = plan_of(plan.case, least)[1]
    gate = plan.schedule.gate_week
    safe_week = "–" if gate is None else format_week_and_day(plan.schedule, gate)
    last_week = format_week_and_day(plan.schedule, plan.schedule.last_week)
    least_gate = least_last = "–"
    if not isinstance(weeks, NoSchedule) and weeks.steps:
        least_gate = format_week_and_day(weeks, weeks.gate_week or weeks.last_week)
        least_last = format_week_and_day(weeks, weeks.last_week)
    rows = [
        ("plan.row_days", f"{plan.roadmap.effort_days:g}", f"{least.effort_days:g}"),
        ("plan.row_steps", f"{len(plan.roadmap.steps)}", f"{len(least.steps)}"),
        ("plan.row_gate", safe_week, least_gate),
        ("plan.row_last", last_week, least_last),
        ("plan.row_sure", format_percent(sure.safe), format_percent(sure.minimum)),
    ]
    st.subheader(words("plan.safe_or_minimum"))
    safe_title = words("plan.safe", points=f"{plan.roadmap.margin:g}")
    head = f"| {words('plan.compared')} | {safe_title} | {words('plan.minimum')} |"
    lines = [f"| {words(key)} | {safe} | {bare} |" for key, safe, bare in rows]
    st.markdown("\n".join([head, "|:--|:--|:--|", *lines]))
    st.caption(words("plan.safe_note"))
    if gate is not None and not isinstance(weeks, NoSchedule) and (weeks.gate_week or 0) > gate:
        st.caption(words("plan.fewer_not_sooner"))
    if st.button(words("plan.take_minimum"), key="take_minimum", icon=":material/straighten:"):
        adopt_request(plan.current, least.request)
        st.rerun()


def _plain_list(plan: FeasiblePlan, listed: Listed) -> None:
    """Set both lists side by side; what only one of them has is marked."""
    own: Listed = [((step.item, step.to_point), step.days) for step in plan.roadmap.steps]
    st.subheader(words("plan.with_plain_list"))
    st.caption(words("plan.plain_list_note"))
    left, right = st.columns(2)
    with left:
        _list(plan, "plan.this_roadmap", own, {move for move, _ in listed})
    with right:
        _list(plan, "plan.plain_list", listed, {move for move, _ in own})


def _list(plan: FeasiblePlan, key: str, listed: Listed, other: Collection[Move]) -> None:
    days = f"{sum(days for _, days in listed):g}"
    st.markdown(words(key, days=days, steps=len(listed)))
    lines = []
    for (item, point), effort in sorted(listed, key=lambda one: one[0] in other):
        name = f"{plan.item(item)} {point - 1}→{point}"
        facts = with_units(person_days(effort).in_(language()))
        if (item, point) in other:
            lines.append(f"- {name}　:small[:gray[{facts}]]")
            continue
        text = plain(plan.instrument.item(item).steps[point].text.in_(language()))
        only = f" :orange-badge[{words('plan.only_here')}]"
        lines.append(f"- **{name}**{only}　:small[:gray[{facts}{SEPARATOR}{text}]]")
    st.markdown("\n".join(lines))


def no_path(standing: PlanContext, roadmap: Roadmap) -> None:
    """Say what no step can meet, and what would help."""
    st.markdown(f"# {words('plan.no_path')}")
    st.markdown(words("roadmap.impossible"))
    for clash in roadmap.clashes:
        about = ""
        if clash.criterion is not None:
            name = plain(criterion_label(standing.instrument, clash.criterion, language()))
            about = f"**{name}**　"
        st.markdown(f"- {about}{plain(clash.what.in_(language()))}")
    _offer(standing, roadmap, [clash.relax for clash in roadmap.clashes])


def no_weeks(standing: PlanContext, roadmap: Roadmap, clash: NoSchedule) -> None:
    """Say what clashes, and what would make it fit."""
    st.markdown(f"# {words('plan.no_weeks_title')}")
    steps = Text("plan.counted_steps", count=len(roadmap.steps))
    st.markdown(words("plan.no_weeks", steps=steps, effort=person_days(roadmap.effort_days)))
    st.markdown("\n".join(f"- {plain(clashing.in_(language()))}" for clashing in clash.clashes))
    _offer(standing, roadmap, ())


def _offer(standing: PlanContext, roadmap: Roadmap, otherwise: Sequence[Localized]) -> None:
    """Offer every change of the plan request that works; else say what to look at."""
    tried = 0
    bar = st.empty()

    def on_progress() -> None:
        nonlocal tried
        tried += 1
        bar.caption(words("plan.trying", count=tried))

    found = relaxations_of(standing.case, roadmap.request, on_progress)
    bar.empty()
    if not found:
        texts = dict.fromkeys(plain(one.in_(language())) for one in otherwise)
        st.markdown("  \n".join(texts) or words("plan.no_way_out"))
        return
    st.markdown(f"**{words('plan.ways_out')}**")
    for number, relaxation in enumerate(found):
        if _way(number, relaxation) and _edited(standing, roadmap.request, relaxation.request):
            adopt_request(standing.current, relaxation.request)
            st.rerun()


def _way(number: int, relaxation: Relaxation) -> bool:
    """Show one change; return whether it is to be made."""
    key = "plan.way" if relaxation.gate_week is None else "plan.way_week"
    week = relaxation.gate_week
    text = words(
        key,
        said=plain(relaxation.text.in_(language())),
        week=format_weeks(week, week),
        effort=person_days(relaxation.effort_days),
    )
    with st.container(horizontal=True, vertical_alignment="center", key=f"way_{number}"):
        st.markdown(text, width="stretch")
        return may("progress.record") and st.button(words("plan.take_way"), key=f"take_way_{number}")


def _edited(standing: PlanContext, before: PlanRequest, after: PlanRequest) -> bool:
    """Save what a change of the request takes back about single steps; say what stands in the way."""
    for move, edit in after.edits.items():
        if edit == before.edits.get(move):
            continue
        changed = {"status": edit.status, "start_week": edit.start_week}
        progress = standing.progress(move).model_copy(update=changed)
        refused = save_progress(standing.current, move, progress, standing.revision(move))
        if refused is not None:
            st.warning(plain(refused.in_(language())))
            return False
    return True


def what_if(plan: FeasiblePlan) -> None:
    """Let the visitor set some items to other points; nothing of it is saved."""
    st.caption(words("plan.suppose_note"))
    names = {
        key: plain(result.item.label.in_(language()))
        for key, result in plan.case.situation.judge.items.items()
        if result.item.kind != "metric"
    }
    first = [step.item for step in plan.roadmap.steps]
    order = [*dict.fromkeys(first), *(key for key in names if key not in first)]
    before = what_if_from_url({key: _points(plan, key) for key in names})
    chosen = st.multiselect(
        words("plan.suppose_which"),
        [key for key in order if key in names],
        default=list(before),
        select_all=False,
        format_func=lambda key: names[key],
        placeholder=words("plan.suppose_none"),
        key=_key("items"),
    )
    points = {key: _point(plan, key, names[key], before.get(key)) for key in chosen}
    write_what_if(points, before)
    if not points:
        return
    other = case(plan.opened, points)
    then = roadmap_of(other, plan.roadmap.request)
    weeks = plan_of(other, then)[1] if then.feasible else None
    with st.container(border=True, key="supposed"):
        _results(plan.case.situation.results, other.situation.results)
        _roadmaps(plan, then, weeks)


def _key(name: str) -> str:
    return f"suppose_{name}_{what_if_generation()}_{language()}"


def _points(plan: FeasiblePlan, item_id: str) -> list[int]:
    """Return the points that an item can have."""
    item = plan.instrument.item(item_id)
    return [0, *sorted(point for point in item.steps if point in plan.instrument.scale)]


def _point(plan: FeasiblePlan, item_id: str, name: str, before: int | None) -> int:
    """Ask for the point of one item; at first the one it had before, or one above the present one."""
    result = plan.case.situation.judge.items[item_id]
    item, points = plan.instrument.item(item_id), _points(plan, item_id)
    usual = min(result.low + 1, points[-1]) if result.answered else points[0]
    shown = usual if before is None else before
    now = words("plan.suppose_now", point=result.low) if result.answered else words("plan.suppose_no_answer")
    point: int = st.segmented_control(
        f"{name}　{now}",
        points,
        default=shown if shown in points else points[0],
        required=True,
        format_func=str,
        key=_key(item_id),
    )
    if isinstance(item, AnchoredItem) and point in item.anchors:
        st.caption(plain(item.anchors[point].in_(language())))
    elif isinstance(item, ChecklistItem | GridItem):
        least = item.points.get(point, 0)
        st.caption(words("plan.suppose_ticks", least=least, count=len(item.tick_ids)))
    return point


def _results(before: Results, after: Results) -> None:
    """Set the stage, the index and the gates side by side."""
    instrument = before.instrument
    _line("plan.suppose_stage", _stage(before), _stage(after))
    _line("plan.suppose_index", _number(before), _number(after))
    for stage in instrument.stage_ids[1:]:
        if stage in before.gates:
            name = stage_name(instrument, stage)
            _line("plan.suppose_gate", _missing(before, stage), _missing(after, stage), stage=name)


def _roadmaps(plan: FeasiblePlan, then: Roadmap, weeks: Schedule | NoSchedule | None) -> None:
    """Set what is to be done, and when it is reached, side by side."""
    if weeks is None or isinstance(weeks, NoSchedule):
        st.markdown(words("plan.suppose_no_roadmap"))
        return
    _line("plan.suppose_days", f"{plan.roadmap.effort_days:g}", f"{then.effort_days:g}")
    _line("plan.suppose_when", _when(plan.schedule), _when(weeks))
    was, will = _moves(plan.roadmap), _moves(then)
    _named("plan.suppose_gone", [move for move in was if move not in will], plan.instrument)
    _named("plan.suppose_fresh", [move for move in will if move not in was], plan.instrument)


def _when(schedule: Schedule) -> str:
    if not schedule.steps:
        return words("plan.reached_already")
    return format_week_and_day(schedule, schedule.gate_week or schedule.last_week)


def _moves(roadmap: Roadmap) -> list[Move]:
    return [(step.item, step.to_point) for step in roadmap.steps]


def _named(key: str, moves: Sequence[Move], instrument: Instrument) -> None:
    """Name the steps that only one of the roadmaps has, where there are any."""
    if moves:
        labels = (
            f"{plain(instrument.item(item).label.in_(language()))} {point - 1}→{point}"
            for item, point in moves
        )
        st.caption(words(key, names=words("app.or").join(labels)))


def _line(key: str, before: str, after: str, **values: str) -> None:
    arrow = after if before == after else f"{before} → **{after}**"
    st.markdown(f"{words(key, **values)}　{arrow}")


def _stage(results: Results) -> str:
    return (
        words("results.stage.none")
        if results.stage is None
        else stage_name(results.instrument, results.stage)
    )


def _number(results: Results) -> str:
    return "–" if results.index is None else f"{published(results.index):.1f}"


def _missing(results: Results, stage: str) -> str:
    gate = results.gates[stage]
    if gate.open:
        return words("plan.gate_open")
    return words("plan.gate_missing", count=len(gate.blockers))
