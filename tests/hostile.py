"""Hostile files by chance: sound ones of each kind, with what a stranger or a bad disk would do to them.

The same seed makes the same file. What each reader must do with one is said
by `tried`: read it, or refuse it in words; anything else is a fault of ours.
"""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from assessment.files import read
from assessment.instrument.bank import Bank
from assessment.instrument.load import shipped_bank
from assessment.instrument.problems import LONGEST, MOST_PROBLEMS, Problem
from assessment.instrument.releases import digest
from assessment.instrument.yaml_tree import read_yaml
from assessment.service import LocalizedError, Service, StoreError
from assessment.service.context import Context
from assessment.service.service import utc_now
from assessment.spreadsheets import Unreadable
from assessment.spreadsheets.reader import read_table
from assessment.store.assessments import LOCAL, ensure_actor
from assessment.store.database import open_database
from tests.shipped import BANK

SAMPLES = Path(__file__).parent / "files" / "numbers"
TODAY = date(2026, 11, 28)
ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    10**30,
    1e308,
    float("nan"),
    float("-inf"),
    "",
    " ",
    "名" * 20_000,
    "\u200b\u200d",
    "\u202e倒过来",
    "\x1b[2J",
    '=HYPERLINK("http://evil.example")',
    "<script>alert(1)</script>",
    "![](http://evil.example/x)",
    "\ud800",
    "\x00",
    "2999-12-31",
    "9" * 5000,
    "9" * 5000 + ".0.0",
    "../../etc/passwd",
    [],
    {},
    [[[[[[]]]]]],
    {"a": {"b": {"c": {}}}},
)
"""Values no page would send."""


@cache
def bank() -> Bank:
    """Return the question bank in use."""
    return BANK


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value in a document."""
    found = [at]
    if isinstance(value, dict):
        for key, entry in value.items():
            found += places(entry, (*at, key))
    elif isinstance(value, list):
        for rank, entry in enumerate(value):
            found += places(entry, (*at, rank))
    return found


def changed(chance: Random, whole: Any) -> Any:
    """Return a document with one part of it made odd, dropped, renamed or multiplied."""
    at = chance.choice(places(whole)[1:] or [()])
    if not at:
        return chance.choice(ODD)
    parent = whole
    for key in at[:-1]:
        parent = parent[key]
    key, many = at[-1], chance.choice((2, 60, 3000))
    match chance.randrange(5):
        case 0 | 1:
            parent[key] = chance.choice(ODD)
        case 2:
            del parent[key]
        case 3 if isinstance(parent, dict):
            value = parent.pop(key)
            parent.update({f"{key}{number}": value for number in range(many)})
        case 3:
            parent[:] = [*parent, *[parent[key]] * many]
        case _ if isinstance(parent, dict):
            parent[chance.choice(("", "\u202e", "\ud800", "k" * 9000, "__proto__", "id"))] = parent.pop(key)
        case _:
            parent[key] = [parent[key]] * many
    return whole


def garbled(chance: Random, text: bytes, signs: bytes) -> bytes:  # noqa: PLR0911 - one for each way
    """Return bytes as a bad copy, a wrong program or a stranger leaves them."""
    if not text:
        return text
    at, many = chance.randrange(len(text)), chance.choice((1, 40, 4000))
    sign = bytes([chance.choice(signs)])
    match chance.randrange(9):
        case 0:
            return text[:at]
        case 1:
            return text[:at] + sign * many + text[at:]
        case 2:
            return text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :]
        case 3:
            return text.decode("utf-8", "replace").encode(chance.choice(("utf-16", "gb18030", "utf-32")))
        case 4:
            return text[:at] + text[at : at + 200] * min(many, 200) + text[at + 200 :]
        case 5:
            return sign * many + text
        case 6:
            return text[:at] + b'"' + b'\\"' * many
        case 7:
            return text.replace(b"\n", chance.choice((b"\r", b"\r\n\r\n", b"\0", b" ")))
        case _:
            return text + text


def opened(path: Path) -> Service:
    """Open a store as `open_service` does, with the bank that is read already."""
    database = open_database(f"sqlite:///{path}")
    try:
        with database.writing() as connection:
            actor = ensure_actor(connection, "hostile", utc_now())
            context = Context(
                database, LOCAL, actor, utc_now, shipped_bank(), bank(), digest(bank().instrument)
            )
            context.keep(connection, bank().instrument)
    except BaseException:
        database.close()
        raise
    return Service(context)


@cache
def examples() -> tuple[bytes, ...]:
    """Return the assessment files of the example merchants."""
    return tuple(path.read_bytes() for path in sorted((shipped_bank() / "examples").glob("*.json")))


def assessment_file(chance: Random) -> bytes:
    """Return a hostile assessment file."""
    whole = json.loads(chance.choice(examples()))
    for _ in range(chance.choice((1, 1, 2, 4))):
        with suppress(KeyError, IndexError, TypeError):
            whole = changed(chance, whole)
    raw = json.dumps(whole, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return garbled(chance, raw, b'"[]{}\\:,\x00 -9') if chance.random() < 0.4 else raw


@cache
def bank_files() -> tuple[bytes, ...]:
    """Return the YAML files of the question bank."""
    return tuple(path.read_bytes() for path in sorted(shipped_bank().glob("**/*.yaml")))


def bank_file(chance: Random) -> bytes:
    """Return a hostile file of a question bank."""
    lines = chance.choice(bank_files()).split(b"\n")
    for _ in range(chance.choice((1, 2, 5))):
        at, many = chance.randrange(len(lines)), chance.choice((1, 30, 3000))
        extra = chance.choice(
            (
                b"&x 1",
                b"*x",
                b"!!python/object:os.system x",
                b"<<: *x",
                b"? [",
                b"\t",
                b"- - - - -",
                b"a: 1",
                b"---",
            )
        )
        match chance.randrange(5):
            case 0:
                lines[at:at] = [extra] * many
            case 1:
                lines[at:at] = [lines[at]] * many
            case 2:
                lines[at] = b" " * chance.randrange(9) + lines[at].strip() + b" " + extra
            case 3:
                lines[at:at] = [b" " * depth + b"a:" for depth in range(min(many, 200))]
            case _:
                lines[at : at + many % 40] = [b""]
    raw = b"\n".join(lines)
    return garbled(chance, raw, b"\"'[]{}&*!|>%@`:-? \t\x00#") if chance.random() < 0.4 else raw


@cache
def sheets(ending: str) -> tuple[bytes, ...]:
    """Return the exports that the tests read."""
    return tuple(path.read_bytes() for path in sorted(SAMPLES.glob(f"*{ending}")))


def csv_file(chance: Random) -> bytes:
    """Return a hostile CSV file."""
    lines = chance.choice(sheets(".csv"))[:20_000].split(b"\n")
    odd = [str(each).encode("utf-8", "replace")[:4000] for each in ODD]
    for _ in range(chance.choice((1, 3, 8))):
        at = chance.randrange(len(lines))
        cells = lines[at].split(b",")
        cells[chance.randrange(len(cells))] = chance.choice(odd)
        lines[at] = b",".join(cells * chance.choice((1, 1, 3, 200)))[:1_000_000]
    raw = b"\n".join(lines)
    return garbled(chance, raw, b'",;\t|\r\x00=%') if chance.random() < 0.5 else raw


def xlsx_file(chance: Random) -> bytes:
    """Return a hostile workbook: its parts, its archive or its bytes changed."""
    raw = chance.choice(sheets(".xlsx"))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(parts))
    match chance.randrange(7):
        case 0:
            parts[name] = garbled(chance, parts[name], b'<>&"/=!\x00')
        case 1:
            del parts[name]
        case 2:
            parts[name] = b" " * chance.choice((10**6, 3 * 10**7))
        case 3:
            entities = b'<!DOCTYPE x [<!ENTITY a "' + b"b" * 5000 + b'">]>'
            parts[name] = parts[name].replace(b"?>", b"?>" + entities, 1).replace(b"<v>", b"<v>&a;")
        case 4:
            for number in range(chance.choice((3, 400))):
                parts[f"xl/worksheets/sheet{number + 50}.xml"] = parts[name]
        case 5:
            parts[name] = parts[name].replace(
                b'r="A', b'r="' + chance.choice((b"XFD1048576", b"A", b"9", b""))
            )
        case _:
            parts[chance.choice(("../x", "/etc/passwd", "a" * 3000, name.upper()))] = parts.pop(name)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    whole = out.getvalue()
    return garbled(chance, whole, b"PK\x00\xff") if chance.random() < 0.3 else whole


def database_file(chance: Random, sound: bytes) -> bytes:
    """Return a database of ours as a bad disk, a bad copy or a stranger leaves it."""
    whole, page = bytearray(sound), 4096
    for _ in range(chance.choice((1, 1, 3, 20))):
        at = chance.randrange(len(whole))
        match chance.randrange(5):
            case 0:
                whole[at] = chance.randrange(256)
            case 1:
                start = at // page * page
                whole[start : start + page] = bytes(page)
            case 2:
                whole[at : at + 64] = chance.randbytes(64)
            case 3:
                del whole[max(at, 200) :]
            case _:
                start, other = (chance.randrange(len(whole)) // page * page for _ in range(2))
                whole[start : start + page] = whole[other : other + page]
    return bytes(whole)


def said(problems: list[Problem]) -> None:
    """Check that problems are few and short, in both languages."""
    assert len(problems) <= MOST_PROBLEMS + 1
    for problem in problems:
        for language in ("zh", "en"):
            assert 0 < len(problem.text(language)) <= LONGEST


def try_assessment_file(chance: Random, folder: Path) -> bool:
    """Bring a file in; what comes in can be shown, exported and read again."""
    raw = assessment_file(chance)
    reading = read(raw, bank().instrument)
    said(list(reading.problems))
    assert reading.assessment is not None or reading.problems
    if reading.assessment is None:
        return False
    service = opened(folder / "import.db")
    try:
        brought = service.files.import_file(raw)
        said(list(brought.problems))
        if brought.id is None:
            return False
        with suppress(LocalizedError):
            assert service.assessments.open(brought.id).assessment.id == brought.id
        _, exported = service.files.export(brought.id)
        assert read(exported, bank().instrument).assessment is not None
        service.put_away.put([brought.id], "bin")
        service.put_away.erase([brought.id])
    finally:
        service.close()
    return True


def try_bank_file(chance: Random, folder: Path) -> bool:
    """Read a file of a bank."""
    path = folder / "hostile.yaml"
    path.write_bytes(bank_file(chance))
    root, problems = read_yaml(path, "hostile.yaml")
    said(problems)
    assert root is not None or problems
    return root is not None


def try_sheet(raw: bytes) -> bool:
    """Read an export."""
    try:
        read_table(raw, bank(), TODAY)
    except Unreadable as refused:
        said([Problem("", None, "error", refused.text, refused.text)])
        return False
    return True


@cache
def sound_database(folder: Path) -> bytes:
    """Return the bytes of a database with a merchant in it."""
    path = folder / "sound.db"
    service = opened(path)
    service.files.import_file(examples()[0])
    service.close()
    return path.read_bytes()


def try_database(chance: Random, folder: Path) -> bool:
    """Open a database and read all of it; one that is refused stays as it is."""
    raw = database_file(chance, sound_database(folder))
    path = folder / "hostile.db"
    for each in folder.glob("hostile.db*"):
        each.unlink()
    path.write_bytes(raw)
    try:
        service = opened(path)
    except StoreError:
        return False
    try:
        for examples_too in (False, True):
            for shop in service.rounds.merchants(examples=examples_too):
                for card in shop.cards:
                    service.files.export(card.id)
    except StoreError:
        return False
    finally:
        service.close()
    return True


READERS: Mapping[str, Callable[[Random, Path], bool]] = {
    "assessment files": try_assessment_file,
    "bank files": try_bank_file,
    "CSV": lambda chance, _: try_sheet(csv_file(chance)),
    "workbooks": lambda chance, _: try_sheet(xlsx_file(chance)),
    "databases": try_database,
}
"""By kind: makes a hostile file, has it read, and says whether anything was taken from it."""
