"""Files that leave the program: assessment files, calendars, tables, released banks."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path

import pytest

from assessment.instrument.load import shipped_bank
from assessment.responses import Answer, Mode
from assessment.service import Service, open_service
from tests.commands import run
from tests.contract.commands import EXAMPLES, LANGUAGES, OLD_FILES, example
from tests.contract.golden import ROOT, agree
from tests.instrument.bank import SMALL, copy_of

ID = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\b")
WRITTEN = ("DTSTAMP:", "SEQUENCE:")
"""Lines of a calendar that say when it was written."""
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """An empty store of its own, where it is always noon."""
    url = f"sqlite:///{tmp_path}/contract.db"
    with closing(open_service(url, shipped_bank(), now=lambda: NOON)) as opened:
        yield opened


def brought_in(service: Service, raw: bytes) -> str:
    """Import a file; return the assessment's id."""
    done = service.files.import_file(raw)
    assert done.id is not None, [problem.text("en") for problem in done.problems]
    return done.id


def differences(before: bytes, after: bytes) -> str:
    """Return what an exported file says otherwise than the file it came from; ids made here have no name."""
    if before == after:
        return "the same bytes\n"
    old, new = before.decode(), after.decode()
    for made in set(ID.findall(new)) - set(ID.findall(old)):
        new = new.replace(made, "NEW-ID")
    lines = unified_diff(old.splitlines(), new.splitlines(), "imported", "exported", lineterm="", n=0)
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.slow
def test_an_assessment_file_comes_out_as_it_went_in(service: Service) -> None:
    exported = {}
    for path in [*EXAMPLES, *OLD_FILES]:
        raw = (ROOT / path).read_bytes()
        id_ = brought_in(service, raw)
        name, written = service.files.export(id_)
        exported[path.name] = f"{name.replace(id_[-6:].lower(), 'END-OF-ID')}\n{differences(raw, written)}"
    agree("exported.txt", exported)


def test_a_next_round_a_correction_and_the_sheets_of_several_people(service: Service) -> None:
    raw = (ROOT / example("dried-seafood-2026-08")).read_bytes()
    first = brought_in(service, raw)
    begun = service.assessments.start("菜园", Mode.FULL, {"sells_live": False}, date(2026, 11, 22))
    sheet = service.respondents.add(begun, "主播", ["content", "team"])
    service.respondents.own_sheet(begun, sheet).record("team.goals", Answer(point=2), 0)
    drafts = {
        "the next round": (raw, service.next_round.start(first, date(2027, 2, 20))),
        "a correction": (raw, service.assessments.correct(first)),
        "begun, and asked of another": (b"", begun),
    }
    agree(
        "drafts.txt",
        {
            title: differences(old, service.files.export(id_, with_sheets=True)[1])
            for title, (old, id_) in drafts.items()
        },
    )


@pytest.mark.slow
def test_what_is_taken_along(tmp_path: Path) -> None:
    """Calendar and table of a plan, in both languages; only the moment of writing is left out."""
    taken = {}
    for name in ("fruit-shop-eight-months", "beauty-brand-of-forty"):
        for lang in LANGUAGES:
            calendar, table = tmp_path / f"{name}-{lang}.ics", tmp_path / f"{name}-{lang}.csv"
            code, _, _ = run(
                "plan", str(example(name)), "--lang", lang, "--ics", str(calendar), "--csv", str(table)
            )
            assert code == 0
            lines = calendar.read_bytes().decode().splitlines(keepends=True)
            taken[calendar.name] = "".join(line for line in lines if not line.startswith(WRITTEN))
            taken[table.name] = table.read_bytes().decode()
    agree("taken-along.txt", taken)


def test_the_digests(service: Service, tmp_path: Path) -> None:
    """The instrument of today and every release: their names in files and stores, and their bytes."""
    today = {"id": service.bank.instrument.id, "version": service.bank.instrument.version}
    found = {"the bank of today": f"{exported_digest(service, today)}\n"}
    for path in sorted((shipped_bank() / "releases").glob("*.json")):
        whole = json.loads(path.read_text(encoding="utf-8"))
        said, frame = whole["digest"], whole["instrument"]
        worked_out = exported_digest(service, {"id": frame["id"], "version": frame["version"]})
        found[path.name] = (
            f"digest in the file: {said}\nworked out:         {worked_out}\nfile: {hashed(path)}\n"
        )
    bank = copy_of(SMALL, tmp_path)
    assert run("release", str(bank))[0] == 0
    path = bank / "releases/0.3.0.json"
    found["the small bank, released"] = (
        f"{json.loads(path.read_text(encoding='utf-8'))['digest']}\nfile: {hashed(path)}\n"
    )
    index = (shipped_bank() / "releases.yaml").read_text(encoding="utf-8")
    found["releases.yaml"] = "".join(f"{line}\n" for line in index.splitlines() if not line.startswith("#"))
    agree("digests.txt", found)


def exported_digest(service: Service, instrument: dict[str, str]) -> str:
    """Return the digest that an assessment taken with an instrument is exported with."""
    file = json.dumps({"format": 1, "instrument": instrument, "answers": {}}).encode()
    written = json.loads(service.files.export(brought_in(service, file))[1])
    return str(written["instrument"]["digest"])


def hashed(path: Path) -> str:
    """Return the SHA-256 of a file's text, whatever line ends a checkout gave it."""
    return sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
