"""Pieces of a picture: where a number stands, with its name, to be shown beside it."""

import io
from collections.abc import Sequence

from PIL import Image

from assessment.pictures.boxes import PictureText, PictureTexts

AROUND = 0.5
"""How much is shown around, in heights of the number."""
TALLEST = 160
"""Pixels of a piece."""


def piece_of(texts: PictureTexts, boxes: Sequence[PictureText]) -> bytes:
    """Return a JPEG of the place where some texts stand."""
    picture = Image.open(io.BytesIO(texts.picture), formats=("JPEG",))
    around = AROUND * max(box.height for box in boxes)
    left, top = min(box.left for box in boxes) - around, min(box.top for box in boxes) - around
    right, bottom = max(box.right for box in boxes) + around, max(box.bottom for box in boxes) + around
    cut = picture.crop(
        (
            max(0, round(left)),
            max(0, round(top)),
            min(picture.width, round(right)),
            min(picture.height, round(bottom)),
        )
    )
    cut.thumbnail((picture.width, TALLEST))
    stream = io.BytesIO()
    cut.save(stream, "JPEG", quality=85)
    return stream.getvalue()
