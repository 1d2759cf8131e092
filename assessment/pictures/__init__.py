"""Pictures of numbers: bytes to texts with their places, places to numbers with their names.

Texts are read in a process of its own (`reader.py`, `worker.py`); what they
mean is worked out by pure functions, with the names, units, days and doubts
that spreadsheets have. Nothing here knows a database or a page.
"""

from assessment.pictures.boxes import PictureText, PictureTexts
from assessment.pictures.reader import PictureReader, can_read, is_picture
from assessment.pictures.understand import (
    PictureCell,
    PictureRead,
    proposals_with_pictures,
    understand,
)

__all__ = [
    "PictureCell",
    "PictureRead",
    "PictureReader",
    "PictureText",
    "PictureTexts",
    "can_read",
    "is_picture",
    "proposals_with_pictures",
    "understand",
]
