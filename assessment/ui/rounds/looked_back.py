"""The roadmap of last time: which steps were done, and what they brought."""

import streamlit as st

from assessment.scoring.comparison import Comparison
from assessment.service import BroughtItem
from assessment.ui.links import page as page_of
from assessment.ui.plain import plain
from assessment.ui.rounds.change import signed
from assessment.ui.session import address, language, service, words

ICONS = {
    "done": ":green[:material/check_circle:]",
    "doing": ":orange[:material/timelapse:]",
    "todo": ":gray[:material/radio_button_unchecked:]",
    "dropped": ":gray[:material/block:]",
}


def looked_back(pair: Comparison) -> None:
    """Set the steps of the earlier round's roadmap beside what changed."""
    found = service().brought(pair)
    if not found.items:
        st.caption(words("rounds.steps.no_roadmap"))
        st.page_link(
            page_of("roadmap"),
            label=words("rounds.steps.to_roadmap"),
            icon=":material/route:",
            query_params=address(str(pair.later.assessment.id)),
        )
        return
    if not found.kept:
        st.caption(words("rounds.steps.not_kept"))
    done, part = len(found.done), len(found.part_done)
    st.markdown(
        words(
            "rounds.steps.sum" if not part else "rounds.steps.sum_part",
            done=done,
            part=part,
            of=len(found.items),
            by=signed(found.shown_by_done),
            whole=signed(pair.index.shown_delta),
        )
        if done or part
        else words("rounds.steps.none_done", of=len(found.items))
    )
    for one in found.items:
        _row(one)


def _row(one: BroughtItem) -> None:
    name = plain(one.definition.label.in_(language()))
    aim = one.definition.steps.get(one.to_point)
    what = "" if aim is None else plain(aim.text.in_(language()))
    before, after = ("–" if point is None else str(point) for point in (one.before, one.after))
    seen = words(f"rounds.steps.seen_{one.seen}", before=before, after=after, aim=one.to_point)
    extra = "" if one.planned else f" :gray-badge[{words('rounds.steps.not_planned')}]"
    counts = one.status == "done" or one.part_done
    brought = f" · {words('compare.on_index', by=signed(one.shown))}" if counts else ""
    icon = ICONS["doing" if one.part_done else one.status]
    status = words("rounds.steps.part_done" if one.part_done else f"plan.status_{one.status}")
    st.markdown(f"{icon} **{name}**　{status}{extra}　{seen}{brought}  \n:small[:gray[{what}]]")
