"""A merchant as one file: nothing is dropped on the way out and back, and nothing is overwritten."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from assessment.instrument.load import shipped_bank
from assessment.planning.progress import Progress
from assessment.planning.request import PlanRequest
from assessment.responses import Answer, MetricValue, Mode, Stumble, StumbleReason
from assessment.service import Care, Refused, Service, open_service
from assessment.service.backup_file import unpack
from assessment.store import schema
from assessment.store.database import open_database
from tests.commands import run
from tests.test_evidence_types import png

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def service(url: str) -> Iterator[Service]:
    """The shipped bank on an empty database."""
    seconds = count()
    now = lambda: NOON + timedelta(seconds=next(seconds))  # noqa: E731
    with closing(open_service(url, shipped_bank(), now=now)) as opened:
        yield opened


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Service]:
    """Another machine."""
    with closing(open_service(f"sqlite:///{tmp_path}/elsewhere.db", shipped_bank())) as opened:
        yield opened


def furnished(service: Service) -> str:
    """Fill a merchant with two rounds and all that may hang on them; return its id."""
    first = service.assessments.start("老陈果园", Mode.CORE, {}, date(2026, 8, 1))
    items = [item.id for item in service.bank.instrument.items() if item.core and item.kind == "anchored"]
    for item in items:
        service.answers.record(first, item, Answer(point=1, note="先这样"), 0)
    service.history.undo(first)
    metric = service.bank.instrument.metrics[0].id
    service.answers.record_metric(first, metric, MetricValue(number=3.0), 0)
    service.evidence.attach_file(first, items[0], "截图.png", png())
    service.answers.verify(first, items[0], "王")
    sheet = service.respondents.add(first, "主播小张", ["content"])
    link = service.respondents.sheet_by_link(service.respondents.give_link(first, sheet).token)
    link.arrive()
    asked = next(item for item in items if item.startswith("content."))
    link.record(asked, Answer(point=2), 0)
    link.hand_in()
    service.answers.mark_stumble(first, items[1], Stumble(reason=StumbleReason.UNCLEAR, word="看不懂"))
    service.intake.set_agenda(first, ["content"], 1.0)
    service.intake.start(first)
    service.intake.save_note(first, items[0], "只给自己看", 0)
    service.assessments.complete(first)
    service.answers.verify(first, items[1], "李")
    step = next(item for item in items if item != items[-1])
    service.roadmaps.keep(first, PlanRequest(), {"steps": [{"item": step, "to_point": 2}]})
    service.progress.record(first, step, 2, Progress(status="done", note="做了"), 0)
    service.roadmaps.save_request(first, PlanRequest(weeks=9), PlanRequest())
    shop = service.assessments.open(first).assessment.merchant
    merchant = str(shop.id)
    service.portfolio.save_care(merchant, Care("小李", "一组", date(2026, 12, 1)))
    service.merchants.rename(merchant, "老陈果园二店", shop.name or "")
    service.next_round.start(first, DAY)
    return merchant


def contents(raw: bytes) -> dict[str, object]:
    """Return the files of a backup, without the line that says that it was brought back."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        files: dict[str, object] = {name: archive.read(name) for name in archive.namelist()}
    merchant = json.loads(str(files["merchant.json"], "utf-8"))  # type: ignore[call-overload]
    merchant["history"] = [line for line in merchant.get("history", []) if line["action"] != "restore"]
    return {**files, "merchant.json": merchant}


def test_nothing_is_dropped_on_the_way_out_and_back(service: Service, elsewhere: Service) -> None:
    merchant = furnished(service)
    raw = service.backups.pack(merchant)

    done = elsewhere.backups.restore(raw)

    assert (done.new, done.is_new, done.problems) == (2, True, [])
    assert contents(elsewhere.backups.pack(merchant)) == contents(raw)
    first, _ = sorted(elsewhere.assessments.recent(), key=lambda card: card.status)
    there, here = (each.assessments.snapshot(first.id).results for each in (elsewhere, service))
    assert (there.index, there.stage) == (here.index, here.stage)
    (person,) = elsewhere.respondents.of(first.id)
    assert (person.label, person.dimensions) == ("主播小张", ["content"])
    assert elsewhere.roadmaps.saved_request(first.id) == PlanRequest(weeks=9)
    (file,) = elsewhere.evidence.files(first.id)
    assert elsewhere.evidence.content(first.id, file.sha256) is not None
    assert elsewhere.portfolio.care(merchant).person == "小李"


@pytest.mark.slow
def test_private_notes_and_links_stay_behind(service: Service, url: str) -> None:
    raw = service.backups.pack(furnished(service))
    database = open_database(url)
    with database.reading() as connection:
        tokens = connection.scalars(sa.select(schema.respondent.c.token_sha256)).all()
    database.close()

    assert tokens
    assert all(str(token).encode() not in raw for token in tokens)
    assert "只给自己看".encode() not in raw


@pytest.mark.slow
def test_what_is_here_is_told_apart_and_never_overwritten(service: Service, elsewhere: Service) -> None:
    merchant = furnished(service)
    raw = service.backups.pack(merchant)
    elsewhere.backups.restore(raw)
    assert [each.state for each in elsewhere.backups.preview(raw).rounds] == ["same", "same"]

    draft = next(card.id for card in elsewhere.assessments.recent() if card.status == "draft")
    item = next(iter(elsewhere.assessments.open(draft).assessment.answers))
    elsewhere.answers.record(draft, item, Answer(point=3), elsewhere.assessments.open(draft).revisions[item])
    changed = elsewhere.backups.pack(merchant)

    assert {each.state for each in elsewhere.backups.preview(raw).rounds} == {"same", "differs"}
    assert elsewhere.backups.restore(raw).new == 0
    assert elsewhere.backups.pack(merchant) == changed
    elsewhere.put_away.put([draft], "bin")
    assert {each.state for each in elsewhere.backups.preview(raw).rounds} == {"same", "binned"}
    elsewhere.put_away.erase([draft])
    assert elsewhere.backups.restore(raw).new == 1
    assert contents(elsewhere.backups.pack(merchant)).keys() == contents(raw).keys()


DEEDS = st.sampled_from(["answer", "clear", "undo", "redo", "file", "sheet", "stumble"])
NOTES = st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@drawn(data=st.data())
def test_whatever_a_merchant_holds_comes_back(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("backup")
    with (
        closing(open_service(f"sqlite:///{folder}/a.db", shipped_bank())) as here,
        closing(open_service(f"sqlite:///{folder}/b.db", shipped_bank())) as there,
    ):
        id_ = here.assessments.start("店", Mode.FULL, {}, DAY)
        items = [item.id for item in here.bank.instrument.items() if item.kind == "anchored"]
        for deed in data.draw(st.lists(DEEDS, max_size=12)):
            item = data.draw(st.sampled_from(items[:6]))
            opened = here.assessments.open(id_)
            if deed == "answer":
                answer = Answer(point=data.draw(st.integers(0, 3)), note=data.draw(NOTES) or None)
                here.answers.record(id_, item, answer, opened.revisions.get(item, 0))
            elif deed == "clear":
                here.answers.record(id_, item, None, opened.revisions.get(item, 0))
            elif deed in {"undo", "redo"}:
                getattr(here.history, deed)(id_)
            elif deed == "file":
                here.evidence.attach_file(id_, item, "图.png", png())
            elif deed == "sheet":
                sheet = here.respondents.add(id_, f"人{len(here.respondents.of(id_))}", ["content"])
                here.respondents.own_sheet(id_, sheet).arrive()
            elif deed == "stumble":
                here.answers.mark_stumble(id_, item, Stumble(reason=StumbleReason.NO_FIT))
        merchant = str(here.assessments.open(id_).assessment.merchant.id)
        given = any(answer.is_given for answer in here.assessments.open(id_).assessment.answers.values())
        if given and data.draw(st.booleans()):
            here.assessments.complete(id_)
            here.assessments.correct(id_)
        if data.draw(st.booleans()):
            here.put_away.put([id_], "archive")
        raw = here.backups.pack(merchant)

        there.backups.restore(raw)

        assert contents(there.backups.pack(merchant)) == contents(raw)
        assert all(each.state == "same" for each in there.backups.preview(raw).rounds)


def spoiled(raw: bytes, **changes: bytes | None) -> bytes:
    """Return a backup with files replaced, by the end of their name; None takes one away."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, zipfile.ZipFile(packed, "w") as written:
        for name in archive.namelist():
            key = next((key for key in changes if name.endswith(key.replace("__", "."))), None)
            content = archive.read(name) if key is None else changes[key]
            if content is not None:
                written.writestr(name, content)
    return packed.getvalue()


def test_a_broken_or_foreign_zip_is_refused_with_its_part(service: Service) -> None:
    raw = service.backups.pack(furnished(service))
    before = len(service.assessments.recent())
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    cases = {
        "damaged": raw[: len(raw) // 2],
        "other": spoiled(raw, merchant__json=None),
        "lacks": spoiled(raw, kept__json=None),
        "broken": spoiled(raw, kept__json=b'{"sheets": 7}'),
        "half": spoiled(raw, merchant__json=b'{"id": "\\ud800"}'),
        "deep": spoiled(raw, kept__json=b"[" * 100_000),
    }
    for name, case in cases.items():
        with pytest.raises(Refused):
            service.backups.restore(case)
        assert len(service.assessments.recent()) == before, name


def test_a_zip_bomb_is_not_unpacked(service: Service) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("merchant.json", b" " * 60_000_000)

    with pytest.raises(Refused, match="too large"):
        service.backups.preview(packed.getvalue())


@pytest.mark.slow
def test_evidence_that_is_not_what_it_says_is_refused(service: Service, elsewhere: Service) -> None:
    raw = service.backups.pack(furnished(service))
    sha256 = next(iter(unpack(raw).evidence))

    with pytest.raises(Refused):
        elsewhere.backups.restore(spoiled(raw, **{sha256: b"MZ" + bytes(100)}))
    assert elsewhere.assessments.recent() == []


@pytest.mark.slow
def test_the_commands_write_a_backup_and_bring_it_back(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    furnished(service)
    file = tmp_path / "shop.zip"
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", url)
    written = run("backup", "老陈果园二店", str(file), "--lang", "en")
    again = run("backup", "老陈果园二店", str(file), "--lang", "en")
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    looked = run("restore", str(file), "--dry-run", "--lang", "en")
    brought = run("restore", str(file), "--lang", "zh")

    assert (written[0], again[0], looked[0], brought[0]) == (0, 1, 0, 0)
    assert "not overwritten" in again[2]
    assert "2 assessments" in looked[1]
    assert "导入了 2 份" in brought[1]
    assert run("restore", str(file), "--lang", "en")[1].count("the same") == 2
    assert run("backup", "没有这家", str(tmp_path / "x.zip"))[0] == 1


@pytest.mark.slow
def test_what_a_file_says_of_our_people_stays_the_word_of_the_file(
    service: Service, elsewhere: Service, tmp_path: Path
) -> None:
    merchant = furnished(service)
    owner = elsewhere.accounts.invite("老王", "owner").account_id
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(service.backups.pack(merchant))) as made,
        zipfile.ZipFile(packed, "w") as to,
    ):
        for name in made.namelist():
            content = made.read(name)
            if name == "merchant.json" or name.endswith(".kept.json"):
                crafted = json.dumps(f"account:{owner}")
                content = re.sub(rb'"by": ?"[^"]*"', f'"by": {crafted}'.encode(), content)
                assert owner.encode() in content
            to.writestr(name, content)

    elsewhere.backups.restore(packed.getvalue())

    database = open_database(f"sqlite:///{tmp_path}/elsewhere.db")
    with database.reading() as connection:
        by = sa.select(schema.actor.c.label, schema.audit.c.action).join_from(schema.audit, schema.actor)
        labels = {(label, action) for label, action in connection.execute(by)}
    database.close()
    assert {label for label, action in labels if action != "restore"} == {f"file:account:{owner}"}
    assert {label for label, action in labels if action == "restore"} == {"local"}
    # Brought back once more nothing differs, and a copy of the copy says the same.
    assert elsewhere.backups.preview(packed.getvalue()).new == 0
    assert {each.state for each in elsewhere.backups.preview(packed.getvalue()).rounds} == {"same"}
