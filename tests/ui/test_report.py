"""Reports made from the results page: asked for, made away from the page, shown and saved."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assessment.planning import PlanRequest
from assessment.report.cohort import TooFewError
from assessment.report.document import Options
from assessment.service import MerchantFilter, PageOfList, Service
from assessment.ui.components.report import build, build_cohort
from tests.commands import EXAMPLES
from tests.ui.pages import page, store

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with store(tmp_path_factory.mktemp("reports"), examples=True, today=DAY) as opened:
        yield opened


def assessment_of(service: Service, name: str) -> str:
    """Return the last assessment of an example merchant."""
    cards = service.rounds.merchants(examples=True)
    last = next(one.last for one in cards if one.name.startswith(name))
    assert last is not None
    return last.card.id


@pytest.mark.slow
def test_a_picture_is_made_when_asked_for_and_then_shown(service: Service) -> None:
    drawn = page("results", a=assessment_of(service, "青石坡果园"))
    assert not drawn.get("image")

    drawn.button(key="report_make").click().run()
    for _, job in drawn.session_state["reports"].values():
        job.result(timeout=60)
    drawn.run()

    assert not drawn.exception
    assert drawn.get("image")
    assert drawn.get("download_button")


@pytest.mark.slow
def test_a_report_made_before_the_roadmap_or_the_name_changed_is_offered_no_more(tmp_path: Path) -> None:
    with store(tmp_path, examples=True, today=DAY) as service:
        current = assessment_of(service, "青石坡果园")
        drawn = page("results", a=current)

        def make() -> None:
            drawn.button(key="report_make").click().run()
            for job in drawn.session_state["reports"].values():
                job[-1].result(timeout=60)
            assert drawn.run().get("download_button")

        make()
        service.roadmaps.save_request(current, PlanRequest(capacity={"shop": 1.0}))
        assert not drawn.run().get("download_button")
        make()
        merchant = service.rounds.merchant_of(current)
        service.merchants.rename(merchant.merchant_id, "改了名的果园", merchant.name)
        assert not drawn.run().get("download_button")


@pytest.mark.slow
def test_a_report_says_what_changed_since_the_round_before(service: Service) -> None:
    made = build(service, assessment_of(service, "青苔岭茶铺"), Options("zh"), "pdf", DAY)

    assert made.name == "青苔岭茶铺（示例）_2026-11-04_成长期.pdf"
    assert made.content.startswith(b"%PDF")


@pytest.mark.slow
def test_the_first_round_by_day_has_no_round_before_it_whenever_it_was_entered(tmp_path: Path) -> None:
    with store(tmp_path, today=DAY) as service:
        for month, entered in (("05", "2026-11-20T08:00:00Z"), ("08", "2026-08-06T08:00:00Z")):
            whole = json.loads((EXAMPLES / f"tea-shop-2026-{month}.json").read_text(encoding="utf-8"))
            whole |= {"completed_at": entered}
            service.files.import_file(json.dumps(whole).encode())
        first, second = (each.card.id for each in service.rounds.merchants(examples=True)[0].rounds)
        options = Options("zh")

        made = [build(service, one, options, "html", DAY).content.decode() for one in (first, second)]

    assert [re.findall(r"和 [-0-9]{10} 那次比", page) != [] for page in made] == [False, True]


@pytest.mark.slow
def test_a_file_is_offered_under_the_name_of_the_language(service: Service, tmp_path: Path) -> None:
    made = build(service, assessment_of(service, "青石坡果园"), Options("en", redacted=True), "page", DAY)

    (tmp_path / made.name).write_bytes(made.content)
    assert made.name == "A merchant_2026-10-18_Launch_one page.pdf"


def test_the_report_over_many_merchants_names_none_of_them(service: Service) -> None:
    wanted = MerchantFilter(examples=True)
    names = [line.name for line in service.portfolio.page(wanted, PageOfList()).lines]
    figures = service.portfolio.figures(wanted)

    made = build_cohort(service, wanted, Options("zh"), "html", DAY)

    assert figures.total == len(names) >= 6
    assert not [name for name in names if name.partition("（")[0] in made.content.decode()]


def test_the_portfolio_offers_it(service: Service) -> None:
    assert service.portfolio.figures(MerchantFilter()).total < 6
    with pytest.raises(TooFewError):
        build_cohort(service, MerchantFilter(), Options("zh"), "html", DAY)
