"""The merchants of the list, one row each, and the turning of its pages."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import streamlit as st

from assessment.presentation.gates import short_of
from assessment.presentation.values import score_range_text
from assessment.service import MerchantRow, PageOfList
from assessment.service.portfolio import Portfolio
from assessment.ui.format import plain, unbroken
from assessment.ui.navigation import page as page_of
from assessment.ui.state.session import SEPARATOR, address, language, may, service, words
from assessment.ui.views.portfolio.merchant_details import about, draft_label


def rows(found: Portfolio, today: date) -> None:
    """List merchants: who, at which stage, since when, and what is due; red flags before all else."""
    stages = {stage.id: plain(stage.name.in_(language())) for stage in service().bank.instrument.stages}
    for line in found.lines:
        with (
            st.container(border=True, key=f"merchant_{line.merchant_id}"),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            with st.container(width="stretch", key=f"facts_{line.merchant_id}"):
                stage = stages.get(line.stage or "")
                badge = f" :blue-badge[{stage}]" if stage else ""
                st.markdown(f"**{plain(line.name)}**{badge}")
                result = found.results[line.merchant_id]
                _verdict(result, stages)
                st.caption(unbroken(SEPARATOR.join(_facts(line, today, result.get("index_high")))))
            if line.assessment_id is not None:
                st.page_link(
                    page_of("results"),
                    label=words("home.see_results"),
                    icon=":material/insights:",
                    query_params=address(line.assessment_id),
                )
            elif line.draft_id is not None:
                st.page_link(
                    page_of("respond"),
                    label=words(draft_label()),
                    icon=":material/edit:" if may("answers.record") else ":material/visibility:",
                    query_params=address(line.draft_id),
                )
            if st.button(words("portfolio.details"), key=f"about_{line.merchant_id}", type="tertiary"):
                about(line)


def _verdict(result: Mapping[str, Any], stages: Mapping[str, str]) -> None:
    """Name the red flags that are up, and what is missing where the next stage is missed by little."""
    for flag in result.get("flags", ()):
        st.markdown(f":red[:material/flag: **{plain(_in_language(flag['name']))}**]")
    reached = list(stages).index(result["stage"]) if result.get("stage") in stages else -1
    if result.get("at_edge") and reached + 1 < len(stages):
        named = [plain(_in_language(one["name"])) for one in result["missing"]]
        st.markdown(short_of(list(stages.values())[reached + 1], named).in_(language()))


def _in_language(name: Mapping[str, str]) -> str:
    """Return a stored name in the page's language, or in its first one where it lacks that."""
    return name.get(language()) or next(iter(name.values()))


def _facts(line: MerchantRow, today: date, index_high: float | None) -> Iterator[str]:
    """Yield what is known of a merchant, the pressing first."""
    if line.due_on is not None:
        yield _due(line.due_on, today)
    yield from _result(line, index_high)
    if line.last_on is not None:
        key = "portfolio.rounds_one" if line.rounds == 1 else "portfolio.rounds"
        yield words(key, count=line.rounds, day=line.last_on.isoformat())
    if line.open_steps:
        yield words("portfolio.open_steps", count=line.open_steps)
    if line.draft_id is not None:
        yield words("portfolio.draft")
    if line.person is not None:
        yield f":material/person: {plain(line.person)}"
    if line.group_name is not None:
        yield f":material/folder: {plain(line.group_name)}"


def _result(line: MerchantRow, index_high: float | None) -> Iterator[str]:
    """Yield the figures of the last round; of the index also what it may still become."""
    if line.index_tenths is not None:
        yield words("portfolio.index", index=score_range_text(line.index_tenths / 10, index_high))
    if line.trend_tenths is not None:
        yield _trend(line.trend_tenths)
    if line.confidence is not None:
        yield words(f"results.confidence.{line.confidence}")
    if line.status == "confirmed":
        yield words("portfolio.confirmed")


def _due(day: date, today: date) -> str:
    late = (today - day).days
    if late > 0:
        return f":orange[{words('portfolio.overdue', days=late)}]"
    return words("portfolio.due_today") if late == 0 else words("portfolio.due", day=day.isoformat())


def _trend(tenths: int) -> str:
    if not tenths:
        return words("portfolio.trend_same")
    return words(
        "portfolio.trend_up" if tenths > 0 else "portfolio.trend_down", points=f"{abs(tenths) / 10:.1f}"
    )


def pager(shown: PageOfList, total: int) -> None:
    """Turn the pages of a list that is longer than one."""
    if total <= shown.size:
        return
    last = min(shown.first + shown.size, total)
    with st.container(horizontal=True, vertical_alignment="center", key="pager"):
        st.button(
            words("portfolio.previous"),
            icon=":material/chevron_left:",
            disabled=shown.first == 0,
            on_click=_turn,
            args=(max(0, shown.first - shown.size),),
        )
        st.caption(words("portfolio.page", first=shown.first + 1, last=last, total=total))
        st.button(
            words("portfolio.next"),
            icon=":material/chevron_right:",
            disabled=last >= total,
            on_click=_turn,
            args=(shown.first + shown.size,),
        )


def _turn(first: int) -> None:
    st.session_state["portfolio_first"] = first
