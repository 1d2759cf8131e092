"""A picture chosen on the page: read in its turn, and shown in pieces beside what was read there."""

import io
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st
from PIL import Image
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessment.pictures import PictureCell, PictureRead, PictureText, PictureTexts
from assessment.pictures.periods import PicturePeriod
from assessment.service import Refused
from assessment.spreadsheets import ImportCandidate
from assessment.ui.format import plain
from assessment.ui.state.clock import today
from assessment.ui.state.session import language, service, words

NEAR = 2.5
"""Heights of a number within which its name is shown with it."""
AROUND = 0.5
"""How much of the picture is shown around a number and its name, in heights of the number."""
TALLEST = 160
"""Pixels of a piece."""


@dataclass(frozen=True)
class UploadedPicture:
    """A picture that this tab has read, and nobody else has; it goes once its numbers are taken."""

    file_id: str
    name: str
    raw: bytes
    """As it was chosen, for who wants to keep it as evidence."""
    read: PictureRead

    @property
    def key(self) -> str:
        """Names the widgets of this picture."""
        return self.file_id


def read_picture(file: UploadedFile, rank: int) -> UploadedPicture | None:
    """Read a picture and say meanwhile how many are read before it; None where it cannot be read."""
    raw = file.getvalue()
    line = st.empty()
    status = line.status(words("numbers.picture.reading", file=plain(file.name)))

    def on_place(place: int) -> None:
        key = "numbers.picture.waiting" if place else "numbers.picture.reading"
        status.update(label=words(key, file=plain(file.name), count=place))

    try:
        read = service().numbers.read_picture(raw, today(), file.name, rank + 1, on_place)
    except Refused as refused:
        line.warning(plain(f"{file.name}: {refused.in_(language())}"), icon=":material/image_not_supported:")
        return None
    line.empty()
    return UploadedPicture(file.file_id, file.name, raw, read)


def understood(held: UploadedPicture) -> None:
    """Say what was found in a picture; what is not needed is folded away."""
    for remark in held.read.remarks:
        st.warning(plain(remark.in_(language())), icon=":material/image_search:")
    unused = held.read.unused
    if unused:
        with st.expander(words("numbers.picture.unused", count=len(unused)), icon=":material/unfold_more:"):
            st.markdown("\n".join(f"- {plain(line)}" for line in unused))


def cells_of(
    offer: ImportCandidate, pictures: Sequence[UploadedPicture]
) -> list[tuple[UploadedPicture, PictureCell]]:
    """Return where in the pictures a number stands; nothing where it came from exports."""
    return [
        (held, cell)
        for _, place in offer.proposal.places
        for held in pictures
        for cell in held.read.cells_at(place)
    ]


def show_pieces(cells: Sequence[tuple[UploadedPicture, PictureCell]]) -> None:
    """Show the pieces of pictures in which a number stands, with the name that was read, and the days."""
    for held, cell in cells:
        # The head of a table may stand far above.
        near = [box for box in cell.named_by if cell.number.top - box.bottom < NEAR * cell.number.height]
        piece = piece_of(held.read.texts, [*near, cell.number])
        # In the page itself: a file for the browser to fetch would be kept by the server.
        alt = words("numbers.picture.piece", text=f"{cell.name} {cell.number.text}")
        data = b64encode(piece).decode()
        st.html(f'<img class="piece" alt="{escape(alt)}" src="data:image/jpeg;base64,{escape(data)}">')
        days = days_in_words(held.read.period)
        key = "numbers.picture.reads" if days else "numbers.picture.reads_without_days"
        st.caption(words(key, text=plain(f"{cell.name} {cell.number.text}"), days=days))


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


def days_in_words(period: PicturePeriod | None) -> str:
    """Return the days that a picture is about, in the page's language; nothing where it does not say."""
    if period is None:
        return ""
    if period.window and period.period is None:
        return words("numbers.picture.window", count=period.window)
    return period.title
