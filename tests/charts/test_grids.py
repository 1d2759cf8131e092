"""The grids: real tables, every text escaped, nothing said by colour alone."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from assessment.charts.grids import gate_grid, item_grid, item_history_grid, merchants_grid
from assessment.charts.theme import Look
from assessment.presentation.gates import Standing, gate_rows
from assessment.presentation.merchants import MerchantScores, merchants_table
from assessment.responses import Absent
from assessment.scoring.answer_age import OldAnswer
from assessment.scoring.comparison import Series, series
from tests.charts import seasons
from tests.charts.conftest import Scored
from tests.charts.frames import frame
from tests.charts.seasons import across_versions, climbing

ZH, EN = Look("zh"), Look("en")


class Reader(HTMLParser):
    """Reads the rows of a table as a screen reader does: the text of each cell."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.cards: list[str] = []
        self.classes: list[str] = []
        self.scopes: list[str] = []
        self.caption = ""
        self.text = ""
        self._into = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row, a cell or a card."""
        given = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")
        if tag == "th":
            self.scopes.append(given["scope"] or "")
        if tag == "li":
            self.cards.append("")
        if tag in {"li", "td"}:
            self.classes.append(given.get("class") or "")
        if tag in {"th", "td", "li", "caption", "style", "p"}:
            self._into = tag
        if tag == "br" and self.rows:
            self.rows[-1][-1] += " "

    def handle_data(self, data: str) -> None:
        """Add words to what was begun."""
        words = data.strip("\n") if data.strip() else ""
        if self._into == "caption":
            self.caption += words
        elif self._into == "li":
            self.cards[-1] += words
        elif self._into in {"th", "td"} and self.rows and self.rows[-1]:
            self.rows[-1][-1] += words
        if self._into != "style":
            self.text += f" {words}"


def row(read: Reader, name: str) -> list[str]:
    """The cells of the row with this head."""
    return next(cells[1:] for cells in read.rows if cells[0].strip() == name)


# A gate


def test_every_finding_says_by_sign_and_word_how_it_stands(scored: Scored) -> None:
    results = scored({"soil.tests": 1, "soil.compost": 3, "water.rota": Absent.DONT_KNOW})
    read = Reader(gate_grid(results, "sprout", EN))

    assert row(read, "Soil <tests>") == ["✗ not met", "now 1", "needs 2"]
    assert row(read, "How is it heated?") == ["– waived does not apply to this shop", "", ""]
    assert row(read, "Soil") == ["✓ met", "now 66.7", "needs 60"]
    assert row(read, "Slugs")[0].startswith("? not known")
    assert row(read, "Water")[0] == "? not known"
    assert {"col", "rowgroup", "row"} == set(read.scopes)
    assert read.caption


def test_musts_and_shoulds_stand_under_heads_that_count_them(scored: Scored) -> None:
    results = scored({"soil.tests": 2, "soil.compost": 3, "water.rota": 1}, slugs=3)
    heads = [cells[0] for cells in Reader(gate_grid(results, "sprout", ZH)).rows if len(cells) == 1]

    assert heads == [
        "必须条件 · 3 项中达到 3 项",
        "可选条件 · 1 项里至少达到 1 项 · 现在 0 项 · ✗ 未达到",
    ]


def test_each_row_is_drawn_on_its_own_scale(scored: Scored) -> None:
    results = scored({"soil.tests": 1, "soil.compost": 3, "water.rota": 3}, slugs=10)
    musts = {row.label: row for row in gate_rows(results, "sprout", "en").musts}

    tests = musts["Soil <tests>"]
    assert tests.share == pytest.approx(1 / 3)
    assert tests.share_needed == pytest.approx(2 / 3)
    assert musts["Soil"].share == pytest.approx(0.667)
    assert (musts["Slugs"].share, musts["Slugs"].share_needed) == (0.5, 0.25)
    assert musts["Slugs"].standing is Standing.UNMET
    assert "width:33.3%" in gate_grid(results, "sprout", EN)


def test_a_must_that_nobody_answered_blocks_and_shows_its_whole_reach_as_open(scored: Scored) -> None:
    results = scored({"soil.tests": Absent.DECLINED, "soil.compost": 3, "water.rota": 3})
    row = gate_rows(results, "sprout", "en").musts[0]

    assert row.standing is Standing.OPEN
    assert row.blocks
    assert (row.share, row.share_high) == (None, 1)


def test_a_waived_must_has_no_bar_and_no_tick(scored: Scored) -> None:
    results = scored({"soil.tests": 2, "soil.compost": 2, "water.rota": 2})

    drawn = gate_grid(results, "sprout", EN)
    assert drawn.count('class="cut must"') == 3, "soil.tests, soil and slugs, not glass.heat"


def test_a_stage_without_gate_is_refused(scored: Scored) -> None:
    with pytest.raises(KeyError):
        gate_grid(scored({"soil.tests": 2}), "seed", EN)


# Items


def test_every_asked_item_shows_its_point_and_its_name(scored: Scored) -> None:
    read = Reader(item_grid(scored({"soil.tests": 0, "soil.compost": 2, "water.rota": 3}), ZH))

    assert [card[0] for card in read.cards] == ["0", "2", "3"]
    assert read.cards[0].startswith("0土样")
    shades = [
        next(word for word in each.split() if word[0] == "s") for each in read.classes if "cell" in each
    ]
    assert len(set(shades)) == 3


def test_each_reason_for_absence_has_a_sign_of_its_own_never_a_zero_and_its_words(scored: Scored) -> None:
    cards = {
        reason: Reader(item_grid(scored({"soil.tests": 1, "water.rota": reason}), EN)).cards[2]
        for reason in Absent
    }

    assert len({card[0] for card in cards.values()}) == 4
    assert not any(card[0].isdigit() for card in cards.values())
    assert cards[Absent.DECLINED].endswith("· declined")


def test_the_key_explains_only_the_signs_that_occur(scored: Scored) -> None:
    read = Reader(item_grid(scored({"soil.tests": 1, "soil.compost": Absent.DECLINED, "water.rota": 2}), EN))

    assert "× declined" in read.text
    assert "don't know" not in read.text


def test_what_was_carried_on_has_an_asterisk_and_its_age(scored: Scored) -> None:
    found = scored({"soil.tests": 0, "soil.compost": Absent.DONT_KNOW, "water.rota": 3})
    old = {"soil.tests": OldAnswer(30, past=False), "soil.compost": OldAnswer(30, past=False)}
    read = Reader(item_grid(found, ZH, old))

    assert [card[:2] for card in read.cards[:2]] == ["0*", "?*"]
    assert "沿用之前的回答 · 4 周前答的" in read.cards[0]
    assert "* 沿用之前的回答" in read.text
    assert "沿用" not in Reader(item_grid(found, ZH)).text


def test_must_items_of_the_next_gate_are_marked_and_said(scored: Scored) -> None:
    read = Reader(item_grid(scored({"soil.tests": 1, "soil.compost": 1, "water.rota": 2}), EN))

    assert ["marked" in each for each in read.classes if "cell" in each] == [True, False, False]
    assert "· must" in read.cards[0]


def test_questions_are_written_out_not_obeyed(scored: Scored) -> None:
    drawn = item_grid(scored({"soil.tests": 1, "soil.compost": 1, "water.rota": 2}), EN)

    assert 'title="How often is soil &lt;tested&gt;?"' in drawn
    assert "<tested>" not in drawn


def test_a_dimension_ruled_out_by_the_profile_says_that_it_is_not_asked(scored: Scored) -> None:
    read = Reader(item_grid(scored({"soil.tests": 1, "soil.compost": 1, "water.rota": 2}), EN))

    assert row(read, "Glass") == ["– not asked"]


# Items by round


def history(whole: Series, look: Look = ZH) -> Reader:
    return Reader(item_history_grid(whole, look))


def test_cells_show_points_arrows_and_what_was_carried_and_say_it() -> None:
    read = history(climbing())
    item = next(seasons.anchored("content")).label.in_("zh")

    cells = row(read, item)
    assert [cell.split("级")[0][:2].strip() for cell in cells] == ["22", "3▲", "3*", "33"]
    assert cells[1] == "3▲3 级 · 进步"
    assert "* 沿用之前的回答" in read.text


def test_what_does_not_apply_is_striped_and_has_a_sign() -> None:
    read = history(climbing())

    assert any("away" in each for each in read.classes)
    assert "– 不适用" in read.text


def test_an_item_that_went_has_empty_cells_after_the_break() -> None:
    read = history(across_versions(), EN)
    gone = {item.id for item in seasons.bank().items()} - {item.id for item in seasons.next_bank().items()}
    scored = across_versions().rounds[0].results.items
    (went,) = (item for item in scored if item in gone and item.startswith("content."))

    cells = row(read, seasons.bank().item(went).label.in_("en"))
    assert cells[2:] == ["no such question then"] * 2
    assert "Dashed: other questions (1.0.0 → 1.1.0)" in read.text


def test_a_renamed_item_stays_in_one_row() -> None:
    old = seasons.bank()
    first = old.dimension("content").items[0]
    renamed = first.model_copy(update={"id": "content.renamed"})
    dimensions = [
        d.model_copy(update={"items": [renamed, *d.items[1:]]}) if d.id == "content" else d
        for d in old.dimensions
    ]
    new = old.model_copy(update={"version": "1.1.0", "dimensions": dimensions})
    line = seasons.BREAK.model_copy(update={"renamed": {first.id: renamed.id}})
    answers = seasons.example().answers
    later = {**answers, renamed.id: answers[first.id]}
    rounds = [
        seasons.a_round(old, answers, seasons.DAYS[0], 1),
        seasons.a_round(new, later, seasons.DAYS[1], 2),
    ]
    read = history(series(rounds, [line]))

    rows = [cells for cells in read.rows if cells[0].strip() == first.label.in_("zh")]
    assert len(rows) == 1
    assert rows[0][1][0] == rows[0][2][0]


def test_every_round_has_its_column() -> None:
    heads = history(seasons.many(12)).rows[0]

    assert len(heads) == 13


def test_rounds_of_several_years_or_of_one_day_have_heads_that_tell_them_apart() -> None:
    def heads(*days: date) -> list[str]:
        answers = seasons.example().answers
        rounds = [
            seasons.a_round(seasons.bank(), answers, day, number) for number, day in enumerate(days, start=1)
        ]
        return history(series(rounds)).rows[0][1:]

    assert heads(date(2026, 3, 2), date(2026, 6, 8)) == ["3/2", "6/8"]
    assert heads(date(2025, 3, 2), date(2026, 3, 2)) == ["3/2 2025", "3/2 2026"]
    assert heads(date(2026, 3, 2), date(2026, 6, 8), date(2026, 6, 8)) == ["3/2", "6/8 (2)", "6/8 (3)"]


# Merchants

BANK = seasons.bank()


def merchant(number: int, **scores: float | None) -> MerchantScores:
    return MerchantScores(f"m{number}", f"小店 {number}", "growth", 50.0, scores)


def test_a_cell_shows_the_published_score_and_a_sign_where_there_is_none() -> None:
    read = Reader(merchants_grid([merchant(1, team=57.4, account=100.0, supply=None)], BANK, ZH))

    assert row(read, "小店 1")[:6] == ["成长期", "50.0", "57.4", "100.0", "–", "–"]
    assert "– 没有结果" in read.text


def test_an_index_that_is_not_settled_is_shown_with_both_its_ends() -> None:
    open_ended = MerchantScores("m1", "小店 1", "growth", 56.6, {}, 58.4)

    assert row(Reader(merchants_grid([open_ended], BANK, ZH)), "小店 1")[1] == "56.6 – 58.4"
    assert frame(merchants_table([open_ended], BANK, "zh")).iloc[0, 2:4].tolist() == [56.6, 58.4]


def test_names_of_merchants_are_shown_as_given_and_never_obeyed() -> None:
    drawn = merchants_grid([MerchantScores("m", "<b>Bright</b> & Co", None, None, {})], BANK, EN)

    assert "&lt;b&gt;Bright&lt;/b&gt; &amp; Co" in drawn
    assert row(Reader(drawn), "<b>Bright</b> & Co")[:2] == ["Not known yet", "–"]


def test_no_merchants_say_so() -> None:
    assert "没有商家" in Reader(merchants_grid([], BANK, ZH)).text


# Looks


@pytest.mark.parametrize("look", [ZH, Look("zh", dark=True)], ids=["light", "dark"])
def test_a_grid_brings_the_colours_of_its_page(look: Look, scored: Scored) -> None:
    drawn = item_grid(scored({"soil.tests": 1}), look)

    assert f"--paper:{look.colours.paper}" in drawn
    assert f"--point-3:{look.colours.points[-1]}" in drawn


def test_no_number_is_parted_from_its_unit_at_the_end_of_a_line(scored: Scored) -> None:
    results = scored({"soil.tests": 1, "soil.compost": 3, "water.rota": 3}, slugs=10)

    drawn = gate_grid(results, "sprout", ZH)

    cells = [one for line in Reader(drawn).rows if len(line) > 3 for one in line[-2:]]
    assert any("\N{NO-BREAK SPACE}级" in one for one in cells)
    assert not any(re.search(r"\d [级分项条%]", one) for one in cells)
