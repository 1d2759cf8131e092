"""Pictures read one at a time, in a process of its own, in the order of a fair queue.

The process begins with the first picture, and ends after some minutes without
one or when a picture takes too long. Nothing is written to disk.
"""

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assessment.pictures.boxes import PictureText, PictureTexts
from assessment.pictures.pipe import receive, send
from assessment.spreadsheets.sniff import LARGEST, Unreadable, kind_of
from assessment.texts import Text

LONGEST = 60.0
"""Seconds that one picture may take on a busy computer; of processor time `worker.py` gives it less."""
START = 30.0
"""Seconds more that the first picture may take: the models are loaded before it."""
TOO_BUSY = -getattr(signal, "SIGPROF", 0)
"""How a process ends that took too much of the processor."""
IDLE = 180.0
"""Seconds without a picture after which the process ends, and its memory is free again."""
MOST_WAITING = 40
"""Pictures that may wait; who comes later is asked to come back."""
SILENT = {"ORT_DISABLE_TELEMETRY": "1", "ORT_TELEMETRY_DISABLED": "1"}
"""Environment of the reading process. Without it, released builds of ONNX Runtime keep an identifier of
the computer and a queue of events in the user's cache, and send them to their maker. The name differs by
version."""
NEEDED = ("rapidocr", "onnxruntime", "cv2", "pillow_heif")
"""What reading needs; an operator may leave it out."""

OnPlace = Callable[[int], None]
"""Is told how many pictures are read before this one, each time that changes."""


def refused(key: str, fix: str, **values: str | int) -> Unreadable:
    """Return the refusal of a picture, said by the catalogue: `pictures.refused`, `pictures.fix`."""
    return Unreadable(Text(f"pictures.refused.{key}", **values), Text(f"pictures.fix.{fix}"))


FIXES = {
    "damaged": "take_again",
    "too_many_pixels": "crop",
    "animated": "take_again",
    "too_small": "take_again",
    "unknown_kind": "choose_picture",
}
"""What to do, by the reason for which the process refuses a picture."""


def can_read() -> bool:
    """Whether what reading needs is installed."""
    return all(importlib.util.find_spec(name) is not None for name in NEEDED)


NAMED_SO = re.compile(r"\.(?:png|jpe?g|webp|hei[cf]|gif|bmp|tiff?|svg|avif)$", re.IGNORECASE)


def is_picture(raw: bytes, name: str = "") -> bool:
    """Whether a file is a picture, of any kind, by its first bytes.

    What says nothing by its bytes is what its name says: letters in a file called .jpg, and drawings that are
    written in letters, are no tables.
    """
    kind = kind_of(raw)
    if kind in {"png", "jpeg", "webp", "picture"} or raw[4:8] == b"ftyp":
        return True
    return kind in {"text", "page", "empty"} and NAMED_SO.search(name) is not None


class PictureReader:
    """Reads the texts of pictures."""

    def __init__(
        self,
        *,
        longest: float = LONGEST,
        start: float = START,
        idle: float = IDLE,
    ) -> None:
        self._longest, self._start, self._idle_after = longest, start, idle
        self._process: subprocess.Popen[bytes] | None = None
        self._idle: threading.Timer | None = None
        self._queue: list[object] = []
        self._moved = threading.Condition()

    def read(self, raw: bytes, on_place: OnPlace | None = None) -> PictureTexts:
        """Return the texts of a picture; waits until the pictures that came before are read.

        Args:
            raw: the bytes of a PNG, JPEG, WebP or HEIC.
            on_place: is told the place in the queue; what it raises ends the waiting.

        Raises:
            Unreadable: no picture, damaged, too large, or it took too long; says what to do.
        """
        if not raw:
            raise refused("empty", "take_again")
        if len(raw) > LARGEST:
            raise refused("too_large", "crop", most=LARGEST // 10**6)
        if not can_read():
            raise refused("not_installed", "install")
        with self._turn(on_place):
            return self._answer(raw)

    def close(self) -> None:
        """End the process, if there is one; the next picture begins another."""
        with self._turn(None):
            self._end()

    @contextmanager
    def _turn(self, on_place: OnPlace | None) -> Iterator[None]:
        """Wait until everybody who came before is done."""
        me = object()
        with self._moved:
            if len(self._queue) >= MOST_WAITING:
                raise refused("busy", "later")
            self._queue.append(me)
        try:
            place = None
            while place != 0:
                with self._moved:
                    if place is not None and self._queue.index(me) == place:
                        self._moved.wait()
                    place = self._queue.index(me)
                if on_place is not None:
                    on_place(place)
            yield
        finally:
            with self._moved:
                self._queue.remove(me)
                self._moved.notify_all()

    def _answer(self, raw: bytes) -> PictureTexts:
        """Send one picture, and kill the process where the answer does not come in time."""
        if self._idle is not None:
            self._idle.cancel()
        fresh = self._process is None or self._process.poll() is not None
        process = self._begin() if fresh or self._process is None else self._process
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(self._longest + (self._start if fresh else 0), give_up)
        clock.daemon = True
        clock.start()
        try:
            header, picture = _exchange(process, raw)
        finally:
            clock.cancel()
        if header is None or picture is None:
            self._end()
            slow = late.is_set() or process.returncode == TOO_BUSY
            raise refused("too_long", "crop") if slow else refused("failed", "take_again")
        self._end_when_idle()
        answer = json.loads(header)
        if (reason := answer.get("refused")) is not None:
            raise refused(reason, FIXES[reason])
        boxes = tuple(PictureText.from_json(each) for each in answer["boxes"])
        return PictureTexts(answer["width"], answer["height"], boxes, picture, answer["seconds"])

    def _begin(self) -> subprocess.Popen[bytes]:
        self._end()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "assessment.pictures.sandbox"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
            env={**os.environ, **SILENT},
        )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)
        process.wait()

    def _end_when_idle(self) -> None:
        self._idle = threading.Timer(self._idle_after, self.close)
        self._idle.daemon = True
        self._idle.start()


def _exchange(process: subprocess.Popen[bytes], raw: bytes) -> tuple[bytes | None, bytes | None]:
    """Return the two messages of an answer; None where the process is gone."""
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    try:
        send(process.stdin, raw)  # type: ignore[arg-type] # a buffered pipe
        return receive(process.stdout), receive(process.stdout)  # type: ignore[arg-type]
    except OSError:
        return None, None


def _close(pipe: object) -> None:
    try:
        pipe.close()  # type: ignore[attr-defined]
    except OSError:
        return
