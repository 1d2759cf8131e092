"""A picture's bytes made pixels: checked beforehand, turned upright, without what a camera wrote.

Runs in the reading process only: decoders of pictures are large, and are fed by strangers.
"""

import io
from typing import Literal

import pillow_heif
from PIL import Image, ImageOps

MOST_PIXELS = 50_000_000
"""Of a picture: a phone's camera has 12 to 48 million, a stitched screenshot some 40."""
SMALLEST_SIDE = 40
LONGEST_SIDE = 30_000
FORMATS = ("PNG", "JPEG", "WEBP", "HEIF")

Reason = Literal["damaged", "too_many_pixels", "animated", "too_small", "unknown_kind"]


class UndecodablePicture(Exception):  # noqa: N818 - named after what happened
    """A picture that is not opened, with the reason."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


def decode(raw: bytes) -> Image.Image:
    """Return the picture, upright and in plain colours; nothing but its pixels is kept.

    Raises:
        UndecodablePicture: of another kind, animated, damaged or cut off, too large or too small.
    """
    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    try:
        picture = Image.open(io.BytesIO(raw), formats=FORMATS)
    except Image.DecompressionBombError as trouble:
        raise UndecodablePicture("too_many_pixels") from trouble
    # Whatever a foreign file makes the library trip over.
    except Exception as trouble:
        raise UndecodablePicture("unknown_kind") from trouble
    _check(picture)
    try:
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        plain = _without_transparency(upright)
    except Exception as trouble:
        raise UndecodablePicture("damaged") from trouble
    bare = Image.new("RGB", plain.size)
    bare.paste(plain)
    return bare


def _check(picture: Image.Image) -> None:
    """Refuse by what the head of the file says, before a pixel is unpacked."""
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise UndecodablePicture("too_many_pixels")
    if min(width, height) < SMALLEST_SIDE:
        raise UndecodablePicture("too_small")
    # A HEIC may hold several photos; its first one is what the phone shows.
    if picture.format != "HEIF" and getattr(picture, "n_frames", 1) > 1:
        raise UndecodablePicture("animated")


def _without_transparency(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(ground, layer).convert("RGB")
