"""Names and notes of every hostile kind: refused, cleaned or shown as typed, and never acted upon."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from assessment.cli import main
from assessment.presentation.values import Table, as_csv, no_formula
from assessment.responses import Absent, Answer, Mode
from assessment.service import Refused, Service
from assessment.service.checks import LONGEST_MERCHANT_NAME
from assessment.store import merchants
from assessment.texts import visible, without_hidden
from assessment.texts.characters import HIDDEN
from assessment.ui.format import JOINER, plain
from tests.ui.pages import page, shown, store

NOBODY_SEES = (
    "\u200b",
    "\u200d" * 3,
    "\u202e\u202c",
    "\ufeff",
    "\u2800",
    "\u3164",
    "\x1b\x07",
    "\u00ad",
    " \u3000 ",
)
CLEANED = {
    "店\u202e铺": "店铺",
    "\ufeff店铺\u200b": "店铺",
    "店\x1b[31m铺": "店[31m铺",
    "店\n\t铺": "店 铺",
    "👨\u200d👩\u200d👧 的店": "👨\u200d👩\u200d👧 的店",
}
FORMULAS = (
    '=HYPERLINK("http://evil.example","店")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "＝1",
    " =1",
    "\t=1",
    "\ufeff=1",
)
MARKUP = (
    "**粗** [x](http://evil.example) ![](http://evil.example/p) :red[a] $x$ <script>alert(1)</script> `c`"
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The store that the pages use in this file."""
    with store(tmp_path_factory.mktemp("names")) as opened:
        yield opened


@pytest.mark.parametrize("name", NOBODY_SEES)
def test_a_name_that_nobody_sees_is_none(service: Service, name: str) -> None:
    with pytest.raises(Refused):
        service.assessments.start(name, Mode.CORE, {}, None)


@pytest.mark.parametrize(("typed", "kept"), CLEANED.items())
def test_a_name_keeps_what_is_seen(service: Service, typed: str, kept: str) -> None:
    id_ = service.assessments.start(typed, Mode.CORE, {}, None)
    assert service.assessments.open(id_).assessment.merchant.name == kept


def test_a_name_has_an_end(service: Service) -> None:
    for length in (LONGEST_MERCHANT_NAME + 1, 10_001, 100_000):
        with pytest.raises(Refused):
            service.assessments.start("名" * length, Mode.CORE, {}, None)


def test_a_note_has_an_end(service: Service) -> None:
    id_ = service.assessments.start("店", Mode.CORE, {}, None)
    item = service.bank.instrument.items()[0].id
    with pytest.raises(Refused):
        service.answers.record(id_, item, Answer(absent=Absent.DONT_KNOW, note="名" * 2_001), 0)
    service.answers.record(id_, item, Answer(absent=Absent.DONT_KNOW, note="名" * 2_000), 0)


@pytest.mark.parametrize("days", [2, 400_000])
def test_a_day_to_come_is_no_day_of_an_assessment(service: Service, days: int) -> None:
    day = date.today() + timedelta(days=days)  # noqa: DTZ011 - a day too far off for any zone
    with pytest.raises(Refused):
        service.assessments.start("店", Mode.CORE, {}, day)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("name", "\u200b"),
        ("name", "名" * 5000),
        ("taken_on", "2999-12-31"),
        ("sheets", 30),
        ("note", "名" * 10_001),
    ],
)
def test_a_file_brings_in_nothing_that_a_page_would_refuse(
    service: Service, place: str, value: object
) -> None:
    id_ = service.assessments.start("店", Mode.CORE, {}, None)
    item = service.bank.instrument.items()[0].id
    whole = json.loads(service.files.export(id_)[1])
    match place:
        case "name":
            whole["merchant"]["name"] = value
        case "taken_on":
            whole["taken_on"] = value
        case "note":
            whole["answers"][item] = {"absent": "dont_know", "note": value}
        case _:
            whole["sheets"] = [{"respondent": f"p{number}", "answers": {}} for number in range(30)]
    brought = service.files.import_file(json.dumps(whole).encode())
    assert brought.id is None
    assert [problem.level for problem in brought.problems] == ["error"]


@pytest.mark.parametrize("name", FORMULAS)
def test_no_file_of_ours_holds_a_live_formula(name: str) -> None:
    table = Table(headings=("name",), rows=((name,),))
    (_, (cell,)) = csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig")))
    assert cell.startswith("'")
    assert no_formula(name) == cell


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "name", ["home", "respond", "results", "roadmap", "compare", "numbers", "respondents", "portfolio"]
)
def test_every_page_shows_a_hostile_name_as_typed(service: Service, name: str, lang: str) -> None:
    # As an older version of the program would have kept it.
    id_ = service.assessments.start("店", Mode.CORE, {}, None)
    hostile = f"\u202e{MARKUP}"
    context = service._context  # noqa: SLF001 - no verb of the service would write it
    with context.database.writing() as connection:
        merchant = str(service.assessments.open(id_).assessment.merchant.id)
        merchants.rename_merchant(connection, context.who(), merchant, hostile)
    try:
        said = shown(page(name, lang, a=id_))
        assert not HIDDEN.search(said.replace(JOINER, ""))
        for sign in ("**粗**", "[x](http", "![](", ":red[a]"):
            assert sign not in said
    finally:
        service.put_away.put([id_], "bin")
        service.put_away.erase([id_])


def test_what_nobody_sees_is_written_out_for_pages_and_terminals() -> None:
    for hidden in NOBODY_SEES[:-1]:
        assert without_hidden(hidden) == ""
        assert HIDDEN.search(visible(hidden)) is None
        assert HIDDEN.search(plain(f"a{hidden}b").replace(JOINER, "")) is None


def test_a_command_prints_no_escape(tmp_path: Path, service: Service) -> None:
    id_ = service.assessments.start("店", Mode.CORE, {}, None)
    whole = json.loads(service.files.export(id_)[1])
    whole["merchant"]["name"] = "店\x1b[2J\u202e"
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    for command in ("score", "plan"):
        result = CliRunner().invoke(main, [command, str(path)])
        assert not HIDDEN.search(result.output)
