"""`user`: what an operator is told of sight and of links, besides what was done."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.instrument.load import shipped_bank
from assessment.responses import Mode
from assessment.service import Service, account_actor, open_service
from tests.commands import run


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    url = f"sqlite:///{tmp_path / 'assessment.db'}"
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", url)
    opened = open_service(url, shipped_bank())
    yield opened
    opened.close()


def said(*arguments: str) -> str:
    """Run `user` in English; return what it printed. It ends with 0."""
    code, printed, _ = run("user", *arguments, "--lang", "en")
    assert code == 0
    return printed


def test_another_role_says_which_merchants_they_see(service: Service) -> None:
    service.accounts.invite("Olga", "owner")
    service.accounts.invite("Vera", "viewer")

    assert "their own merchants" in said("role", "Vera", "consultant")
    assert "every merchant" in said("role", "vera", "consultant", "--all")
    assert "merchant" not in said("role", "Ve\u200bra", "owner")
    assert [each.account.role for each in service.accounts.people()] == ["owner", "owner"]


def test_disabling_says_how_many_links_still_open_and_calls_them_back_where_asked(service: Service) -> None:
    ann = service.accounts.invite("Ann", "consultant").account_id
    acting = service.acting_as(account_actor(ann, "consultant", sees_all=False))
    assessment = acting.assessments.start("Shop", Mode.CORE, {}, None)
    shop = acting.rounds.merchant_of(assessment).merchant_id
    tokens = [acting.merchant_links.give(shop, "answer").token for _ in range(2)]
    assert len(tokens) == 2

    assert "2 private links that they made still open" in said("disable", "Ann")
    assert {each.state for each in service.merchant_links.of(shop)} == {"open"}
    assert "2 private links were called back" in said("disable", "Ann", "--links")
    assert {each.state for each in service.merchant_links.of(shop)} == {"revoked"}
    assert "link" not in said("disable", "Ann")
