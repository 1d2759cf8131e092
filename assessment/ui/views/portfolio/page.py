"""The portfolio: many merchants at once.

Its reader came to know who needs a visit now, how the merchants stand and
move, and what so many of them lack that it is worth teaching together.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import streamlit as st

from assessment.charts.grids import merchants_grid
from assessment.charts.merchants import spread_chart
from assessment.presentation.merchants import MerchantScores, merchants_table, spread_table
from assessment.report.cohort import gap_name as name_of_gap
from assessment.service import NOBODY, MerchantFilter, Order, PageOfList
from assessment.service.checks import LONGEST_MERCHANT_NAME
from assessment.service.portfolio import Portfolio, as_ical
from assessment.ui.components.put_away import undo_notice, way_to_put_away
from assessment.ui.components.report import cohort_section
from assessment.ui.format import plain
from assessment.ui.state.clock import today
from assessment.ui.state.session import SEPARATOR, language, may, service, service_later, words
from assessment.ui.views.portfolio.merchants import pager, rows
from assessment.ui.views.portfolio.new_merchant import begin, templates_section
from assessment.ui.widgets import chart, download, grid


def page() -> None:
    """Draw the merchants that are looked for."""
    st.title(words("portfolio.title"))
    undo_notice()
    day = today()
    # Where there is nothing, nothing is to be searched: what helps is to begin.
    kept: MerchantFilter = st.session_state.get("portfolio_more", MerchantFilter())
    if not service().portfolio.has_merchants(examples=kept.examples):
        _empty()
        return
    wanted = merchant_filter(day)
    shown = window()
    found = service().portfolio.page(wanted, shown)
    if found.total and not found.lines:
        # What stood on this page was put away meanwhile, or does not pass any more.
        st.session_state["portfolio_first"] = (found.total - 1) // SIZE * SIZE
        shown = window()
        found = service().portfolio.page(wanted, shown)
    summary(found)
    if wanted.gap is not None:
        st.caption(words("portfolio.gap_chosen", name=gap_name(wanted.gap)))
    if not found.total:
        st.info(words("portfolio.none_found"))
        st.button(words("portfolio.clear"), on_click=cleared, icon=":material/filter_alt_off:")
    rows(found, day)
    pager(shown, found.total)
    gaps(found)
    heat(found)
    cohort_section(wanted)
    _due_file(wanted, day)
    _all_backups(wanted, found.total)
    begin(found)
    templates_section()
    way_to_put_away()


def _due_file(wanted: MerchantFilter, day: date) -> None:
    known = service_later()

    def made(lang: str) -> bytes:
        service_then = known()
        due = service_then.portfolio.due(wanted)
        service_then.events.note_list("due_list", len(due))
        return as_ical(due, lang, datetime.now(UTC))

    download(
        words("portfolio.due_file"),
        made,
        f"due-{day.isoformat()}.ics",
        key="due_file",
        icon="event",
        help=words("portfolio.due_file_help"),
    )


def _all_backups(wanted: MerchantFilter, total: int) -> None:
    if not total or not may("bundles.pack"):
        return
    known = service_later()
    download(
        words("backup.make_all", count=total),
        lambda _: known().bundles.pack(known().portfolio.ids(wanted)),
        f"shop-backups-{today().isoformat()}.zip",
        key="all_backups",
        icon="inventory",
        help=words("backup.make_all_help"),
    )


def _empty() -> None:
    may_begin = may("assessments.start")
    st.info(words("portfolio.empty" if may_begin else "home.nothing_for_you"))
    begin(service().portfolio.page(MerchantFilter(), PageOfList()), unfolded=True)
    way_to_put_away()
    if not may("examples.add"):
        return
    st.caption(words("portfolio.examples_hint"))
    if st.button(words("portfolio.open_examples"), icon=":material/storefront:"):
        service().examples.add()
        cleared()
        st.session_state["portfolio_more"] = MerchantFilter(examples=True)
        st.rerun()


MANY = 2
"""Merchants from which on a gap is common."""


def gap_name(gap: str) -> str:
    """Return what a gap is called; one that today's instrument does not know keeps its id."""
    return plain(name_of_gap(gap, service().bank.instrument, language()))


def gaps(found: Portfolio) -> None:
    """List the criteria that are most often still open, each a way to those that lack it."""
    common = [(gap, count) for gap, count in found.gaps if count >= MANY]
    if not common:
        return
    with st.expander(words("portfolio.gaps"), icon=":material/group_work:"):
        st.caption(words("portfolio.gaps_note"))
        for gap, count in common:
            st.button(
                words("portfolio.gap_line", name=gap_name(gap), count=count),
                key=f"gap_{gap}",
                type="tertiary",
                on_click=_only,
                args=(gap,),
            )


def _only(gap: str) -> None:
    st.session_state["portfolio_gap"] = gap
    st.session_state["portfolio_first"] = 0


def summary(found: Portfolio) -> None:
    """Say how many merchants pass, and at which stages they are."""
    if not found.total:
        return
    counts = [
        words("portfolio.count_one") if found.total == 1 else words("portfolio.count", total=found.total)
    ]
    for stage in service().bank.instrument.stages:
        if count := found.by_stage.get(stage.id):
            name = plain(stage.name.in_(language()))
            counts.append(words("portfolio.of_stage", stage=name, count=count))
    known = {stage.id for stage in service().bank.instrument.stages}
    if count := sum(number for stage, number in found.by_stage.items() if stage not in known):
        counts.append(words("portfolio.of_stage", stage=words("portfolio.no_stage"), count=count))
    st.markdown(SEPARATOR.join(f"**{one}**" if not place else one for place, one in enumerate(counts)))


FEW = 3
"""Merchants with a result from which on a picture of all says more than the list."""


def heat(found: Portfolio) -> None:
    """Show the dimension scores of the merchants of this page, and the spread of all that pass."""
    rows = [
        MerchantScores(
            line.merchant_id,
            line.name,
            line.stage,
            None if line.index_tenths is None else line.index_tenths / 10,
            found.scores(line.merchant_id),
            found.results[line.merchant_id].get("index_high"),
        )
        for line in found.lines
        if line.index_tenths is not None
    ]
    if not rows:
        return
    instrument, lang = service().bank.instrument, language()
    with st.expander(words("portfolio.heat"), icon=":material/grid_on:"):
        st.caption(words("portfolio.heat_note"))
        grid(
            "merchants",
            lambda look: merchants_grid(rows, instrument, look),
            merchants_table(rows, instrument, lang),
        )
        if sum(one.count for one in found.spread) >= FEW:
            st.markdown(words("portfolio.spread"))
            chart(
                "portfolio_spread",
                lambda look: spread_chart(found.spread, instrument, look),
                spread_table(found.spread, instrument, lang),
            )


SIZE = 25
"""Merchants on a page: what one looks through without getting lost."""
ORDERS: tuple[Order, ...] = get_args(Order)
SHOWN = ("all", "due", "falling")
ANY = "*"
"""Stands for no condition in a selectbox."""


def merchant_filter(today: date) -> MerchantFilter:
    """Show the controls; return what they let through."""
    turn = st.session_state.get("portfolio_turn", 0)
    with st.container(horizontal=True, vertical_alignment="bottom", key="sieve"):
        text = st.text_input(
            words("portfolio.search"),
            placeholder=words("portfolio.search_example"),
            icon=":material/search:",
            key=f"sieve_text_{turn}",
            on_change=_from_the_start,
        )
        shown = st.segmented_control(
            words("portfolio.show"),
            SHOWN,
            default=SHOWN[0],
            format_func=lambda one: words(f"portfolio.show_{one}"),
            required=True,
            key=f"sieve_shown_{turn}_{language()}",
            on_change=_from_the_start,
        )
        more = _more(turn)
    return replace(
        more,
        text=text.strip()[: LONGEST_MERCHANT_NAME + 1],  # of a longer one there is none
        due_by=today if shown == "due" else None,
        falling=shown == "falling",
        gap=st.session_state.get("portfolio_gap"),
    )


def _more(turn: int) -> MerchantFilter:
    """Offer what is asked for less often."""
    kept: MerchantFilter = st.session_state.setdefault("portfolio_more", MerchantFilter())
    count = sum((kept.stage is not None, kept.person is not None, kept.group_name is not None, kept.examples))
    label = words("portfolio.more_set", count=count) if count else words("portfolio.more")
    with st.popover(label, icon=":material/tune:", key=f"sieve_more_{turn}"):
        examples = st.toggle(
            words("portfolio.examples"),
            kept.examples,
            key=f"sieve_examples_{turn}",
            on_change=_from_the_start,
        )
        people, groups = service().portfolio.names(examples=examples)
        stages = {stage.id: plain(stage.name.in_(language())) for stage in service().bank.instrument.stages}
        chosen = MerchantFilter(
            stage=_choice("stage", {**stages, NOBODY: words("portfolio.no_stage")}, turn),
            person=_choice("person", _named(people, "portfolio.nobody"), turn),
            group_name=_choice("group", _named(groups, "portfolio.no_group"), turn),
            examples=examples,
        )
        st.selectbox(
            words("portfolio.order"),
            ORDERS,
            format_func=lambda one: words(f"portfolio.order_{one}"),
            key="portfolio_order",
            on_change=_from_the_start,
        )
        st.button(words("portfolio.clear"), on_click=cleared, key=f"sieve_clear_{turn}", type="tertiary")
    if chosen != kept:
        st.session_state["portfolio_more"] = chosen
        st.rerun()
    return chosen


def _named(names: Sequence[str], nobody: str) -> dict[str, str]:
    return {**{name: plain(name) for name in names}, NOBODY: words(nobody)}


def _choice(name: str, options: dict[str, str], turn: int) -> str | None:
    """Ask for one of some options, or for none."""
    chosen = st.selectbox(
        words(f"portfolio.{name}"),
        [ANY, *options],
        format_func=lambda one: words("portfolio.any") if one == ANY else options[one],
        key=f"sieve_{name}_{turn}_{language()}",
        on_change=_from_the_start,
    )
    return None if chosen in (None, ANY) else str(chosen)


def window() -> PageOfList:
    """Return which part of the list is shown."""
    return PageOfList(
        st.session_state.get("portfolio_order", ORDERS[0]), st.session_state.get("portfolio_first", 0), SIZE
    )


def _from_the_start() -> None:
    st.session_state["portfolio_first"] = 0


def cleared() -> None:
    """Let everything through again; the controls start afresh."""
    st.session_state["portfolio_turn"] = st.session_state.get("portfolio_turn", 0) + 1
    for key in ("portfolio_gap", "portfolio_more", "portfolio_first"):
        st.session_state.pop(key, None)
