"""What there is to know about a sheet or a number: what was left out, what is doubtful."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from assessment.texts import Names, Text, Value

Code = Literal[
    "cut",
    "no_header",
    "totals_left_out",
    "dayless_left_out",
    "day_unread",
    "future",
    "formula",
    "cell_error",
    "not_a_number",
    "negative_turned",
    "unit_doubtful",
    "name_doubtful",
    "days_missing",
    "rows_incomplete",
    "perhaps_zero",
    "days_unread",
    "newest_unread",
    "month_incomplete",
    "other_window",
    "not_a_month",
    "several_rows",
    "several_columns",
    "several_a_day",
    "wide_rows",
    "second_table",
    "order_list",
    "case_list",
    "parts",
    "part_only",
    "part_named",
    "compared_named",
    "whole_rows",
    "event_days",
    "rival",
    "parts_differ",
    "files_differ",
    "mixed_signs",
    "no_day",
    "last_of_many",
    "plain_mean",
    "over_cut_rows",
    "out_of_range",
    "older",
    "periods_differ",
    "unit_strange",
    "narrow_rows",
    "dayless_inside",
    "zeros_at_end",
    "long_ago",
    "sheets_differ",
    "shops_differ",
    "remarked",
    "read_unsure",
    "name_misread",
    "place_unsure",
    "cut_off",
    "two_periods",
    "not_over",
]
"""What a notice is about; each has its sentence in `texts/spreadsheets.yaml`."""
OF_LISTS: frozenset[Code] = frozenset({"order_list", "case_list"})
"""A sheet of single orders or cases: another export is needed; to say what its columns are is no use."""
ENUMERATED = {"others": "、", "rows": ", "}
"""Values that list several, with what stands between them; a sentence lists them in its own language."""


def figure_text(number: Decimal) -> str:
    """Write a number of a table without the zeros it was worked out with: 2500, 12.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class SheetNotice:
    """Something to know about a sheet or a number: what was left out, what is doubtful."""

    code: Code
    values: Mapping[str, str | int] = field(default_factory=dict)
    """What fills the sentence; names and cells are as somebody typed them, units are ids."""

    @property
    def text(self) -> Text:
        """The notice as a sentence for a person."""
        values: dict[str, Value] = dict(self.values)
        if "unit" in values:
            values["unit"] = Text(f"spreadsheets.unit.{values['unit']}")
        for listed, between in ENUMERATED.items():
            if listed in values:
                names = str(values[listed]).split(between)
                values[listed] = Names(names, most=len(names), quoted=False)
        return Text(f"spreadsheets.notice.{self.code}", **values)
