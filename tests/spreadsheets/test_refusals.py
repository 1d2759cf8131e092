"""Files that are no table, or too much of one: each refused in words that say what to do."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from assessment.spreadsheets import Unreadable
from assessment.spreadsheets.cells import MOST_KEPT, MOST_ROWS
from assessment.spreadsheets.sniff import ENCRYPTED
from tests.spreadsheets.reading import FILES, offers, read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def repacked(**instead: bytes) -> bytes:
    """The workbook of two sheets with some of its parts replaced."""
    with zipfile.ZipFile(FILES / "two-sheets.xlsx") as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return zipped(
        entries | {name.replace("__", "/").replace("_xml", ".xml"): raw for name, raw in instead.items()}
    )


def bomb() -> bytes:
    """A sheet of blanks: small packed, enormous unpacked."""
    return repacked(xl__worksheets__sheet1_xml=b" " * 140_000_000)


def bombs_in_a_row() -> bytes:
    """Many entries, each innocent alone."""
    parts = {f"xl/worksheets/sheet{rank}.xml": bytes(range(250)) * 60_000 for rank in range(11)}
    return zipped({"xl/workbook.xml": b"<workbook/>", **parts})


def lying_bomb() -> bytes:
    """A zip whose directory says that its large entry is small."""
    content = b"0123456789abcdef" * 400_000
    raw = bytearray(zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": content}))
    size, lie = struct.pack("<I", len(content)), struct.pack("<I", 1000)
    return bytes(raw).replace(size, lie)


def broken_sheets() -> bytes:
    """A workbook whose sheets end in the middle."""
    broken = b"<worksheet><row"
    return repacked(xl__worksheets__sheet1_xml=broken, xl__worksheets__sheet2_xml=broken)


def hostile_sheet(entities: str, name: str) -> bytes:
    """A workbook whose sheet has a cell with an entity of its own."""
    cell = f'<c r="A1" t="inlineStr"><is><t>&{name};</t></is></c>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = (
        f'<?xml version="1.0"?><!DOCTYPE worksheet [{entities}]>'
        f'<worksheet xmlns="{space}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    )
    return repacked(xl__worksheets__sheet1_xml=text.encode(), xl__worksheets__sheet2_xml=text.encode())


def entities() -> bytes:
    """A billion laughs in a cell."""
    steps = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return hostile_sheet(f'<!ENTITY l0 "ha">{steps}', "l9")


def stolen_file() -> bytes:
    """A cell that asks for a file of the machine."""
    return hostile_sheet('<!ENTITY x SYSTEM "file:///etc/hostname">', "x")


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "文件是空的"),
    "only blanks and line ends": (lambda: b"\xef\xbb\xbf  \r\n\r\n", "文件是空的"),
    "only separators": (lambda: b",,,\n,,,\n", "文件里没有内容"),
    "a picture called .xlsx": (lambda: PNG, "这是一张图片"),
    "an old Excel file": (lambda: OLE + b"\0" * 4000, "老版本的 Excel"),
    "a workbook with a password": (lambda: OLE + b"\0" * 512 + ENCRYPTED + b"\0" * 512, "打开密码"),
    "a page called .xls": ("<html><table><tr><td>支付金额</td></tr></table>".encode, "网页格式"),
    "a PDF": (lambda: b"%PDF-1.7\n" + b"x" * 200, "这是 PDF"),
    "an archive": (lambda: zipped({"a.txt": b"hello"}), "不是 Excel 表格"),
    "another office's spreadsheet": (lambda: zipped({"content.xml": b"<x/>"}), "读不了"),
    "half a workbook": (lambda: (FILES / "two-sheets.xlsx").read_bytes()[:3000], "已损坏"),
    "a workbook that is no XML": (lambda: repacked(xl__workbook_xml=b"\0\1\2"), "已损坏"),
    "sheets that are no XML": (broken_sheets, "已损坏"),
    "bytes in no encoding": (lambda: "日期,支付金额\n".encode() + b"\x81\xff\xff,\xfe\xa0\n" * 3, "第 2 行"),
    "random bytes": (lambda: zlib.compress(bytes(range(256)) * 40)[:600] * 3, ""),
    "a quotation mark never closed": (lambda: b'a,b\n1,"2\n' + b"3,4\n" * 60_000, "引号没有收尾"),
    "more than ten million bytes": (lambda: b"1,2\n" * 2_600_000, "超过 10 MB"),
    "a zip bomb": (bomb, "大得不正常"),
    "a zip bomb in many pieces": (bombs_in_a_row, "大得不正常"),
    "a zip whose directory lies": (lying_bomb, "已损坏"),
    "an entity of its own": (lambda: hostile_sheet('<!ENTITY x "82">', "x"), "已损坏"),
    "entities that grow": (entities, "已损坏"),
    "an entity that reads a file": (stolen_file, "已损坏"),
}


BOMBS = ("a zip bomb", "a zip bomb in many pieces")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in BOMBS else name for name in HOSTILE]
)
def test_what_holds_no_table_is_refused_in_words(name: str) -> None:
    make, says = HOSTILE[name]

    with pytest.raises(Unreadable) as refused:
        read(make())

    assert says in refused.value.text.in_("zh")
    assert "请" in refused.value.text.in_("zh")
    assert refused.value.text.in_("en").endswith(".")


def test_a_bomb_is_refused_before_anything_of_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = bomb()
    opened: list[object] = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args, **_: opened.append(args))

    with pytest.raises(Unreadable):
        read(raw)

    assert opened == []


DAYS = [f"2026-{month:02d}-{day:02d}" for month in (9, 10) for day in range(1, 29)]


@pytest.mark.slow
def test_of_two_hundred_thousand_lines_the_first_are_read_and_that_is_said() -> None:
    lines = "".join(f"{DAYS[n % 56]},{n % 900},5\n" for n in range(200_000))

    table = read("日期,支付金额,退款金额\n" + lines)

    assert [one.code for one in table.notices] == ["cut"]
    assert table.table.rows[-1].number == MOST_ROWS
    found = offers(table)["refund_rate"]
    assert "over_cut_rows" in {notice.code for notice in found.notices}
    assert not found.ticked


SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def long_sheet(rows: int) -> bytes:
    """A workbook whose sheets have so many rows."""
    head = "".join(
        f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("日期", "支付金额", "退款金额")
    )
    cells = "".join(
        f"<row><c><v>{46200 + n % 56}</v></c><c><v>{n * 7919 % 90001}</v></c><c><v>5</v></c></row>"
        for n in range(rows)
    )
    sheet = f'<worksheet xmlns="{SPACE}"><sheetData><row>{head}</row>{cells}</sheetData></worksheet>'.encode()
    return repacked(xl__worksheets__sheet1_xml=sheet, xl__worksheets__sheet2_xml=sheet)


@pytest.mark.slow
def test_of_a_workbook_of_two_hundred_thousand_rows_the_first_are_read() -> None:
    table = read(long_sheet(200_000))

    assert [one.code for one in table.notices] == ["cut"]
    assert table.table.rows[-1].number == MOST_ROWS


def test_a_sheet_of_more_cells_than_any_shop_has_figures_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessment.spreadsheets.xlsx.MOST_CELLS", 300)

    with pytest.raises(Unreadable) as refused:
        read((FILES / "compass-live.xlsx").read_bytes())

    assert "大得不正常" in refused.value.text.in_("zh")


@pytest.mark.parametrize("after", [1, 30_000])
def test_a_quotation_mark_left_open_is_told_with_its_line_and_swallows_nothing(after: int) -> None:
    raw = '日期,支付金额,退款金额\n2026-11-01,100,5\n2026-11-02,"300,15\n' + "2026-11-03,100,5\n" * after

    with pytest.raises(Unreadable, match="line 3"):
        read(raw)


def test_a_quotation_mark_inside_a_cell_is_an_ordinary_sign() -> None:
    assert offers(read('日期;商家体验分;备注\n2026-11-01;82;抖店,"飞鸽"\n'))["experience_score"].number == 82


@pytest.mark.slow
def test_of_a_sheet_of_many_columns_as_many_cells_are_read_as_a_shop_has_figures() -> None:
    names = ",".join(f"列{number}" for number in range(198))
    lines = "".join(f"2026-10-{day % 28 + 1:02d},100,{',1' * 197}\n" for day in range(8000))

    table = read(f"日期,支付金额,{names}\n{lines}")

    assert [one.code for one in table.notices] == ["cut"]
    assert sum(len(row.cells) for row in table.table.rows) <= MOST_KEPT


@pytest.mark.slow
def test_what_is_told_does_not_grow_with_the_file() -> None:
    names = ",".join(f"类{number}" for number in range(150))
    lines = "".join(f"2026-10-{day:02d},100,5,{','.join([f'v{day}'] * 150)}\n" * 2 for day in range(1, 32))

    table = read(f"日期,支付金额,退款金额,{names}\n{lines}")

    assert len(table.notices) < 10
    assert all(len(offer.notices) < 10 for offer in offers(table).values())
