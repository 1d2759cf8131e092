"""What if: other points for some items, and what that does to the stage, the gate and the roadmap."""

import streamlit as st

from assessment.instrument.model import AnchoredItem, Instrument
from assessment.roadmap import Brief, Roadmap
from assessment.roadmap.climb import Move
from assessment.scoring.results import Results, published
from assessment.service import Opened
from assessment.ui.plain import plain
from assessment.ui.plan.drawn import Case, case, roadmap_of
from assessment.ui.session import language, words
from assessment.ui.verdict import stage_name


def suppose(one: Case, opened: Opened, brief: Brief, now: Roadmap) -> None:
    """Let the visitor set some items to other points; nothing of it is saved."""
    st.caption(words("plan.suppose_note"))
    names = {
        key: plain(result.item.label.in_(language()))
        for key, result in one.situation.judge.items.items()
        if result.item.kind != "metric"
    }
    first = [step.item for step in now.steps]
    order = [*dict.fromkeys(first), *(key for key in names if key not in first)]
    chosen = st.multiselect(
        words("plan.suppose_which"),
        [key for key in order if key in names],
        format_func=lambda key: names[key],
        placeholder=words("plan.suppose_none"),
        key=f"suppose_{opened.assessment.id}_{language()}",
    )
    points = {key: _point(one, key, names[key]) for key in chosen}
    if not points:
        return
    other = case(opened, points)
    _compared(one.situation.results, other.situation.results, now, roadmap_of(other, brief))


def _point(one: Case, item_id: str, name: str) -> int:
    result = one.situation.judge.items[item_id]
    item = one.instrument.item(item_id)
    points = [0, *sorted(point for point in item.steps if point in one.instrument.scale)]
    shown = min(result.low + 1, points[-1]) if result.answered else points[0]
    point: int = st.segmented_control(
        name,
        points,
        default=shown if shown in points else points[0],
        required=True,
        format_func=str,
        key=f"suppose_{item_id}",
    )
    if isinstance(item, AnchoredItem) and point in item.anchors:
        st.caption(plain(item.anchors[point].in_(language())))
    return point


def _compared(before: Results, after: Results, roadmap: Roadmap, then: Roadmap) -> None:
    """Set the stage, the index, the gate and the days side by side."""
    instrument = before.instrument
    with st.container(border=True, key="supposed"):
        _line("plan.suppose_stage", _stage(before), _stage(after))
        _line("plan.suppose_index", _number(before), _number(after))
        for stage in instrument.stage_ids[1:]:
            if stage in before.gates:
                name = stage_name(instrument, stage)
                _line("plan.suppose_gate", _missing(before, stage), _missing(after, stage), stage=name)
        _line("plan.suppose_days", f"{roadmap.effort_days:g}", f"{then.effort_days:g}")
        was, will = (_moves(one) for one in (roadmap, then))
        _named("plan.suppose_gone", [move for move in was if move not in will], instrument)
        _named("plan.suppose_fresh", [move for move in will if move not in was], instrument)


def _moves(roadmap: Roadmap) -> list[Move]:
    return [(step.item, step.to_point) for step in roadmap.steps]


def _named(key: str, moves: list[Move], instrument: Instrument) -> None:
    """Name the items of some steps, where there are any."""
    if moves:
        labels = (plain(instrument.item(item).label.in_(language())) for item, _ in moves)
        st.caption(words(key, names=words("app.or").join(dict.fromkeys(labels))))


def _line(key: str, before: str, after: str, **values: str) -> None:
    arrow = after if before == after else f"{before} → **{after}**"
    st.markdown(f"{words(key, **values)}　{arrow}")


def _stage(results: Results) -> str:
    return words("stage.none") if results.stage is None else stage_name(results.instrument, results.stage)


def _number(results: Results) -> str:
    return "–" if results.index is None else f"{published(results.index):.1f}"


def _missing(results: Results, stage: str) -> str:
    gate = results.gates[stage]
    if gate.open:
        return words("plan.gate_open")
    return words("plan.gate_missing", count=sum(finding.blocks for finding in gate.findings))
