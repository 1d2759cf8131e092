"""What became of an answer: who, when, from what to what; and giving an earlier one again."""

import streamlit as st

from assessment.instrument.model import AnchoredItem, GridItem, Item, MetricItem
from assessment.responses import Absent, Answer, MetricValue
from assessment.service import Completed, Refused
from assessment.service.answer_history import Change
from assessment.ui.draft import Draft, local
from assessment.ui.numbers_import.figures import figure
from assessment.ui.place import css_key
from assessment.ui.plain import plain
from assessment.ui.session import language, service, words

LONGEST = 60
"""Characters of a note in the list."""
KNOWN = frozenset(
    {
        "answer",
        "metric",
        "undo",
        "redo",
        "verify",
        "unverify",
        "fill",
        "declare_absent",
        "bring_back",
    }
)
"""What the audit may call a change; anything else is a change."""


def history_button(mine: Draft, item: Item, *, locked: bool) -> None:
    """Open the history of an answer; it is read only then."""
    if st.button(
        words("intake.past.open"), icon=":material/history:", type="tertiary", key=f"past_{css_key(item.id)}"
    ):
        _dialog(mine, item, locked=locked)


def _dialog(mine: Draft, item: Item, *, locked: bool) -> None:
    @st.dialog(words("intake.past.title"), width="medium", on_dismiss="rerun")
    def show() -> None:
        st.markdown(f"**{plain(item.question.in_(language()))}**")
        changes = service().history(mine.id, item.id)
        if not changes:
            st.caption(words("intake.past.none"))
        for place, change in enumerate(changes):
            _row(mine, item, change, locked=locked or place == 0)
        if changes and says(changes[-1].before):
            _first(mine, item, changes[-1], locked=locked)

    show()


def _row(mine: Draft, item: Item, change: Change, *, locked: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"change_{change.id}"):
        with st.container(width="stretch", gap=None):
            when = local(change.at).strftime("%Y-%m-%d %H:%M")
            did = words(f"intake.past.did_{change.action if change.action in KNOWN else 'answer'}")
            st.caption(f"{when} · {plain(by(change))} · {did}")
            before, after = in_words(item, change.before), in_words(item, change.after)
            st.markdown(plain(after if before == after else f"{before} → {after}"))
            for line in beside_the_value(change):
                st.caption(plain(line))
        if not locked and st.button(
            words("intake.past.restore"), key=f"restore_{change.id}", icon=":material/restore:"
        ):
            _restore(mine, item, change, before=False)


def _first(mine: Draft, item: Item, change: Change, *, locked: bool) -> None:
    """What was there before the first change: it came with a copy or a file."""
    with st.container(horizontal=True, vertical_alignment="center", key="change_first"):
        with st.container(width="stretch", gap=None):
            st.caption(words("intake.past.at_first"))
            st.markdown(plain(in_words(item, change.before)))
        if not locked and st.button(
            words("intake.past.restore"), key="restore_first", icon=":material/restore:"
        ):
            _restore(mine, item, change, before=True)


def _restore(mine: Draft, item: Item, change: Change, *, before: bool) -> None:
    try:
        service().restore(mine.id, item.id, change.id, before=before)
    except (Refused, Completed) as error:
        st.warning(plain(error.said(language())))
        return
    mine.refresh()
    mine.renew(item.id)
    if isinstance(item, MetricItem):
        place = f"metric:{item.metric}"
        mine.seeds[place] = mine.seeds.get(place, 0) + 1
    st.toast(words("intake.past.restored"))
    st.rerun()


def by(change: Change) -> str:
    """Return who made a change, as it is shown."""
    return words("intake.past.here") if change.by == "local" else change.by


def says(value: Answer | MetricValue) -> bool:
    """Whether there was anything at all."""
    return value not in (Answer(), MetricValue())


def in_words(item: Item, value: Answer | MetricValue) -> str:
    """Say an answer in a few words, without its note."""
    said = None
    if isinstance(value, MetricValue):
        if value.number is not None:
            said = figure(value.number)
        elif value.peer is not None:
            said = words(f"respond.choice.{value.peer}")
    elif value.point is not None:
        said = _point(item, value.point)
    elif value.ticks is not None:
        said = words("app.or").join(_tick(item, tick) for tick in value.ticks) or words("respond.choice.none")
    if said is None and value.absent not in (None, Absent.UNANSWERED):
        reason = value.reason if isinstance(value, Answer) else None
        said = words(f"respond.choice.{value.absent}") + (f"（{reason}）" if reason else "")
    return said or words("intake.past.empty")


def _point(item: Item, point: int) -> str:
    if not isinstance(item, AnchoredItem) or point not in item.anchors:
        return str(point)
    return f"{point}　{item.anchors[point].in_(language())}"


def _tick(item: Item, tick: str) -> str:
    lang = language()
    if isinstance(item, GridItem):
        row, _, column = tick.partition(".")
        names = item.rows.get(row), item.columns.get(column)
        return " · ".join(name.in_(lang) for name in names if name is not None) or tick
    option = getattr(item, "options", {}).get(tick)
    return tick if option is None else str(option.in_(lang))


def beside_the_value(change: Change) -> list[str]:
    """Say what else changed: note, evidence, who has seen it."""
    before, after = change.before, change.after
    if isinstance(before, MetricValue) or isinstance(after, MetricValue):
        return []
    lines = []
    if before.note != after.note:
        lines.append(words("intake.past.note", note=_short(after.note)))
    if before.evidence != after.evidence:
        lines.append(words("intake.past.evidence", before=len(before.evidence), after=len(after.evidence)))
    if before.verified != after.verified and after.verified is not None:
        lines.append(words("intake.past.seen_by", by=after.verified.by))
    return lines


def _short(text: str | None) -> str:
    whole = " ".join((text or "").split())
    return whole if len(whole) <= LONGEST else whole[:LONGEST] + "…"
