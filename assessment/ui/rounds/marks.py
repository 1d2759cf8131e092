"""On the results: what was carried on from earlier rounds, and the way to the other rounds."""

from collections.abc import Mapping

import streamlit as st

from assessment.scoring.age import OldAnswer
from assessment.service import Opened
from assessment.ui.links import page as page_of
from assessment.ui.plain import plain
from assessment.ui.rounds.cards import begin_next
from assessment.ui.rounds.said import age, item_said
from assessment.ui.rounds.so_far import so_far
from assessment.ui.session import address, language, service, words


def carried_note(opened: Opened, old: Mapping[str, OldAnswer]) -> None:
    """Say how many answers were not given for this result, and list them with their age."""
    if not old:
        return
    past = sum(one.past for one in old.values())
    note = words("rounds.marks.carried", count=len(old))
    if past:
        note += words("rounds.marks.past", count=past)
    st.caption(f":material/history: {note}")
    with st.expander(words("rounds.marks.list", count=len(old)), icon=":material/history:"):
        for item_id, one in sorted(old.items(), key=lambda each: -(each[1].days or 0)):
            _row(opened, item_id, one)


def _row(opened: Opened, item_id: str, one: OldAnswer) -> None:
    item = opened.instrument.item(item_id)
    answer = opened.assessment.answers.get(item_id)
    value = opened.assessment.metrics.get(item.metric) if item.kind == "metric" else None
    said = item_said(opened.instrument, item, answer, value)
    mark = f" :orange-badge[{words('rounds.marks.past_badge')}]" if one.past else ""
    st.markdown(f"**{plain(item.label.in_(language()))}**{mark}  \n{said}　:small[:gray[{age(one.days)}]]")


def to_other_rounds(current: str, opened: Opened) -> None:
    """Lead to what changed since the round before, or to the next round."""
    merchant = service().merchant_of(current)
    if len(merchant.rounds) > 1 or so_far(merchant) is not None:
        st.page_link(
            page_of("compare"),
            label=words("rounds.marks.compare"),
            icon=":material/compare_arrows:",
            query_params=address(current),
        )
    if opened.assessment.status == "completed" and merchant.draft is None and merchant.last is not None:
        begin_next(current)
