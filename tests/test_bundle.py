"""Many merchants and files in one zip: nothing is dropped on the way out and back, nothing half taken."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from assessment.instrument.load import shipped_bank
from assessment.responses import Answer, Mode
from assessment.service import MerchantFilter, Refused, Service, open_service
from assessment.service.bundle import is_bundle
from tests.commands import run
from tests.test_evidence_types import png

EXAMPLES = sorted((shipped_bank() / "examples").glob("*.json"))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with closing(open_service(f"sqlite:///{tmp_path}/here.db", shipped_bank())) as opened:
        yield opened


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Service]:
    """Another machine."""
    with closing(open_service(f"sqlite:///{tmp_path}/elsewhere.db", shipped_bank())) as opened:
        yield opened


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip as anybody's computer makes one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return packed.getvalue()


def shops(service: Service, count: int) -> list[str]:
    """Begin merchants, each with a note and a file; return their ids."""
    for number in range(count):
        id_ = service.assessments.start(f"店{number}", Mode.CORE, {}, None)
        service.answers.record(id_, "supply.stock", Answer(point=1, note=f"第 {number} 家"), 0)
        service.evidence.attach_file(id_, "supply.stock", "图.png", png())
    return service.portfolio.ids(MerchantFilter())


@pytest.mark.slow
def test_several_merchants_go_out_and_come_back_with_all_they_have(
    service: Service, elsewhere: Service
) -> None:
    ids = shops(service, 3)
    raw = service.bundles.pack(ids)

    assert is_bundle(raw)
    assert not is_bundle(service.backups.pack(ids[0]))
    assert elsewhere.bundles.bring_in(raw).new == 3
    assert elsewhere.assessments.recent()
    for id_ in ids:
        there = elsewhere.backups.preview(service.backups.pack(id_))
        assert [each.state for each in there.rounds] == ["same"]
    assert [each.state for each in elsewhere.bundles.preview(raw).assessments] == ["same"] * 3
    assert elsewhere.bundles.bring_in(raw).new == 0


@pytest.mark.slow
def test_a_zip_of_assessment_files_is_brought_in_and_each_goes_out_the_same(service: Service) -> None:
    files = {f"导出/{path.name}": path.read_bytes() for path in EXAMPLES}
    raw = zipped({**files, "__MACOSX/._x.json": b"x", "导出/.DS_Store": b"x"})

    assert {each.state for each in service.bundles.preview(raw).assessments} == {"new"}
    assert service.assessments.recent() == []
    brought = service.bundles.bring_in(raw)

    assert brought.new == len(EXAMPLES)
    exported = {service.files.export(card.id, with_sheets=True)[1] for card in service.assessments.recent()}
    assert exported == set(files.values())
    assert {each.state for each in service.bundles.preview(raw).assessments} == {"same"}


def test_one_faulty_file_and_nothing_is_brought_in(service: Service) -> None:
    good = EXAMPLES[0].read_bytes()
    broken = {"坏.json": good.replace(b'"point": 1', b'"point": 9'), "断.zip": b"PK\x03\x04" + bytes(50)}

    found = service.bundles.bring_in(zipped({"好.json": EXAMPLES[1].read_bytes(), **broken}))

    assert found.new == 0
    assert {problem.file for problem in found.problems if problem.level == "error"} == set(broken)
    assert service.assessments.recent() == []


def test_what_differs_here_or_stands_twice_in_the_zip_is_named_and_left(service: Service) -> None:
    first, other = (path.read_bytes() for path in EXAMPLES[:2])
    changed = first.replace(b'"point": 1', b'"point": 0', 1)
    service.bundles.bring_in(zipped({"a.json": first}))

    found = service.bundles.bring_in(zipped({"a.json": changed, "b.json": other, "c.json": other}))

    assert [each.state for each in found.assessments] == ["differs", "new", "same"]
    assert len(service.assessments.recent()) == 2


def test_a_zip_without_anything_of_ours_is_refused(service: Service) -> None:
    with pytest.raises(Refused):
        service.bundles.preview(zipped({"照片.png": png()}))


@pytest.mark.slow
def test_the_commands_write_and_read_a_zip_of_many(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shops(service, 2)
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path}/here.db")
    file = str(tmp_path / "all.zip")
    wrong = run("backup", "店0", file, "--all")
    written = run("backup", file, "--all", "--lang", "en")
    named = run("backup", "店0", "店1", str(tmp_path / "two.zip"))
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere.db")
    looked = run("restore", file, "--dry-run", "--lang", "en")
    brought = run("restore", file, "--lang", "en")

    assert (wrong[0], written[0], named[0], looked[0], brought[0]) == (2, 0, 0, 0, 0)
    assert (tmp_path / "two.zip").read_bytes() == (tmp_path / "all.zip").read_bytes()
    assert looked[1].count("new") == 2
    assert "2 assessments" in brought[1]


@pytest.mark.slow
def test_all_merchants_are_those_too_that_rest_in_the_archive(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shops(service, 3)
    service.examples.add()
    cards = {card.merchant_name: card for card in service.assessments.recent()}
    service.put_away.put([cards["店1"].id], "archive")
    service.put_away.put([cards["店2"].id], "bin")
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path}/here.db")

    every, one = tmp_path / "all.zip", tmp_path / "one.zip"
    assert run("backup", str(every), "--all")[0] == 0
    assert run("backup", "店1", str(one))[0] == 0

    with zipfile.ZipFile(every) as archive:
        assert set(archive.namelist()) == {f"{cards[name].merchant_id}.zip" for name in ("店0", "店1")}
    assert not is_bundle(one.read_bytes())
