"""Which files are kept as evidence: the content decides, whatever the name says."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.service import Refused
from assessment.service.evidence_types import (
    CSV,
    JPEG,
    LARGEST,
    LONGEST_NAME,
    PDF,
    PNG,
    WEBP,
    XLSX,
    checked,
    safe_name,
    sound_link,
)


def png(width: int = 1, height: int = 1) -> bytes:
    """Return a picture that says it is this large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg() -> bytes:
    """Return the head of a photo of 4 by 3 pixels."""
    start = b"\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 3, 4) + b"\3" + 9 * b"\1"
    return b"\xff\xd8" + start + frame + b"\xff\xda\0\2\xff\xd9"


def webp() -> bytes:
    """Return the head of a WebP picture of 4 by 3 pixels."""
    body = b"WEBPVP8X" + struct.pack("<I", 10) + 4 * b"\0" + b"\3\0\0" + b"\2\0\0"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def workbook(**more: bytes) -> bytes:
    """Return an archive with what a workbook needs, and more parts."""
    packed = io.BytesIO()
    parts = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **more}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def archive_of(name: str, content: bytes) -> bytes:
    """Return an archive that is no workbook."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "kept", "media_type"),
    [
        ("截图.png", png(), "截图.png", PNG),
        ("IMG_1.JPEG", jpeg(), "IMG_1.JPEG", JPEG),
        ("a.webp", webp(), "a.webp", WEBP),
        ("合同.pdf", b"%PDF-1.7\n", "合同.pdf", PDF),
        ("罗盘.xlsx", workbook(), "罗盘.xlsx", XLSX),
        ("罗盘.csv", "日期,成交\n11-01,3万\n".encode("gbk"), "罗盘.csv", CSV),
        ("罗盘.csv", "日期,成交\n".encode(), "罗盘.csv", CSV),
        ("罗盘.csv", "日期\t成交\n".encode("utf-16"), "罗盘.csv", CSV),
        # A picture under another name is a picture, and is called one.
        ("照片.pdf", png(), "照片.pdf.png", PNG),
        ("罗盘", workbook(), "罗盘.xlsx", XLSX),
    ],
)
def test_the_content_says_what_a_file_is(name: str, raw: bytes, kept: str, media_type: str) -> None:
    found = checked(name, raw)

    assert (found.name, found.media_type) == (kept, media_type)


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("空.png", bytes, "空文件"),
        ("大.png", lambda: png() + bytes(LARGEST), "10.0 MB"),
        ("程序.png", lambda: b"MZ\x90\0" + bytes(200), "看的是内容"),
        ("程序.csv", lambda: b"MZ,1\n2,3\n", "看的是内容"),
        ("page.html", lambda: b"<html><script>alert(1)</script>", "看的是内容"),
        ("画.svg", lambda: b"<svg onload='alert(1)'/>", "看的是内容"),
        ("数据.csv", lambda: b"\x00\x01\x02\x03", "看的是内容"),
        ("断.png", lambda: png()[:40], "不完整"),
        ("断.jpg", lambda: b"\xff\xd8\xff\xe0\x00\x10JF", "不完整"),
        ("断.webp", lambda: webp()[:20], "不完整"),
        ("巨.png", lambda: png(40_000, 40_000), "40000 × 40000"),
        ("断.xlsx", lambda: workbook()[:60], "不完整"),
        ("压缩.xlsx", lambda: archive_of("a.txt", b"x"), "压缩包"),
        ("宏.xlsx", lambda: workbook(**{"xl/vbaProject.bin": b"x"}), "宏"),
        ("炸弹.xlsx", lambda: workbook(**{"xl/a.xml": bytes(90_000_000)}), "异常地大"),
        ("很多页.xlsx", lambda: workbook(**{f"xl/{n}.xml": b"" for n in range(1001)}), "异常地大"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_is_told_by_name_and_says_what_to_do(
    name: str, make: Callable[[], bytes], says: str
) -> None:
    with pytest.raises(Refused) as caught:
        checked(name, make())

    assert name in caught.value.in_("zh")
    assert says in caught.value.in_("zh")
    assert "没有保存" in caught.value.in_("zh")
    assert name in caught.value.in_("en")


def test_ten_megabytes_are_still_kept_and_one_byte_more_is_not() -> None:
    whole = png()
    full = whole[:-12] + bytes(LARGEST - len(whole)) + whole[-12:]

    assert checked("满.png", full).media_type == PNG
    with pytest.raises(Refused):
        checked("满.png", full[:-12] + b"\0" + full[-12:])


@pytest.mark.parametrize(
    ("hostile", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Users\\老陈\\截图.png", "截图.png"),
        ("a\0b\r\n.png", "ab.png"),
        ("报告\u202egnp.exe", "报告gnp.exe"),
        ('<img src=x>"|?*.png', "_img src=x_____.png"),
        ("  ..  ", "file"),
        ("", "file"),
        ("长" * 300 + ".png", "长" * (LONGEST_NAME - 4) + ".png"),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(hostile: str, kept: str) -> None:
    assert safe_name(hostile) == kept


@given(st.text(max_size=400))
def test_whatever_the_name_a_file_has_a_short_one_without_folders(name: str) -> None:
    found = checked(name, png()).name

    assert 0 < len(found) <= LONGEST_NAME
    assert found.lower().endswith(".png")
    assert not set(found) & set('/\\<>:"|?*')
    assert found.isprintable()


@pytest.mark.parametrize("link", ["https://a.cn/x?y=1#z", "HTTP://a.cn", " http://店.cn/一 "])
def test_a_web_address_is_a_link(link: str) -> None:
    assert sound_link(link) == link.strip()


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://",
        "a.cn",
        "https://a.cn/x y",
        "https://a.cn/\u202ex",
        "http://[1",
        "",
    ],
)
def test_anything_else_is_none(link: str) -> None:
    with pytest.raises(Refused) as caught:
        sound_link(link)

    assert "http" in caught.value.in_("zh")
