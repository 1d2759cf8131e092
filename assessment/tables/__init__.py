"""Spreadsheets and exports: bytes to rows, rows to columns with names, columns to numbers with their place.

Nothing here knows a database or a page. What a column may be called stands
in `questions/columns.yaml`; what is done with a number is decided elsewhere.
"""

from assessment.tables.cells import Place, Quantity
from assessment.tables.file import Opened, open_file
from assessment.tables.fold import How, Proposal, Window, propose
from assessment.tables.layout import Table, lay_out
from assessment.tables.match import Choice, choices, signature
from assessment.tables.notices import Notice
from assessment.tables.refusal import Unreadable
from assessment.tables.sources import Source, sources

__all__ = [
    "Choice",
    "How",
    "Notice",
    "Opened",
    "Place",
    "Proposal",
    "Quantity",
    "Source",
    "Table",
    "Unreadable",
    "Window",
    "choices",
    "lay_out",
    "open_file",
    "propose",
    "signature",
    "sources",
]
