"""Spreadsheets and exports: bytes to rows, rows to columns with names, columns to numbers with their place.

Nothing here knows a database or a page. What a column may be called stands
in `questions/columns.yaml`; what is done with a number is decided elsewhere.
"""

from assessment.tables.fold import Proposal, propose
from assessment.tables.lacking import Lacking
from assessment.tables.layout import lay_out
from assessment.tables.match import Choice, choices
from assessment.tables.notices import UNIT_NAMES, Notice
from assessment.tables.origin import origin, with_origin
from assessment.tables.reading import TableRead, read_table
from assessment.tables.refusal import Unreadable
from assessment.tables.sources import Source, sources
from assessment.tables.weigh import Offer, weigh

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
