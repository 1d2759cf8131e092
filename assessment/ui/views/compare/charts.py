"""The pictures of rounds; a mark that is picked opens the items behind it."""

import streamlit as st

from assessment.charts.grids import item_history_grid
from assessment.charts.line import line_chart
from assessment.charts.picks import Kind, Pick
from assessment.charts.profile import overlay_chart
from assessment.charts.slope import slope_chart
from assessment.charts.waterfall import waterfall_chart
from assessment.presentation.items import heat_groups, item_history_table
from assessment.presentation.profile import profile_pair_table
from assessment.presentation.rounds import line_table, round_marks, slope_table, waterfall_table
from assessment.scoring.comparison import Comparison, Round, Series
from assessment.ui.format import plain
from assessment.ui.state.session import language, words
from assessment.ui.views.compare.change import dimension_label
from assessment.ui.views.compare.changed_items import behind
from assessment.ui.widgets.charts import grid, pickable


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
        grid(lambda look: item_history_grid(whole, look), item_history_table(whole, language()))
        _one_item(whole, about)


def _one_item(whole: Series, about: str) -> None:
    """Let an item and a round be chosen, and show what was said of it then and the time before."""
    groups = heat_groups(whole, language())
    names = {row.id: f"{group.name} · {row.name}" for group in groups for row in group.rows}
    cells = {row.id: row.cells for group in groups for row in group.rows}
    marks = round_marks(whole, language())
    with st.container(horizontal=True, gap="medium"):
        chosen = st.selectbox(
            words("compare.pick_item"),
            list(names),
            index=None,
            format_func=lambda item: plain(names[item]),
            key=f"item_of_{about}",
        )
        number = st.selectbox(
            words("compare.pick_round"),
            range(len(marks), 0, -1),
            format_func=lambda one: marks[one - 1].name,
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
