"""Spreadsheets and exports: bytes to rows, rows to columns with names, columns to numbers with their place.

Nothing here knows a database or a page. What a column may be called stands
in `questions/columns.yaml`; what is done with a number is decided elsewhere.
"""

from assessment.spreadsheets.aggregate import NumberProposal, aggregate
from assessment.spreadsheets.cells import CellRange
from assessment.spreadsheets.header import parse_table
from assessment.spreadsheets.matching import Choice, MissingInputs, match_columns
from assessment.spreadsheets.notices import SheetNotice
from assessment.spreadsheets.origin import origin, with_origin
from assessment.spreadsheets.reader import (
    TableRead,
    Wanted,
    missing_inputs_of,
    proposals_of,
    read_file,
    read_table,
)
from assessment.spreadsheets.review import ImportCandidate, review, review_all
from assessment.spreadsheets.series import NumberSeries, table_series
from assessment.spreadsheets.sniff import Unreadable
from assessment.spreadsheets.values import read_typed_number

__all__ = [
    "CellRange",
    "Choice",
    "ImportCandidate",
    "MissingInputs",
    "NumberProposal",
    "NumberSeries",
    "SheetNotice",
    "TableRead",
    "Unreadable",
    "Wanted",
    "aggregate",
    "match_columns",
    "missing_inputs_of",
    "origin",
    "parse_table",
    "proposals_of",
    "read_file",
    "read_table",
    "read_typed_number",
    "review",
    "review_all",
    "table_series",
    "with_origin",
]
