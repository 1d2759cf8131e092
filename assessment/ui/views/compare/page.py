"""Changes: two rounds of a merchant side by side, or all of them.

Its reader came to know whether the shop got better and whether that is real;
why, in parts that add up; and which questions moved, what the steps of the
last roadmap brought, and so what to do now.
"""

from collections.abc import Sequence

import streamlit as st

from assessment.charts.grids import item_history_grid
from assessment.charts.line import line_chart
from assessment.charts.picks import Kind, Pick
from assessment.charts.profile import overlay_chart
from assessment.charts.slope import slope_chart
from assessment.charts.waterfall import waterfall_chart
from assessment.presentation.items import heat_groups, item_history_table
from assessment.presentation.profile import profile_pair_table
from assessment.presentation.rounds import line_table, round_marks, slope_table, told_apart, waterfall_table
from assessment.scoring.comparison import Comparison, Round, Series
from assessment.service import MerchantCard, ReviewedItem, RoundCard
from assessment.ui.components.report import report_section
from assessment.ui.components.rounds import begin_next, current_round, current_round_notice
from assessment.ui.format import labels_told_apart, plain
from assessment.ui.navigation import opened_here
from assessment.ui.navigation import page as page_of
from assessment.ui.state.session import SEPARATOR, address, language, may, service, words
from assessment.ui.views.compare.changed_items import (
    behind,
    causes_in_words,
    changed_items,
    did_it_get_better,
    dimension_label,
    gates_in_words,
    signed,
)
from assessment.ui.views.compare.chosen_rounds import choose
from assessment.ui.widgets import grid, pickable


def page() -> None:
    """Draw the changes of the merchant whose assessment is in the address."""
    here = opened_here()
    if here is None:
        return
    current, opened = here
    st.title(words("compare.title", name=plain(opened.assessment.merchant.name or "")))
    merchant = service().rounds.merchant_of(current)
    begun = current_round(merchant)
    if len(merchant.rounds) + (begun is not None) < 2:
        nothing_to_compare(current, merchant)
        return
    report_section(current, opened)
    chosen = choose(merchant, current, None if begun is None else begun.round)
    if chosen.earlier == chosen.later:
        st.info(words("compare.same_round"))
        return
    if chosen.view == "whole":
        whole = series_of(merchant, [each.card.id for each in merchant.rounds])
        _notices(whole)
        show_whole(whole)
        _pair(whole.overall, words("compare.first_to_last"))
        return
    pair = series_of(merchant, [chosen.earlier, chosen.later], None if begun is None else begun.round)
    if begun is not None and chosen.later == begun.round.card.id:
        current_round_notice(begun)
    _notices(pair)
    _pair(pair.overall, None)


def _notices(whole: Series) -> None:
    for notice in whole.notices:
        st.warning(plain(notice.text.in_(language())))


def _pair(pair: Comparison, title: str | None) -> None:
    st.header(title or words("compare.better"))
    did_it_get_better(pair)
    st.header(words("compare.why"))
    causes_in_words(pair, pair.index)
    show_waterfall(pair)
    show_dimensions(pair)
    st.header(words("compare.gates"))
    gates_in_words(pair)
    st.header(words("compare.moved"))
    changed_items(pair)
    st.header(words("rounds.steps.title"))
    previous_plan(pair)


REMEMBERED = 6
"""Comparisons that a tab keeps."""


def series_of(merchant: MerchantCard, ids: Sequence[str], begun: RoundCard | None = None) -> Series:
    """Return the comparison of some rounds of a merchant.

    Args:
        merchant: with its rounds.
        ids: of two rounds or more, in the order chosen.
        begun: the round that is being answered, which may be the last of them.

    Raises:
        SeriesError: fewer than two.
    """
    # A correction may come to stand in for a round: then the marks of carried answers lead elsewhere.
    state = begun.card.updated_at if begun is not None and begun.card.id in ids else None
    key = (merchant.name, *(each.ids for each in merchant.rounds), *ids, state)
    known: dict[object, Series] = st.session_state.setdefault("compared", {})
    if key not in known:
        place = None if merchant.cards[0].put_at is None else "archive"
        counted = service().rounds.of_merchant(merchant.merchant_id, place)
        by_id = {str(each.assessment.id): each for each in counted}
        if state is not None and begun is not None:
            by_id[begun.card.id] = service().rounds.open(begun.card.id)
        rounds: list[Round] = [by_id[id_] for id_ in ids]
        known[key] = service().rounds.series(rounds)
        while len(known) > REMEMBERED:
            known.pop(next(iter(known)))
    return known[key]


def nothing_to_compare(current: str, merchant: MerchantCard) -> None:
    """Say what is missing, and offer it."""
    if not merchant.rounds:
        st.info(words("compare.no_round"))
        st.page_link(page_of("respond"), label=words("results.to_questions"), query_params=address(current))
        return
    st.info(words("compare.one_round", day=merchant.rounds[0].day.isoformat()))
    st.markdown(words("compare.will_show"))
    if merchant.draft is not None and may("answers.record"):
        st.page_link(
            page_of("respond"),
            label=words("home.continue_next"),
            icon=":material/edit:",
            query_params=address(merchant.draft.id),
        )
    elif merchant.draft is None:
        begin_next(current, primary=True)


ICONS = {
    "done": ":green[:material/check_circle:]",
    "doing": ":orange[:material/timelapse:]",
    "todo": ":gray[:material/radio_button_unchecked:]",
    "dropped": ":gray[:material/block:]",
}


def previous_plan(pair: Comparison) -> None:
    """Set the steps of the earlier round's roadmap beside what changed."""
    found = service().roadmaps.review(pair)
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


def _row(one: ReviewedItem) -> None:
    name = plain(one.definition.label.in_(language()))
    aim = one.definition.steps.get(one.to_point)
    what = "" if aim is None else plain(aim.text.in_(language()))
    before, after = ("–" if point is None else str(point) for point in (one.before, one.after))
    seen = words(f"rounds.steps.seen_{one.seen}", before=before, after=after, aim=one.to_point)
    extra = "" if one.planned else f" :gray-badge[{words('rounds.steps.not_planned')}]"
    counts = one.status == "done" or one.part_done
    brought = f"{SEPARATOR}{words('compare.on_index', by=signed(one.shown))}" if counts else ""
    icon = ICONS["doing" if one.part_done else one.status]
    status = words("rounds.steps.part_done" if one.part_done else f"plan.status_{one.status}")
    st.markdown(f"{icon} **{name}**　{status}{extra}　{seen}{brought}  \n:small[:gray[{what}]]")


def _about(pair: Comparison) -> str:
    return f"{pair.earlier.assessment.id}_{pair.later.assessment.id}_{language()}"


def _day(each: Round, otherwise: str) -> str:
    return otherwise if each.day is None else each.day.isoformat()


def show_waterfall(pair: Comparison) -> None:
    """Draw how the causes lead from one index to the other."""
    pickable(
        "waterfall",
        _about(pair),
        lambda look: waterfall_chart(pair, look),
        waterfall_table(pair, language()),
        lambda pick: _behind(pair, pick, "waterfall"),
    )


def show_dimensions(pair: Comparison) -> None:
    """Draw the dimensions in both rounds: as lines from one to the other, or on one another."""
    st.header(words("compare.dimensions"))
    ways = {one: words(f"compare.as_{one}") for one in ("slope", "overlay")}
    kind = st.segmented_control(
        words("compare.as_what"),
        list(ways),
        default="slope",
        format_func=lambda one: ways[one],
        required=True,
        label_visibility="collapsed",
        key=f"compare_as_{language()}",
    )
    if kind == "overlay":
        sides = pair.earlier.results, pair.later.results
        names = _day(pair.earlier, "1"), _day(pair.later, "2")
        pickable(
            "overlay",
            _about(pair),
            lambda look: overlay_chart(*sides, names, look),
            profile_pair_table(*sides, names, language()),
            lambda pick: _behind(pair, pick, "overlay"),
        )
        return
    pickable(
        "slope",
        _about(pair),
        lambda look: slope_chart(pair, look),
        slope_table(pair, language()),
        lambda pick: _behind(pair, pick, "slope"),
    )


def show_whole(whole: Series) -> None:
    """Draw the index and the stage over time, and every item over the rounds."""
    st.header(words("compare.over_time"))
    about = "_".join([*(str(each.assessment.id) for each in whole.rounds), language()])
    pickable(
        "line",
        about,
        lambda look: line_chart(whole, look),
        line_table(whole, language()),
        lambda pick: _behind(_pair_of(whole, pick), pick, "line"),
    )
    trend_in_words(whole)
    with st.expander(words("compare.every_item"), icon=":material/grid_on:"):
        grid(
            "history",
            lambda look: item_history_grid(whole, look),
            item_history_table(whole, language()),
        )
        _one_item(whole, about)


def _one_item(whole: Series, about: str) -> None:
    """Let an item and a round be chosen, and show what was said of it then and the time before."""
    groups = heat_groups(whole, language())
    names = labels_told_apart(
        {row.id: plain(f"{group.name}{SEPARATOR}{row.name}") for group in groups for row in group.rows}
    )
    cells = {row.id: row.cells for group in groups for row in group.rows}
    rounds = told_apart([mark.name for mark in round_marks(whole, language())])
    with st.container(horizontal=True, gap="medium"):
        chosen = st.selectbox(
            words("compare.pick_item"),
            list(names),
            index=None,
            format_func=lambda item: names[item],
            key=f"item_of_{about}",
        )
        number = st.selectbox(
            words("compare.pick_round"),
            range(len(rounds), 0, -1),
            format_func=lambda one: rounds[one - 1],
            key=f"round_of_{about}",
            width=180,
        )
    cell = None if chosen is None else cells[chosen][number - 1]
    if cell is not None:
        pick = Pick(Kind.ITEM, round=number, items=(cell.item,))
        with st.container(border=True, key="picked_item"):
            _behind(_pair_of(whole, pick), pick, "item")
    elif chosen is not None:
        st.caption(words("compare.none_such"))


def trend_in_words(whole: Series) -> None:
    """Say whether the index goes one way."""
    if whole.trend is None:
        st.caption(words("compare.no_trend"))
        return
    key = "compare.trend_real" if whole.trend.real else "compare.trend_noise"
    st.markdown(words(key, slope=f"{whole.trend.slope:+.1f}"))


def _pair_of(whole: Series, pick: Pick) -> Comparison:
    """Return the picked round against the one before it; of the first round, the one after it."""
    place = min(max((pick.round or 2) - 2, 0), len(whole.pairs) - 1)
    return whole.pairs[place]


def _behind(pair: Comparison, pick: Pick, where: str) -> None:
    if pick.items:
        st.markdown(f"**{_title(pair, pick)}**")
        behind(pair, pick.items, where)
    elif pick.kind is Kind.DIMENSION and pick.dimension is not None:
        all_of_it = [one.item for one in pair.items if one.definition.dimension == pick.dimension]
        what = dimension_label(pair, pick.dimension)
        st.markdown(f"**{words('compare.picked_still', what=what, count=len(all_of_it))}**")
        behind(pair, all_of_it, where)
    else:
        st.caption(words("compare.nothing_moved"))


def _title(pair: Comparison, pick: Pick) -> str:
    """Say what was picked."""
    count = len(pick.items)
    if pick.kind is Kind.CAUSE and pick.cause is not None:
        return words("compare.picked", what=words(f"compare.cause_{pick.cause}"), count=count)
    if pick.kind is Kind.DIMENSION and pick.dimension is not None:
        return words("compare.picked", what=dimension_label(pair, pick.dimension), count=count)
    if pick.kind is Kind.ROUND:
        days = _day(pair.earlier, ""), _day(pair.later, "")
        return words("compare.picked", what=f"{days[0]} → {days[1]}", count=count)
    names = [one.definition.label.in_(language()) for one in pair.items if one.item in pick.items]
    return words("compare.picked", what=plain(words("app.or").join(names)), count=count)
