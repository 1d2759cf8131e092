"""The pages of a shop's private links and data, of what is stored, and of events."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment.responses import Mode
from assessment.service import EventFilter, Service
from assessment.texts import Text
from tests.ui.pages import page, shown, store, utc_now


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A store with one shop in it."""
    with store(tmp_path) as opened:
        opened.assessments.start("老陈果园", Mode.CORE, {}, None)
        yield opened


def says(key: str, **values: str | int) -> str:
    """Return a text in Chinese."""
    return Text(key, **values).in_("zh")


def press(drawn: AppTest, label: str) -> AppTest:
    """Press the first button with a label."""
    return next(each for each in drawn.button if each.label == label).click().run()


def links_page(service: Service) -> tuple[AppTest, str]:
    """Draw the page of the shop's links; return it, and the shop's id."""
    (card,) = service.assessments.recent()
    return page("links", a=card.id), card.merchant_id


def test_a_link_is_made_shown_once_replaced_and_called_back(service: Service) -> None:
    drawn, merchant = links_page(service)
    drawn = press(drawn, says("links.make"))
    token = drawn.code[0].value.rpartition("/m/")[2]
    assert service.merchant_links.follow(token).scope == "answer"
    assert token in drawn.code[1].value  # the message to be sent
    drawn = press(drawn, says("links.saved"))
    assert not drawn.code

    for language in ("zh", "en"):
        again = page("links", language, a=service.assessments.recent()[0].id)
        assert Text("links.reissue_days", count=365).in_(language) in shown(again)

    drawn = press(drawn, says("links.reissue"))
    assert [each.state for each in service.merchant_links.of(merchant)] == ["open", "revoked"]
    drawn = press(drawn, says("links.revoke"))
    assert {each.state for each in service.merchant_links.of(merchant)} == {"revoked"}
    assert not drawn.exception


def test_a_link_for_reading_lasts_a_month_unless_told_otherwise(service: Service) -> None:
    drawn, merchant = links_page(service)
    drawn.radio[0].set_value("read").run()
    assert drawn.number_input[0].value == 30
    drawn.number_input[0].set_value(7).run()
    press(drawn, says("links.make"))
    (link,) = service.merchant_links.of(merchant)
    assert (link.scope, (link.expires_at - link.made_at).days) == ("read", 7)


def test_erasing_asks_before_it_erases(service: Service) -> None:
    drawn, merchant = links_page(service)
    archived, binned = (service.assessments.start("", Mode.CORE, {}, None, merchant) for _ in range(2))
    service.put_away.put([archived], "archive")
    service.put_away.put([binned], "bin")
    drawn = press(drawn, says("links.erase"))
    assert says("links.erase_sure", count=3, archived=1, binned=1) in shown(drawn)
    assert service.merchant_links.shown(merchant) is not None


def test_the_page_of_a_shop_that_is_gone_says_so(service: Service) -> None:
    drawn = page("links", a="nothing")
    assert drawn.warning
    assert not links_page(service)[0].warning


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_stored_and_for_how_long_stands_on_one_page(service: Service, language: str) -> None:
    assert Text("privacy.kept_open").in_(language) in shown(page("privacy", language))
    service.privacy.set_retention(400)
    assert Text("privacy.kept_days", days=400, bin=30).in_(language) in shown(page("privacy", language))


def test_the_period_of_keeping_is_set_and_taken_back(service: Service) -> None:
    drawn = page("privacy")
    drawn.toggle[0].set_value(True).run()
    drawn.number_input[0].set_value(90).run()
    drawn = press(drawn, says("privacy.retention_save"))
    assert service.privacy.retention().days == 90
    drawn.toggle[0].set_value(False).run()
    press(drawn, says("privacy.retention_save"))
    assert service.privacy.retention().days is None


def test_a_period_that_would_put_shops_away_is_asked_about_first(tmp_path: Path) -> None:
    with store(tmp_path, now=lambda: utc_now() - timedelta(days=100)) as service:
        service.assessments.start("老陈果园", Mode.CORE, {}, None)
        drawn = page("privacy")
        drawn.toggle[0].set_value(True).run()
        drawn.number_input[0].set_value(90).run()
        drawn = press(drawn, says("privacy.retention_save"))
        assert says("privacy.retention_due", count=1, days=90, bin=30) in shown(drawn)
        assert service.privacy.retention().days is None


def test_events_are_listed_and_filtered(service: Service) -> None:
    merchant = service.assessments.recent()[0].merchant_id
    service.merchant_links.give(merchant, "read")
    drawn = page("audit")
    assert says("audit.count", count=1, shown=1) in shown(drawn)
    drawn.multiselect[0].set_value(["sign_in"]).run()
    assert [each.value for each in drawn.info] == [says("audit.none")]
    assert service.events.listed(EventFilter()).total == 1
