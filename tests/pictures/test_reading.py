"""Pictures read for real, in the reading process: a few seeds of the generator, and what is no good picture.

More of them are read by `python -m benchmarks pictures`.
"""

import io
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from assessment.pictures import PictureReader
from assessment.spreadsheets import Unreadable
from tests.browser.server import ROOT, until
from tests.pictures.damage import sample
from tests.pictures.drawing import Drawn, screenshot
from tests.pictures.judging import judge, offers
from tests.pictures.unfamiliar import UNFAMILIAR, pictured

PATIENCE = 300
"""Seconds: other tests may keep the processor busy."""
FOUND = {"refund_rate": 12.35, "repeat_buyer_share": 31.2}


@pytest.fixture(scope="module")
def reader() -> Iterator[PictureReader]:
    opened = PictureReader(longest=PATIENCE)
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [4, 46, 64])
def test_what_is_ticked_is_what_stands_in_the_picture(reader: PictureReader, seed: int) -> None:
    drawn = sample(seed)

    judged = judge(drawn, reader.read(drawn.raw))

    assert judged.wrong_and_ticked == {}
    assert judged.right == judged.wanted.keys() != set()


@pytest.mark.slow
def test_nothing_is_ticked_in_a_long_screenshot_of_different_days(reader: PictureReader) -> None:
    drawn = sample(12)

    found = offers(reader.read(drawn.raw))

    assert drawn.days_differ
    assert [each.number for each in found if each.ticked] == []
    assert found != []


@pytest.mark.slow
@pytest.mark.parametrize("make", UNFAMILIAR)
def test_on_a_page_of_another_shape_nothing_wrong_is_ticked(
    reader: PictureReader, make: Callable[[], Drawn]
) -> None:
    drawn = pictured(make)

    judged = judge(drawn, reader.read(drawn.raw))

    assert judged.wrong_and_ticked == {}
    assert judged.wanted.keys() == judged.right


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def shot() -> Image.Image:
    return Image.open(io.BytesIO(screenshot()))


def as_heic() -> bytes:
    pillow_heif.register_heif_opener()
    return saved(shot(), "HEIF", quality=80)


def turned_by_the_camera() -> bytes:
    """Return a photo that lies on its side, with the camera's remark on how to turn it."""
    lying = shot().rotate(90, expand=True)
    exif = lying.getexif()
    exif[0x0112] = 6
    exif[0x010F] = "PhoneMaker"
    return saved(lying, "JPEG", exif=exif, quality=90)


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        as_heic,
        turned_by_the_camera,
        lambda: saved(shot().rotate(180)),
        lambda: saved(shot().rotate(-90, expand=True)),
    ],
    ids=["heic", "turned by the camera", "upside down", "on its side"],
)
def test_a_picture_is_read_whichever_way_up_it_is(reader: PictureReader, make: Callable[[], bytes]) -> None:
    texts = reader.read(make())

    assert {each.metric.id: each.number for each in offers(texts)} == FOUND
    assert b"PhoneMaker" not in texts.picture
    assert not Image.open(io.BytesIO(texts.picture)).getexif()


def a_hundred_megapixels() -> bytes:
    """Return a PNG whose head says 10,000 by 10,000; its pixels pack to next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def animated() -> bytes:
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue")]
    return saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (bytes, "图片是空的"),
    "another kind": (lambda: saved(shot().quantize(), "GIF"), "不是能读的图片"),
    "no picture, though its first bytes say so": (lambda: b"\xff\xd8\xff" + bytes(2000), "不是能读的图片"),
    "cut off": (lambda: screenshot()[:4000], "不完整"),
    "a hundred megapixels": (a_hundred_megapixels, "尺寸太大"),
    "animated": (animated, "动图"),
    "tiny": (lambda: saved(Image.new("RGB", (20, 20))), "太小"),
}


@pytest.mark.parametrize(("make", "said"), REFUSED.values(), ids=REFUSED)
def test_a_bad_picture_is_refused_in_a_sentence_with_what_to_do(
    reader: PictureReader, make: Callable[[], bytes], said: str
) -> None:
    with pytest.raises(Unreadable) as trouble:
        reader.read(make())

    assert said in trouble.value.what.in_("zh")
    assert trouble.value.fix.in_("zh").endswith("。")
    assert trouble.value.fix.in_("en").endswith(".")


def test_a_picture_of_something_else_has_no_numbers(reader: PictureReader) -> None:
    assert reader.read(saved(Image.effect_noise((400, 400), 60).convert("RGB"), "JPEG")).boxes == ()


def test_whoever_waits_is_told_the_place_and_nobody_overtakes(reader: PictureReader) -> None:
    told: list[tuple[str, int]] = []
    first_reads, waits, done = threading.Event(), threading.Event(), threading.Event()

    def first(place: int) -> None:
        if place == 0:
            first_reads.set()
            done.wait(PATIENCE)

    def note(name: str, place: int) -> None:
        told.append((name, place))
        waits.set()

    def read(on_place: Callable[[int], None]) -> None:
        with pytest.raises(Unreadable):
            reader.read(b"GIF89a", on_place)

    ahead = threading.Thread(target=read, args=(first,))
    ahead.start()
    first_reads.wait(PATIENCE)
    behind = []
    for name in ("second", "third"):
        waits.clear()
        behind.append(threading.Thread(target=read, args=(partial(note, name),)))
        behind[-1].start()
        waits.wait(PATIENCE)
    done.set()
    for each in (ahead, *behind):
        each.join(PATIENCE)

    assert [each for each in told if each[1] == 0] == [("second", 0), ("third", 0)]
    assert told[:2] == [("second", 1), ("third", 2)]


def test_a_picture_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    hasty = PictureReader(longest=0.2, start=0)

    with pytest.raises(Unreadable) as trouble:
        hasty.read(screenshot())

    assert "读得太久" in trouble.value.what.in_("zh")
    hasty.close()


def processes_of_ours() -> set[int]:
    """Return the processes that this one has begun and that are not yet gone."""
    return {
        int(id_) for each in Path("/proc/self/task").glob("*/children") for id_ in each.read_text().split()
    }


def may_give_up_network() -> bool:
    """Whether the system lets a process leave its networks; containers often forbid it."""
    asked = "from assessment.pictures.sandbox import give_up_network; exit(not give_up_network())"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=False)  # noqa: S603 - our own words
    return said.returncode == 0


@pytest.mark.slow
def test_the_reading_process_has_no_network(reader: PictureReader) -> None:
    if not may_give_up_network():
        pytest.skip("the system lets no process leave its networks")
    reader.read(screenshot())

    networks = {Path(f"/proc/{id_}/ns/net").readlink() for id_ in processes_of_ours()}

    assert networks - {Path("/proc/self/ns/net").readlink()}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes as Linux shows them")
def test_the_reading_process_ends_when_nobody_needs_it_and_its_memory_is_free() -> None:
    before = processes_of_ours()
    short_lived = PictureReader(longest=PATIENCE, idle=0.2)
    reads = threading.Thread(target=short_lived.read, args=(screenshot(),))
    reads.start()

    until(lambda: processes_of_ours() > before, "the reading process is there")
    reads.join(PATIENCE)
    until(lambda: processes_of_ours() == before, "the reading process is gone")

    again = short_lived.read(screenshot())
    assert {each.metric.id: each.number for each in offers(again)} == FOUND
    short_lived.close()
    assert processes_of_ours() == before
