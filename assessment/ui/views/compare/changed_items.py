"""What changed between two rounds, in words and item by item."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pandas as pd
import streamlit as st

from assessment.instrument.model import Criterion, Instrument, Item
from assessment.presentation.gates import criterion_label
from assessment.presentation.values import NO_BREAK
from assessment.responses import Absent, Answer
from assessment.scoring.answer_age import is_carried
from assessment.scoring.comparison import Change, Comparison, Crossing, ItemChange, ItemSide, Round
from assessment.scoring.comparison.findings import NOT_ASKED
from assessment.scoring.comparison.rounds import dimension_name
from assessment.scoring.comparison.split import tenths
from assessment.scoring.names import wanted
from assessment.scoring.results import published
from assessment.ui import widgets
from assessment.ui.format import anchors_below, format_age, format_item, plain, stage_name
from assessment.ui.state.session import SEPARATOR, language, words

PARTS = ("improved", "worsened", "answered_or_absent", "instrument")
"""The parts of a change, in the order of `Parts`."""

ICONS = {"yes": ":material/check_circle:", "partly": ":material/help:", "no": ":material/block:"}


def newest(pair: Comparison) -> Instrument:
    """Return the instrument that both rounds are seen by."""
    return pair.later.instrument if pair.pair is None else pair.pair.instrument


def signed(tenths: int | None) -> str:
    """Write a change in tenths."""
    if tenths is None:
        return "–"
    return f"{tenths / 10:+.1f}" if tenths else "0.0"


def score_in_words(value: Fraction | None) -> str:
    """Write a score as published."""
    return "–" if value is None else f"{published(value):.1f}"


def did_it_get_better(pair: Comparison) -> None:
    """Say how the index and the stage changed, and whether that is more than self-report errs by."""
    change = pair.index
    with st.container(key="verdict"):
        st.caption(words("compare.index_and_stage"))
        by = "" if change.shown_delta is None else f"　:small[{signed(change.shown_delta)}]"
        st.markdown(f"# {score_in_words(change.before)} → {score_in_words(change.after)}{by}")
        st.markdown(_stages(pair))
        if change.noise is not None:
            st.markdown(f"**{plain(change.noise.words.in_(language()))}**")
        st.markdown(f"{ICONS[pair.comparable]} {plain(pair.why.in_(language()))}")
        carried = _carried(pair)
        if carried:
            st.caption(words("compare.carried", count=carried))


def _stages(pair: Comparison) -> str:
    before, after = (_stage(each) for each in (pair.earlier, pair.later))
    key = "compare.stage_kept" if before == after else "compare.stage_moved"
    return words(key, before=before, after=after)


def _stage(each: Round) -> str:
    stage = each.results.stage
    return words("results.stage.none") if stage is None else stage_name(each.instrument, stage)


def _carried(pair: Comparison) -> int:
    """Return how many answers of the later round were carried on into it."""
    return sum(one.after.point is not None and is_carried(one.after.answer) for one in pair.items)


def causes_in_words(pair: Comparison, change: Change) -> None:
    """Set out what made a change; the parts add up to the whole as shown."""
    parts = change.shown_parts
    if parts is None:
        st.info(words("compare.not_split", why=plain(pair.why.in_(language()))))
        return
    counts = {
        cause: sum(one.parts.listed[place] != 0 for one in pair.items) for place, cause in enumerate(PARTS)
    }
    causes = [
        words(f"compare.cause_{cause}")
        + f" **{signed(part)}**"
        + (f" :small[:gray[{words('compare.items', count=counts[cause])}]]" if counts[cause] else "")
        for cause, part in zip(PARTS, parts, strict=True)
    ]
    # A sum goes on in a second line between two of its parts: none is parted from its number,
    # nor the last one from what they come to.
    *first, last = causes
    parts_of_sum = [*first, f"{last}　= **{signed(change.shown_delta)}**"]
    st.markdown("　".join(one.replace(" ", NO_BREAK).replace("　", NO_BREAK * 2) for one in parts_of_sum))
    st.caption(words("compare.causes_note"))


def gates_in_words(pair: Comparison) -> None:
    """List the gates that opened or closed, the criteria behind, and the cut lines that were crossed."""
    instrument = newest(pair)
    quiet = True
    for stage, gate in pair.gates.items():
        name = stage_name(instrument, stage)
        was, now = gate.was_open_then, gate.is_open_then
        if was is not None and now is not None and was != now:
            say = st.success if now else st.error
            say(words("compare.gate_opened" if now else "compare.gate_closed", stage=name))
            quiet = False
        for key, criteria in (("compare.now_met", gate.opened), ("compare.no_longer_met", gate.closed)):
            if criteria:
                quiet = False
                listed = "\n".join(f"- {criterion_name(instrument, one)}" for one in criteria)
                st.markdown(f"**{words(key, stage=name)}**\n\n{listed}")
    if pair.crossings:
        st.markdown(f"**{words('compare.crossed')}**")
        st.markdown("\n".join(f"- {_crossing(instrument, one)}" for one in pair.crossings))
    if quiet and not pair.crossings:
        st.caption(words("compare.no_gate_moved"))


def criterion_name(instrument: Instrument, criterion: Criterion) -> str:
    """Return a criterion in words: what it judges, and the bound."""
    label = plain(criterion_label(instrument, criterion, language()))
    if criterion.at_least is None and criterion.at_most is None:
        return f"{label} {plain(wanted(instrument, criterion).in_(language()))}"
    bound = criterion.at_most if criterion.at_most is not None else criterion.at_least or 0
    way = (
        "at_most" if criterion.at_most is not None else "at_point" if criterion.kind == "item" else "at_least"
    )
    return words(f"compare.{way}", what=label, bound=f"{bound:g}")


def _crossing(instrument: Instrument, one: Crossing) -> str:
    label = plain(criterion_label(instrument, one.criterion, language()))
    figures = {
        "what": label,
        "stage": stage_name(instrument, one.stage),
        "cut": f"{one.criterion.at_least:g}",
        "before": "–" if one.before is None else f"{one.before:.1f}",
        "after": "–" if one.after is None else f"{one.after:.1f}",
    }
    return words("compare.crossed_up" if one.up else "compare.crossed_down", **figures)


def dimension_label(pair: Comparison, dimension: str) -> str:
    """Return a dimension's name, for a label."""
    instruments = (newest(pair), pair.earlier.instrument, pair.later.instrument)
    return plain(dimension_name(instruments, dimension).in_(language()))


CAUSES = ("moved", "improved", "worsened", "answered", "absent", "instrument", "same")
"""What may be looked at: all that moved, what one cause moved, or what stayed."""

LISTED = 12
"""Items that are set out one by one; the table has all."""


def changed_items(pair: Comparison) -> None:
    """List the items of a comparison, those that moved first, to be narrowed by cause and dimension."""
    if not pair.items:
        st.caption(words("compare.no_items"))
        return
    _listed(pair, _filtered(pair), "")


def behind(pair: Comparison, items: Sequence[str], where: str) -> None:
    """List the items behind a mark of a chart.

    Args:
        pair: the two rounds they are seen in.
        items: their ids, by either round's instrument.
        where: the chart, which tells these from the same items elsewhere on the page.
    """
    _listed(pair, [one for one in pair.items if not _ids(pair, one).isdisjoint(items)], where)


def _ids(pair: Comparison, one: ItemChange) -> set[str]:
    sides = () if pair.pair is None else pair.pair.sides
    return {one.item, *(side.ids[one.item] for side in sides if one.item in side.ids)}


def _listed(pair: Comparison, shown: Sequence[ItemChange], where: str) -> None:
    if not shown:
        st.caption(words("compare.none_such"))
        return
    ordered = sorted(shown, key=lambda one: (one.cause == "same", -abs(one.parts.total)))
    for one in ordered[:LISTED]:
        _item(pair, one, where)
    if len(ordered) > LISTED:
        st.caption(words("compare.rest_in_table", count=len(ordered) - LISTED))
    with st.expander(words("app.as_table"), icon=":material/table:"):
        widgets.data_table(_table(pair, ordered))


def _filtered(pair: Comparison) -> list[ItemChange]:
    """Let a cause and a dimension be chosen: what a chart does by pointing, a keyboard does here."""
    counts = {cause: len(_of(pair, cause)) for cause in CAUSES}
    there = {
        cause: words(f"compare.which_{cause}", count=counts[cause])
        for cause in CAUSES
        if counts[cause] or cause == "moved"
    }
    dimensions: dict[str | None, str] = {None: words("compare.every_dimension")}
    dimensions |= {key: dimension_label(pair, key) for key in pair.dimensions}
    with st.container(horizontal=True, gap="medium"):
        cause = st.selectbox(
            words("compare.which"),
            list(there),
            format_func=lambda one: there[one],
            key=f"compare_cause_{language()}",
            width=300,
        )
        dimension = st.selectbox(
            words("compare.in_dimension"),
            list(dimensions),
            format_func=lambda one: dimensions[one],
            key=f"compare_dimension_{language()}",
            width=300,
        )
    return [one for one in _of(pair, cause) if dimension in {None, one.definition.dimension}]


def _of(pair: Comparison, cause: str) -> list[ItemChange]:
    if cause == "moved":
        return [one for one in pair.items if one.cause != "same"]
    return [one for one in pair.items if one.cause == cause]


def _item(pair: Comparison, one: ItemChange, where: str) -> None:
    name = plain(one.definition.label.in_(language()))
    dimension = dimension_label(pair, one.definition.dimension)
    brought = signed(tenths(one.parts.total))
    with st.container(border=True, key=f"moved{where}_{one.item.replace('.', '__')}"):
        st.markdown(
            f"**{name}**　{_point(one.before)} → {_point(one.after)}"
            f"　:small[:gray[{dimension}{SEPARATOR}{words(f'compare.cause_of_{one.cause}')}"
            f"{SEPARATOR}{words('compare.on_index', by=brought)}]]"
        )
        left, right = st.columns(2)
        for column, key, each, side in (
            (left, "before", pair.earlier, one.before),
            (right, "after", pair.later, one.after),
        ):
            with column:
                st.caption(words(f"compare.said_{key}", day=_day(each)))
                _side(pair, each, one, side)


def _side(pair: Comparison, each: Round, one: ItemChange, side: ItemSide) -> None:
    """Show what was said in one round, in that round's own words."""
    item = _own(pair, each, one)
    if item is None or (not side.there and side.own_point is None):
        st.markdown(words("compare.no_such_item"))
        return
    value = each.assessment.metrics.get(item.metric) if item.kind == "metric" else None
    if side.reason == NOT_ASKED:
        st.markdown(words("compare.not_asked"))
    else:
        text = format_item(each.instrument, item, side.answer, value)
        st.markdown(anchors_below(item, side.answer) + text)
    if side.own_point is not None and side.point is not None and side.own_point != side.point:
        st.caption(words("compare.read_anew", said=side.own_point, point=side.point))
    if side.answer is not None:
        _remarks(each, side.answer)


def _own(pair: Comparison, each: Round, one: ItemChange) -> Item | None:
    """Return the item as a round's own instrument has it."""
    ids: Mapping[str, str] = {}
    if pair.pair is not None:
        ids = next(side.ids for side in pair.pair.sides if side.round is each)
    own_id = ids.get(one.item, one.item)
    return each.instrument.items_by_id.get(own_id)


def _remarks(each: Round, answer: Answer) -> None:
    if answer.note:
        st.caption(f":material/sticky_note_2: {plain(answer.note)}")
    pieces = [piece.text or piece.link or piece.file or "" for piece in answer.evidence]
    if pieces:
        st.caption(f":material/attachment: {plain(SEPARATOR.join(pieces))}")
    if answer.verified is not None:
        st.caption(f":material/verified: {words('respond.has_verified')}")
    if is_carried(answer):
        day = each.day
        days = None if day is None or answer.at is None else max(0, (day - answer.at.date()).days)
        st.caption(f":material/history: {words('rounds.carried', age=format_age(days))}")


def _point(side: ItemSide) -> str:
    if side.point is not None:
        return words("compare.point", point=side.point)
    if side.reason == NOT_ASKED:
        return words("compare.not_asked")
    if side.reason is None:
        return words("compare.no_such_item")
    absent = Absent(side.reason)
    return (
        words("rounds.not_answered")
        if absent is Absent.UNANSWERED
        else words(f"respond.choice.{absent.value}")
    )


def _day(each: Round) -> str:
    return words("compare.no_day") if each.day is None else each.day.isoformat()


def _table(pair: Comparison, shown: Sequence[ItemChange]) -> pd.DataFrame:
    lang = language()
    return pd.DataFrame(
        {
            words("compare.head_dimension"): [
                dimension_label(pair, one.definition.dimension) for one in shown
            ],
            words("compare.head_item"): [one.definition.label.in_(lang) for one in shown],
            _day(pair.earlier): [_point(one.before) for one in shown],
            words("compare.head_later", day=_day(pair.later)): [_point(one.after) for one in shown],
            words("compare.head_cause"): [words(f"compare.cause_of_{one.cause}") for one in shown],
            words("compare.head_index"): [tenths(one.parts.total) / 10 for one in shown],
            words("compare.head_note_before"): [_note(one.before) for one in shown],
            words("compare.head_note_after"): [_note(one.after) for one in shown],
        }
    )


def _note(side: ItemSide) -> str:
    return side.answer.note or "" if side.answer is not None else ""
