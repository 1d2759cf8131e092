"""Spreadsheets and exports: bytes to rows, rows to columns with names, columns to numbers with their place.

Nothing here knows a database or a page. What a column may be called stands
in `questions/columns.yaml`; what is done with a number is decided elsewhere.
"""

from assessment.spreadsheets.fold import Proposal, propose
from assessment.spreadsheets.lacking import Lacking
from assessment.spreadsheets.layout import lay_out
from assessment.spreadsheets.match import Choice, choices
from assessment.spreadsheets.notices import UNIT_NAMES, Notice
from assessment.spreadsheets.origin import origin, with_origin
from assessment.spreadsheets.reading import TableRead, read_table
from assessment.spreadsheets.refusal import Unreadable
from assessment.spreadsheets.sources import Source, sources
from assessment.spreadsheets.weigh import Offer, weigh

__all__ = [
    "UNIT_NAMES",
    "Choice",
    "Lacking",
    "Notice",
    "Offer",
    "Proposal",
    "Source",
    "TableRead",
    "Unreadable",
    "choices",
    "lay_out",
    "origin",
    "propose",
    "read_table",
    "sources",
    "weigh",
    "with_origin",
]
