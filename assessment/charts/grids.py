"""What is a grid, as HTML tables: the findings of a gate, items, items by round, merchants by dimensions.

The browser wraps the words, one table serves wide and narrow pages, and a
screen reader reads it. Every text is escaped by the templates. No meaning
hangs on colour alone: each shade has its number, each standing its sign.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assessment.charts.theme import SHADES, Look, ink_on
from assessment.instrument.model import Instrument
from assessment.presentation.gates import SIGNS, GateRow, GateTable, Standing, gate_rows
from assessment.presentation.items import (
    ABSENT_SIGNS,
    CARRIED,
    NONE_OLD,
    HeatCell,
    ItemCell,
    ItemRow,
    cell_words,
    heat_groups,
    item_rows,
)
from assessment.presentation.merchants import MerchantScores
from assessment.presentation.profile import gate_looked_at
from assessment.presentation.rounds import round_heads, round_marks
from assessment.presentation.values import listed, score_range_text, score_text, stage_label
from assessment.responses import Absent
from assessment.scoring.answer_age import OldAnswer
from assessment.scoring.comparison import Series
from assessment.scoring.results import Results
from assessment.texts import Text

TEMPLATES = Path(__file__).with_name("templates")
NONE = "–"
UNASKED = "·"
"""Stands where an item was not asked in a round."""
UNIT = re.compile(r"(?<=\d) (?=\S)")
"""The space between a number and its unit."""
ARROWS = {1: "▲", -1: "▼", 0: ""}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _css() -> str:
    return (TEMPLATES / "grid.css").read_text(encoding="utf-8")


@cache
def _variables(look: Look) -> str:
    """Return the colours of the page as CSS variables."""
    colours = look.colours
    names = ("paper", "ink", "muted", "line", "track", "accent", "warn", "neutral", "neutral_soft")
    values = {name.replace("_", "-"): getattr(colours, name) for name in names}
    for place, colour in enumerate(colours.points):
        values |= {f"point-{place}": colour, f"on-point-{place}": ink_on(colour)}
    return ";".join(f"--{name}:{value}" for name, value in values.items())


def _grid(template: str, look: Look, title: str, key: Sequence[str], **values: object) -> str:
    """Return a table in its frame.

    Args:
        template: its file, without the ending.
        look: for whom and for what page.
        title: what the table shows, for those who cannot see it.
        key: what its signs mean, above it.
        values: what the template asks for.
    """
    return (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(
            kind={"item_history": "history many", "merchants": "merchants many"}.get(template, template),
            variables=_variables(look),
            css=_css(),
            title=title,
            key=key,
            **values,
        )
    )


def _shade(share: float | None) -> str:
    """Return the class of a share of the whole, 0 to 1; empty where there is none."""
    return "" if share is None else f"s{round(share * (SHADES - 1))}"


def gate_grid(results: Results, stage: str, look: Look) -> str:
    """Return the findings of a stage's gate: measured against needed, musts apart from shoulds.

    What keeps the gate shut has a warm bar that ends before its tick, and a
    sign with its word. Every row has its own scale: points for an item, 0 to
    100 for a score, the metric's range for a number.

    Raises:
        KeyError: the stage has no gate.
    """
    table = gate_rows(results, stage, look.language)
    return _grid(
        "gate",
        look,
        look.say("charts.gate_title", stage=stage_label(results.instrument, stage, look.language)),
        _gate_key(table, look),
        heads=[look.say(f"presentation.head.{head}") for head in ("criterion", "standing", "now", "needed")],
        groups=_gate_groups(table, look),
        signs=SIGNS,
        standings={one: look.say(f"presentation.standing.{one.value}") for one in Standing},
        percent=lambda share: f"{100 * share:.1f}%",
        bar_of=_bar,
        amount=_with_its_unit,
    )


def _with_its_unit(text: str) -> str:
    """Return a text in which no number is parted from its unit at the end of a line."""
    return UNIT.sub("\N{NO-BREAK SPACE}", text)


def _gate_key(table: GateTable, look: Look) -> list[str]:
    doubtful = any(row.band is not None for row in table.musts)
    return [look.say("charts.cut_is_tick"), *([look.say("charts.band_is_doubtful")] if doubtful else [])]


def _gate_groups(table: GateTable, look: Look) -> list[Mapping[str, object]]:
    groups: list[Mapping[str, object]] = []
    if table.musts:
        count = look.say("presentation.musts_met", count=table.musts_asked, met=table.musts_met)
        groups.append({"head": f"{look.say('presentation.musts')} · {count}", "rows": table.musts})
    for group in table.groups:
        if not group.rows:
            continue
        standing = group.count.standing
        head = [
            group.count.label,
            look.say("presentation.shoulds_meet", count=len(group.rows), needed=group.meet),
            group.count.now,
            f"{SIGNS[standing]} {look.say(f'presentation.standing.{standing.value}')}",
            *([group.count.note] if group.count.note else []),
        ]
        groups.append({"head": " · ".join(head), "rows": group.rows})
    return groups


def _bar(row: GateRow) -> str:
    """Return the class of a bar: warm only for what keeps the gate shut."""
    if row.standing is Standing.MET:
        return "met"
    return "short" if row.blocks else ""


def item_grid(results: Results, look: Look, old: Mapping[str, OldAnswer] = NONE_OLD) -> str:
    """Return a card for each asked item: its point on a shade, or a sign why there is none, and its name.

    Cards with a thick border are the must items of the next gate. An asterisk
    stands at what was carried on from an earlier round.

    Args:
        results: what one assessment yields.
        look: for whom and for what page.
        old: the answers of earlier rounds among them, with their age.
    """
    rows = item_rows(results, look.language, old)
    top = results.instrument.top_point
    return _grid(
        "items",
        look,
        look.say("charts.items_title"),
        _items_key(rows, results, look),
        rows=rows,
        shade=lambda point: _shade(None if point is None else point / top),
        facts=lambda cell: _facts(cell, look),
        not_asked=f"{ABSENT_SIGNS[Absent.NOT_APPLICABLE]} {look.say('presentation.not_asked')}",
    )


def _items_key(rows: Sequence[ItemRow], results: Results, look: Look) -> list[str]:
    """Explain numbers, border and the signs that occur."""
    cells = [cell for row in rows for cell in row.cells]
    gate = gate_looked_at(results)
    key = [look.say("charts.cell_is_item")] if cells else []
    if gate is not None and any(cell.must for cell in cells):
        stage = stage_label(results.instrument, gate.stage, look.language)
        key.append(look.say("charts.thick_border", stage=stage))
    if any(cell.old for cell in cells):
        key.append(look.say("charts.key_carried"))
    return [*key, *_absent_key({cell.absent for cell in cells}, look)]


def _absent_key(seen: set[Absent | None], look: Look) -> list[str]:
    signs = ((sign, why) for why, sign in ABSENT_SIGNS.items() if why in seen)
    return [f"{sign} {look.say(f'presentation.absent.{why.value}')}" for sign, why in signs]


def _facts(cell: ItemCell, look: Look) -> str:
    """Say what an item's card shows by sign and border alone."""
    facts = [
        "" if cell.absent is None else look.say(f"presentation.absent.{cell.absent.value}"),
        look.say("presentation.must") if cell.must else "",
        look.say("presentation.verified") if cell.verified else "",
        look.say("presentation.by_number") if cell.by_number else "",
        cell.old,
    ]
    return " · ".join(["", *(fact for fact in facts if fact)])


def item_history_grid(whole: Series, look: Look) -> str:
    """Return a row for each item and a cell for each round, the point as a number on a shade.

    The eye should find the arrows: what went up or down on the round before.
    An asterisk stands at what was carried over, a sign where there is no
    answer, stripes where the item does not apply; a cell is empty where the
    questions of that round had no such item. A dashed line stands where the
    questions changed.
    """
    language = look.language
    marks = round_marks(whole, language)
    groups = heat_groups(whole, language)
    top = whole.rounds[-1].instrument.top_point
    cells = [cell for group in groups for row in group.rows for cell in row.cells]
    changes = [f"{one.version} → {other.version}" for one, other in pairwise(marks) if other.is_break]
    says = {
        "charts.key_number": True,
        "charts.key_arrows": any(cell and cell.went for cell in cells),
        "charts.key_carried": any(cell and cell.carried for cell in cells),
        "charts.key_unasked": any(cell and not cell.asked for cell in cells),
        "charts.key_blank": any(cell is None for cell in cells),
    }
    key = [look.say(word) for word, applies in says.items() if applies]
    key += _absent_key({cell.absent for cell in cells if cell}, look)
    if changes:
        key.append(look.say("charts.break_line", versions=listed(changes, language)))
    return _grid(
        "item_history",
        look,
        look.say("charts.item_history_title"),
        key if groups else [look.say("charts.no_items")],
        item=look.say("presentation.head.item"),
        marks=marks,
        heads=round_heads(marks, language),
        groups=groups,
        sign=_history_sign,
        said=lambda cell: cell_words(cell, language),
        shade_of=lambda cell: _history_shade(cell, top),
    )


def _history_sign(cell: HeatCell | None) -> str:
    """Return what stands in a cell: the point with its signs, or the sign of why there is none."""
    if cell is None:
        return ""
    if cell.point is None:
        return UNASKED if cell.absent is None else ABSENT_SIGNS[cell.absent]
    return f"{cell.point}{ARROWS[cell.went]}{CARRIED if cell.carried else ''}"


def _history_shade(cell: HeatCell | None, top: int) -> str:
    if cell is None or cell.point is None:
        return "away" if cell is not None and cell.absent is Absent.NOT_APPLICABLE else ""
    return _shade(min(cell.point, top) / top)


def merchants_grid(merchants: Sequence[MerchantScores], instrument: Instrument, look: Look) -> str:
    """Return a row for each merchant and a cell for each dimension, its score as a number on a shade.

    The eye should find pale columns, which many merchants share, and pale
    rows. Merchants stand in the order given.
    """
    language = look.language
    dimensions = instrument.dimensions
    rows = [
        {
            "name": one.name,
            "stage": stage_label(instrument, one.stage, language),
            "index": NONE if one.index is None else score_range_text(one.index, one.index_high),
            "scores": [one.dimensions.get(dimension.id) for dimension in dimensions],
        }
        for one in merchants
    ]
    key = [look.say("charts.scores_key")]
    if any(one.dimensions.get(dimension.id) is None for one in merchants for dimension in dimensions):
        key.append(look.say("charts.no_result_key"))
    heads = [Text(f"presentation.head.{head}").in_(language) for head in ("merchant", "stage", "index")]
    return _grid(
        "merchants",
        look,
        look.say("charts.merchants_title"),
        key if merchants else [look.say("charts.no_merchants")],
        heads=[*heads, *(dimension.name.in_(language) for dimension in dimensions)],
        rows=rows,
        shade=lambda score: _shade(None if score is None else score / 100),
        cell_text=_score,
    )


def _score(score: float | None) -> str:
    return NONE if score is None else score_text(score)
