"""The reading process: pictures in on one pipe, texts with their places out on another.

Begun by `sandbox.py`, for `reader.py`. It opens no connection and writes no
file. An answer is JSON, then a JPEG (`pipe.py`).
"""

import io
import json
import math
import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from PIL import Image
from rapidocr import RapidOCR
from rapidocr.ch_ppocr_det.utils import TextDetOutput
from rapidocr.utils.process_img import get_rotate_crop_image

from assessment.pictures.decode import UndecodablePicture, decode
from assessment.pictures.level import Quad, length, levelled, own_slant, slant_of
from assessment.pictures.pipe import receive, send

LONGEST = 40
"""Processor seconds that one picture may take; nearly all take less than two."""
MEMORY = 4_000_000_000
"""Bytes of addresses the process may take; while it reads it uses up to 700 MB."""
WIDEST = ((1.45, 820), (1.1, 1200), (0.0, 1920))
"""By how many times its width a picture is high at least, the pixels it is made narrower to: a phone's
screen, a photo held upright, all others. Text is then still some twenty pixels high."""
LOOKED_FOR_AT, IN_WIDE_ONES_AT = 0.62, 0.8
"""What a picture is scaled to before its texts are looked for, which takes half as long; they are read as
large as they are. On the page of a wide screen they are smaller from the start."""
SMALL, ENLARGED = 736, 2.0
"""The pixels of its shorter side below which a picture is enlarged before that, and by how much at most."""
LONGER = 0.1
"""By how much of its height a text is cut out longer at each end than it was found: so it ends with no sign
that is cut."""
READABLE = 0.5
"""How sure the reading of a text must be, from 0 to 1, for it to be a text."""
NARROWEST = 48
"""Pixels of width up to which short texts are widened to be read together; the library's own number, 320,
makes most of them twice as wide as they are."""
STRIP = 1900
"""Pixels of height that are looked at together: longer pictures are read in strips."""
SHARED = 200
"""Pixels that neighbouring strips share, so that no line is cut."""
MARK = 12
"""Degrees by which a text slants otherwise than the others where it is a mark laid over the picture."""
SURE_OF_TURN = 0.9
LOOKED_AT = 9
"""Texts by which one sees which way up a picture is."""
OTHER_SIZE = 0.72
"""What numbers are scaled to for their second reading."""
NUMBER = re.compile(r"\W{0,2}\d")
"""Begins what is read a second time."""
JPEG_QUALITY = 80


def bound_memory() -> None:
    """Let the process fail rather than the computer."""
    try:
        import resource  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def bound_time(seconds: float) -> None:
    """Let the process end once it has worked so long from now, however busy the computer is; 0 for no end.

    A timer counts from where it is set. A limit of the whole process would have to be set by another clock
    than the kernel holds against it, and the two drift apart over hundreds of pictures.
    """
    if hasattr(signal, "setitimer"):  # not there on Windows
        signal.setitimer(signal.ITIMER_PROF, seconds)


def refuse_connections() -> None:
    """Make every attempt to reach another computer an error, whatever a library may think it needs."""

    def refuse(event: str, _: tuple[Any, ...]) -> None:
        if event in {"socket.connect", "socket.getaddrinfo", "socket.bind"}:
            message = "the reading process talks to nobody"
            raise RuntimeError(message)

    sys.addaudithook(refuse)


def new_engine() -> RapidOCR:
    """Return the reader with the models that came with its package; its runtime reports to nobody.

    It works in one thread: two are hardly sooner done on a free computer, and on a busy one they wait for one
    another at twice the cost.
    """
    # The environment says so too (`reader.SILENT`), where this alone comes too late.
    onnxruntime.disable_telemetry_events()
    cv2.setNumThreads(1)
    params = {
        "Global.log_level": "critical",
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Global.use_cls": False,
        "Global.use_rec": False,
        "Global.max_side_len": STRIP + SHARED,
        # Scaled by `find_texts` already.
        "Det.limit_side_len": 32,
        "Rec.rec_img_shape": [3, 48, NARROWEST],
    }
    return RapidOCR(params=params)


def narrowed(picture: Image.Image) -> Image.Image:
    """Return a picture no wider than needed: time grows with its pixels."""
    width, height = picture.size
    widest = next(pixels for times, pixels in WIDEST if height >= times * width)
    if width <= widest:
        return picture
    return picture.resize((widest, round(height * widest / width)), Image.Resampling.LANCZOS)


def read_texts(engine: RapidOCR, pixels: np.ndarray[Any, Any]) -> list[tuple[Quad, str, float]]:
    """Read a picture: where its texts stand, and then what they say."""
    quads = find_texts(engine, pixels)
    if not quads:
        return []
    result = engine.recognize_txt([get_rotate_crop_image(pixels, _longer(quad)) for quad in quads])
    read = zip(quads, result.txts or (), result.scores or (), strict=True)
    return [(quad, text, float(sure)) for quad, text, sure in read if text.strip() and sure >= READABLE]


def _longer(quad: Quad) -> Quad:
    """Return a place a little longer at both ends."""
    more = LONGER * length(quad, 1, 2) / max(length(quad, 0, 1), 1) * (quad[1] - quad[0])
    return (quad + np.array([-more, more, more, -more])).astype(np.float32)


def find_texts(engine: RapidOCR, pixels: np.ndarray[Any, Any]) -> list[Quad]:
    """Return where texts stand; each belongs to the strip in which its middle lies."""
    height, width = pixels.shape[:2]
    strips = max(1, math.ceil((height - SHARED) / (STRIP - SHARED)))
    step = max(1, math.ceil((height - SHARED) / strips))
    scale = LOOKED_FOR_AT if height > width else IN_WIDE_ONES_AT
    scale *= min(ENLARGED, max(1.0, SMALL / min(width, height)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    found: list[Quad] = []
    for top in range(0, step * strips, step):
        bottom = min(top + step + SHARED, height)
        first = top + SHARED / 2 if top else 0
        last = bottom - SHARED / 2 if bottom < height else height
        size = (max(32, round(width * scale)), max(32, round((bottom - top) * scale)))
        small = cv2.resize(pixels[top:bottom], size, interpolation=how)
        result = engine(small)
        boxes = result.boxes if isinstance(result, TextDetOutput) else None
        for quad in () if boxes is None else boxes:
            placed = np.asarray(quad, np.float32) * (width / size[0], (bottom - top) / size[1]) + (0, top)
            if first <= placed[:, 1].mean() < last:
                found.append(placed.astype(np.float32))
    return found


def quarter_turns(engine: RapidOCR, pixels: np.ndarray[Any, Any], quads: Sequence[Quad]) -> int:
    """Return by how many quarters, against the clock, a picture must be turned to stand upright."""
    wide = [each for each in quads if length(each, 0, 1) > 2 * length(each, 1, 2)]
    tall = [each for each in quads if length(each, 1, 2) > 2 * length(each, 0, 1)]
    sideways = len(tall) > len(wide)
    chosen = sorted(tall if sideways else wide, key=lambda each: -length(each, 0, 1) - length(each, 1, 2))
    if not chosen:
        return 0
    pieces = [_piece(pixels, each) for each in chosen[:LOOKED_AT]]
    if sideways:
        pieces = [np.rot90(piece) for piece in pieces]
    says = engine.cls_and_rotate(pieces)[1].cls_res or []
    over = sum(1 for label, sure in says if str(label) == "180" and sure > SURE_OF_TURN)
    return (1 if sideways else 0) + (2 if 2 * over > len(pieces) else 0)


def _piece(pixels: np.ndarray[Any, Any], quad: Quad) -> np.ndarray[Any, Any]:
    left, top = np.maximum(quad.min(axis=0).astype(int), 0)
    right, bottom = np.ceil(quad.max(axis=0)).astype(int)
    return np.ascontiguousarray(pixels[top : max(bottom, top + 2), left : max(right, left + 2)])


def read_again(engine: RapidOCR, pixels: np.ndarray[Any, Any], quads: Sequence[Quad]) -> list[str]:
    """Read some places once more, each a little larger cut out and at another size."""
    pieces = []
    for quad in quads:
        grown = quad + np.array([[-3, -2], [3, -2], [3, 2], [-3, 2]])
        piece = Image.fromarray(_piece(pixels, np.clip(grown, 0, [pixels.shape[1], pixels.shape[0]])))
        size = (max(8, round(piece.width * OTHER_SIZE)), max(8, round(piece.height * OTHER_SIZE)))
        pieces.append(np.asarray(piece.resize(size, Image.Resampling.BICUBIC)))
    return list(engine.recognize_txt(pieces).txts or ()) if pieces else []


def understood(engine: RapidOCR, raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the texts of a picture, and the picture as they stand in it.

    Raises:
        UndecodablePicture: it is none that is opened.
    """
    picture = narrowed(decode(raw))
    pixels = _pixels(picture)
    texts = read_texts(engine, pixels)
    turns = quarter_turns(engine, pixels, [quad for quad, _, _ in texts])
    if turns:
        picture = narrowed(picture.rotate(90 * turns, expand=True))
        pixels = _pixels(picture)
        texts = read_texts(engine, pixels)
    slant = slant_of([quad for quad, _, _ in texts])
    texts = [text for text in texts if (own := own_slant(text[0])) is None or abs(own - slant) < MARK]
    straight, quads = levelled(picture, [quad for quad, _, _ in texts])
    if straight is not picture:
        picture, pixels = straight, _pixels(straight)
        texts = [(quad, text, sure) for quad, (_, text, sure) in zip(quads, texts, strict=True)]
    numbers = [at for at, (_, text, _) in enumerate(texts) if NUMBER.match(text)]
    again = dict(zip(numbers, read_again(engine, pixels, [texts[at][0] for at in numbers]), strict=True))
    boxes = list(_boxes(texts, again))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=JPEG_QUALITY)
    answer = {"width": picture.width, "height": picture.height, "turned": turns, "boxes": boxes}
    return answer, stream.getvalue()


def _pixels(picture: Image.Image) -> np.ndarray[Any, Any]:
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])


def _boxes(texts: Sequence[tuple[Quad, str, float]], again: dict[int, str]) -> Iterator[dict[str, Any]]:
    order = sorted(range(len(texts)), key=lambda at: texts[at][0][:, 1].mean())
    for at in order:
        quad, text, sure = texts[at]
        # The upper and lower edges are where a slanting line has them in the middle.
        across, down = quad[:, 0], quad[:, 1]
        top, bottom = (down[0] + down[1]) / 2, (down[2] + down[3]) / 2
        place = [across.min(), min(top, bottom), across.max(), max(top, bottom)]
        box = {"text": text.strip(), "at": [round(float(one), 1) for one in place], "sure": round(sure, 4)}
        box["slant"] = round(own_slant(quad) or 0.0, 2)
        yield {**box, "again": again[at].strip()} if at in again else box


def main() -> None:
    """Answer pictures until the other side goes away."""
    bound_memory()
    refuse_connections()
    if hasattr(os, "nice"):
        os.nice(5)
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    # What a library prints must not come between two messages.
    sys.stdout = sys.stderr
    engine = new_engine()
    while (raw := receive(incoming)) is not None:
        picture = b""
        bound_time(LONGEST)
        began = time.process_time()
        try:
            header, picture = understood(engine, raw)
            header["seconds"] = round(time.process_time() - began, 3)
        except UndecodablePicture as trouble:
            header = {"refused": trouble.reason}
        except MemoryError:
            header = {"refused": "too_many_pixels"}
        bound_time(0)
        send(outgoing, json.dumps(header).encode())
        send(outgoing, picture)
