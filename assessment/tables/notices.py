"""What to tell about a table or a number: a code with its values; the words are the page's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Code = Literal[
    "cut",
    "no_header",
    "totals_left_out",
    "formula",
    "cell_error",
    "not_a_number",
    "unit_doubtful",
    "name_doubtful",
    "named_twice",
    "days_missing",
    "month_incomplete",
    "other_window",
    "several_rows",
    "no_day",
    "last_of_many",
    "plain_mean",
    "over_cut_rows",
    "out_of_range",
    "older",
    "future",
]


@dataclass(frozen=True)
class Notice:
    """One thing to tell."""

    code: Code
    values: Mapping[str, str | int] = field(default_factory=dict)
