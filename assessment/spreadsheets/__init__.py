"""Spreadsheets and exports: bytes to rows, rows to columns with names, columns to numbers with their place.

Nothing here knows a database or a page. What a column may be called stands
in `questions/columns.yaml`; what is done with a number is decided elsewhere.
"""

from assessment.spreadsheets.aggregate import Proposal, aggregate
from assessment.spreadsheets.header import parse_table
from assessment.spreadsheets.matching import Choice, MissingInputs, match_columns
from assessment.spreadsheets.numbers import Notice
from assessment.spreadsheets.origin import origin, with_origin
from assessment.spreadsheets.reader import TableRead, read_table
from assessment.spreadsheets.review import ImportCandidate, review
from assessment.spreadsheets.series import Series, table_series
from assessment.spreadsheets.sniff import Unreadable

__all__ = [
    "Choice",
    "ImportCandidate",
    "MissingInputs",
    "Notice",
    "Proposal",
    "Series",
    "TableRead",
    "Unreadable",
    "aggregate",
    "match_columns",
    "origin",
    "parse_table",
    "read_table",
    "review",
    "table_series",
    "with_origin",
]
