"""What if: other points for some items, and what that does to the stage, the gates and the roadmap."""

from collections.abc import Sequence

import streamlit as st

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Instrument
from assessment.planning import NoSchedule, Roadmap, Schedule
from assessment.planning.moves import Move
from assessment.scoring.results import Results, published
from assessment.ui.format import format_week_and_day, plain, stage_name
from assessment.ui.state.session import language, words
from assessment.ui.views.roadmap.roadmap_cache import FeasiblePlan, case, roadmap_of, schedule_of
from assessment.ui.views.roadmap.url_state import what_if_from_url, what_if_generation, write_what_if


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
    weeks = schedule_of(other, then) if then.feasible else None
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
    return words("plan.gate_missing", count=sum(finding.blocks for finding in gate.findings))
