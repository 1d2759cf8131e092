"""One fact has one figure: list, portfolio, results, comparison and commands say the same of each example."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assessment.charts.grids import gate_grid
from assessment.charts.theme import Look
from assessment.instrument.model import ChecklistItem, GridItem, MetricItem
from assessment.presentation.gates import Standing, gate_rows, missing_rows
from assessment.presentation.items import item_rows
from assessment.presentation.verdict import dimension_sum, index_sum, verdict_of
from assessment.responses import Answer, Mode
from assessment.scoring.comparison import SeriesError, series
from assessment.scoring.results import Results
from assessment.service import MerchantFilter, PageOfList, Service
from assessment.texts import Text
from assessment.ui.format import JOINER, unbroken
from assessment.ui.state.session import SEPARATOR
from tests.commands import EXAMPLES, run
from tests.ui.pages import app, page, shown, store

TODAY = date(2026, 11, 30)
LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The store with the examples, which the pages read."""
    with store(tmp_path_factory.mktemp("figures"), examples=True, today=TODAY) as opened:
        yield opened


def last_rounds(service: Service) -> Iterator[tuple[str, Results]]:
    """Yield the last completed round of each example merchant with its results."""
    for one in service.rounds.merchants(examples=True):
        if one.last is not None:
            yield one.last.card.id, service.assessments.snapshot(one.last.card.id).results


def begun(service: Service, name: str, profile: Mapping[str, Any], *, ticks: slice | None = None) -> str:
    """Begin a core assessment with every core question of points at 2, and some ticks if asked for."""
    id_ = service.assessments.start(name, Mode.CORE, profile, TODAY)
    for item in service.bank.instrument.items():
        if item.core and item.kind == "anchored":
            service.answers.record(id_, item.id, Answer(point=2), 0)
        elif item.core and isinstance(item, ChecklistItem | GridItem) and ticks is not None:
            service.answers.record(id_, item.id, Answer(ticks=[*item.tick_ids][ticks]), 0)
    return id_


@dataclass(frozen=True)
class Said:
    """What one place says of the last round of a merchant."""

    stage: str | None
    index: float | None
    missing: int | None
    """None where the place does not say how much is missing."""


def count_in(result: Mapping[str, Any]) -> int | None:
    """Return how much is missing; results of a bank whose gates are lists do not carry it."""
    return len(result["missing"]) if "missing" in result else None


def said_everywhere(service: Service, folder: Path) -> Iterator[tuple[str, dict[str, Said]]]:
    """Yield each example merchant with what each place says of it."""
    found = service.portfolio.page(MerchantFilter(examples=True), PageOfList(size=100))
    rows = {row.merchant_id: row for row in found.lines}
    for one in service.rounds.merchants(examples=True):
        if one.last is None:
            continue
        card, row, stored = one.last.card, rows[one.merchant_id], found.results[one.merchant_id]
        assert row.assessment_id == card.id
        results = service.assessments.snapshot(card.id).results
        path = folder / f"{card.id}.json"
        path.write_bytes(service.files.export(card.id)[1])
        code, out, _ = run("score", "--json", str(path))
        assert code == 0
        told, tenths = json.loads(out), row.index_tenths
        places = {
            "list": Said(card.stage, card.index, None),
            "portfolio": Said(row.stage, None if tenths is None else tenths / 10, count_in(stored)),
            "stored": Said(stored["stage"], stored["index"], count_in(stored)),
            "results": Said(results.stage, results.index_score, len(results.missing)),
            "command": Said(told["stage"], told["index"], count_in(told)),
        }
        try:
            last = series(service.rounds.of_merchant(one.merchant_id, None), service.bank.lineage).rounds[-1]
            places["comparison"] = Said(
                last.results.stage, last.results.index_score, len(last.results.missing)
            )
        except SeriesError:
            assert len(one.rounds) == 1
        yield card.id, places


@pytest.mark.slow
def test_every_place_says_one_stage_one_index_and_one_count(service: Service, tmp_path: Path) -> None:
    walked = dict(said_everywhere(service, tmp_path))

    assert len(walked) >= 10
    for id_, places in walked.items():
        truth = places["results"]
        for place, said in places.items():
            assert (said.stage, said.index) == (truth.stage, truth.index), (id_, place)
            assert said.missing in {None, truth.missing}, (id_, place)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lists_show_the_index_with_what_it_may_still_become_as_the_results_do(
    service: Service, lang: str
) -> None:
    home = shown(page("home", lang))
    with_range = 0
    for _, results in last_rounds(service):
        if results.index_score is None:
            continue
        figure = next(each for each in verdict_of(results, lang).figures if each.id == "index")
        assert unbroken(Text("home.index", index=figure.value).in_(lang)) in home
        with_range += "–" in figure.value
    assert with_range > 0


def test_the_headline_counts_what_the_list_below_it_lists(service: Service) -> None:
    for _, results in last_rounds(service):
        if results.next_stage is None or results.stage is None:
            continue
        rows = missing_rows(results, "zh")
        table = gate_rows(results, results.next_stage, "zh")
        blocking = [row for row in (*table.musts, *(group.count for group in table.groups)) if row.blocks]
        assert sorted(row.label for row in rows) == sorted(row.label for row in blocking)
        first = verdict_of(results, "zh").sentences[0]
        stage = results.instrument.stage(results.next_stage).name
        if results.at_edge:
            assert all(row.label in first for row in rows)
        elif rows:
            assert first == Text("results.missing", count=len(rows), stage=stage).in_("zh")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_draft_has_one_count_of_answers_on_every_page(service: Service, lang: str) -> None:
    id_ = service.assessments.start(f"青石坡 {lang}", Mode.FULL, {"sells_live": False}, TODAY)
    for item in [one for one in service.bank.instrument.items() if one.dimension == "team"][:3]:
        if item.kind == "anchored":
            service.answers.record(id_, item.id, Answer(point=1), 0)
    questions = page("respond", lang, id_, "team")
    line = next(part for part in questions.get("html") if "progress-text" in str(part.proto.body))
    counted = str(line.proto.body).split('progress-text">')[1].split("<")[0].split(SEPARATOR)[0]

    # How far the part on the page is stands in that line alone, which each answer draws anew.
    chips = next(one for one in questions.button_group if (one.key or "").startswith("sections_"))
    assert service.bank.instrument.dimension("team").name.in_(lang) in chips.options
    assert unbroken(counted) in shown(page("home", lang))
    finish = shown(page("respond", lang, id_, "finish"))
    done, asked = (int(part) for part in counted.split() if part.isdigit())
    assert Text("respond.finish.still_open", count=asked - done).in_(lang) in finish


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_command_and_card_of_a_roadmap_say_one_week(service: Service, lang: str, tmp_path: Path) -> None:
    card = next(one for one in service.assessments.recent() if one.example and one.stage == "growth")
    path = tmp_path / "shop.json"
    path.write_bytes(service.files.export(card.id)[1])
    code, out, _ = run("plan", "--json", "--start", TODAY.isoformat(), str(path))
    assert code == 0
    told = json.loads(out)
    week = told["gate_week"] or told["schedule"]["last_week"]

    drawn = page("roadmap", lang, card.id)

    said = shown(drawn).casefold()
    count, days = len(told["steps"]), Text("plan.bold_days", days=told["effort_days"])
    takes = Text("plan.takes", steps=Text("plan.bold_steps", steps=count), days=days)
    assert takes.in_(lang).casefold() in said
    assert Text("plan.week", weeks=week).in_(lang) in said


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_to_be_verified_has_one_count(service: Service, lang: str, tmp_path: Path) -> None:
    card = next(one for one in service.assessments.recent() if one.example and one.stage == "growth")
    instrument = service.assessments.open(card.id).instrument
    snapshot = service.assessments.snapshot(card.id)
    worth = [each for each in snapshot.verify_first if each.gain > 0 or each.must]
    results = page("results", lang, card.id)
    listed = [each for each in worth if named(results, instrument.item(each.item).label.in_(lang))]
    assert listed == worth[: len(listed)]
    more = Text("intake.verify.more", count=len(worth) - len(listed)).in_(lang)
    assert (more in shown(results)) == (len(worth) > len(listed))

    path = tmp_path / "shop.json"
    path.write_bytes(service.files.export(card.id)[1])
    code, out, _ = run("plan", "--json", "--why", "--start", TODAY.isoformat(), str(path))
    assert code == 0
    musts = json.loads(out)["why"]["confidence"]["to_verify"]
    title = Text("plan.verify_first", count=len(musts)).in_(lang)
    (offer,) = [one for one in page("roadmap", lang, card.id).expander if one.label == title]
    told = "\n".join(str(part.value) for part in offer.markdown)
    assert [item for item in musts if f"**{instrument.item(item).label.in_(lang)}**" not in told] == []
    assert told.count("\n- ") + told.startswith("- ") == len(musts)


def named(drawn: AppTest, name: str) -> bool:
    """Whether a page has a link that is called so."""
    return any(link.proto.label.strip("*") == name for link in drawn.get("page_link"))


def test_a_round_without_a_day_of_its_own_has_one_day_in_every_place(tmp_path: Path) -> None:
    """That of its end, whenever it was brought in."""
    with store(tmp_path, today=TODAY) as service:
        file = json.loads((EXAMPLES / "tea-shop-2026-05.json").read_text(encoding="utf-8"))
        file |= {"taken_on": None, "completed_at": "2026-05-04T08:00:00Z", "example": False}
        id_ = str(service.files.import_file(json.dumps(file).encode()).id)
        assert service.rounds.merchant_of(id_).rounds[0].day == date(2026, 5, 4)

        for name, address in (("home", None), ("results", id_), ("portfolio", None)):
            said = shown(page(name, a=address)).replace(JOINER, "")
            assert "2026-05-04" in said
            assert f"{date.today():%Y-%m}" not in said  # noqa: DTZ011 - when it was brought in
        assert "2026-05-04" in service.files.export(id_)[0]


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_supposing_something_counts_what_a_gate_lacks_as_the_results_do(service: Service, lang: str) -> None:
    orchard = next(
        one for one in service.rounds.merchants(examples=True) if one.name.startswith("青石坡果园")
    )
    assert orchard.last is not None
    results = service.assessments.snapshot(orchard.last.card.id).results
    drawn = app("roadmap", lang, orchard.last.card.id, v="suppose")
    drawn.query_params["if"] = "account.repeat:1"

    said = shown(drawn.run())

    assert not drawn.exception
    for stage, gate in results.gates.items():
        name = results.instrument.stage(stage).name.in_(lang)
        line = Text("plan.suppose_gate", stage=name).in_(lang)
        assert f"{line}　{Text('plan.gate_missing', count=len(gate.blockers)).in_(lang)}" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_red_flag_among_what_is_missing_is_not_asked_for(service: Service, lang: str) -> None:
    # All ticks but the first: of the duties it is the one that a flag goes by.
    id_ = begun(service, f"青石坡 {lang} 红灯", {}, ticks=slice(1, None))

    results = service.assessments.snapshot(id_).results
    raised = {each.flag.name.in_(lang) for each in results.raised_flags}
    rows = [row for row in missing_rows(results, lang) if row.label in raised]

    assert rows
    for row in rows:
        if row.kind == "tick":
            assert row.now == Text("presentation.flag_up").in_(lang)
            assert row.needed == Text("presentation.flag_down").in_(lang)
    assert any(row.kind == "tick" for row in rows)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_business_does_not_show_is_named_and_nothing_that_was_entered(
    service: Service, lang: str
) -> None:
    profile = {"new_merchant_period_passed": True, "sales_pattern": "uneven"}
    id_ = begun(service, f"青石坡 {lang} 生意", profile, ticks=slice(None))

    results = service.assessments.snapshot(id_).results
    assert results.on_practice_alone
    sentence = " ".join(verdict_of(results, lang).sentences)
    instrument = service.bank.instrument
    assert instrument.metric("contribution_margin").name.in_(lang) in sentence
    for entered in profile:
        assert instrument.profile_question(entered).question.in_(lang) not in sentence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_nobody_entered_of_the_business_is_not_ticked(service: Service, lang: str) -> None:
    id_ = begun(service, f"青石坡 {lang} 没填", {})
    results = service.assessments.snapshot(id_).results

    for stage in results.gates:
        for group in gate_rows(results, stage, lang).groups:
            shown = sum(row.standing is Standing.MET for row in group.rows)
            assert (group.count.standing is Standing.MET) == (shown >= group.meet), group.count.label
            assert str(shown) in group.count.now
    (business,) = [group for group in gate_rows(results, "growth", lang).groups if group.count.note]
    assert business.count.standing is Standing.OPEN
    assert not business.count.blocks
    assert business.count.note in gate_grid(results, "growth", Look(lang))


def test_what_follows_from_a_number_is_not_called_verified(service: Service) -> None:
    numbers = 0
    for id_, results in last_rounds(service):
        opened = service.assessments.open(id_)
        for cell in (cell for row in item_rows(results, "zh") for cell in row.cells):
            of_number = isinstance(opened.instrument.item(cell.id), MetricItem)
            answer = opened.assessment.answers.get(cell.id)
            assert cell.by_number == (of_number and cell.point is not None)
            assert cell.verified == (not of_number and answer is not None and answer.verified is not None)
            numbers += cell.by_number
    assert numbers


def test_a_sum_never_ends_with_its_result_alone_in_a_line(service: Service) -> None:
    for _, results in last_rounds(service):
        if results.index_score is None:
            continue
        sums = [index_sum(results), *(dimension_sum(results, each) for each in results.dimensions)]
        for line in filter(None, sums):
            assert " " not in line[line.index("÷") :], line
