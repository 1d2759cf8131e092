"""Whose merchants are whose: what each finds in lists and files, and what comes in with them."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from assessment.responses import Answer, Mode
from assessment.service import (
    Care,
    MerchantFilter,
    NoSuchAssessment,
    NoSuchMerchant,
    NotAllowed,
    PageOfList,
    Refused,
    Service,
    account_actor,
    merchant_actor,
)
from assessment.settings import Role
from assessment.store.events import EventFilter
from tests.ui.pages import store

TODAY = date(2026, 11, 20)
PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
"""A grey point."""


@dataclass(frozen=True)
class Team:
    """A store with two consultants, each with one merchant, a viewer and an owner."""

    service: Service
    ann: Service
    ann_id: str
    ben: Service
    ben_id: str
    viewer_id: str
    owner: Service
    anns: str
    """Ann's assessment."""
    bens: str

    def merchant_of(self, assessment: str) -> str:
        """Return the merchant of an assessment."""
        return self.service.rounds.merchant_of(assessment).merchant_id

    def as_merchant(self, assessment: str) -> Service:
        """Return the service for whoever came by a link of a merchant, to answer."""
        return self.service.acting_as(merchant_actor("link", "answer", self.merchant_of(assessment)))


@pytest.fixture
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A team, made anew for each test."""
    with store(tmp_path_factory.mktemp("team")) as service:
        roles: dict[str, Role] = {"Ann": "consultant", "Ben": "consultant", "Vera": "viewer", "Olga": "owner"}
        ids = {
            name: service.accounts.invite(name, role, sees_all=role == "owner").account_id
            for name, role in roles.items()
        }
        ann, ben = (
            service.acting_as(account_actor(ids[name], "consultant", sees_all=False))
            for name in ("Ann", "Ben")
        )
        owner = service.acting_as(account_actor(ids["Olga"], "owner", sees_all=True))
        anns = ann.assessments.start("甲店", Mode.CORE, {}, TODAY)
        bens = ben.assessments.start("乙店", Mode.CORE, {}, TODAY)
        yield Team(service, ann, ids["Ann"], ben, ids["Ben"], ids["Vera"], owner, anns, bens)


def answer(service: Service, id_: str, point: int = 2, count: int = 1) -> list[str]:
    """Answer the first items of an assessment; return them."""
    items = [item.id for item in service.bank.instrument.items() if item.kind == "anchored" and item.core]
    for item in items[:count]:
        service.answers.record(id_, item, Answer(point=point), 0)
    return items[:count]


def names(service: Service) -> list[str]:
    """Return the merchants of the portfolio."""
    return [line.name for line in service.portfolio.page(MerchantFilter(), PageOfList("name")).lines]


def test_each_consultant_finds_their_own_and_an_owner_all(team: Team) -> None:
    assert names(team.ann) == ["甲店"]
    assert names(team.ben) == ["乙店"]
    assert sorted(names(team.owner)) == sorted(names(team.service)) == ["乙店", "甲店"]
    assert [one.name for one in team.ann.rounds.merchants()] == ["甲店"]
    assert [card.merchant_name for card in team.ann.assessments.recent()] == ["甲店"]


def test_counts_groups_and_searches_know_nothing_of_others(team: Team) -> None:
    team.ben.portfolio.save_care(team.merchant_of(team.bens), Care("Benjamin", "Ben's group", TODAY))
    found = team.ann.portfolio.page(MerchantFilter(text="乙"), PageOfList())

    assert (found.lines, found.total, dict(found.by_stage)) == ([], 0, {})
    assert team.ann.portfolio.page(MerchantFilter(), PageOfList()).total == 1
    assert team.ann.portfolio.names(examples=False) == ([], [])
    assert team.ann.portfolio.due(MerchantFilter()) == []
    assert team.ann.portfolio.figures(MerchantFilter()).total == 1
    assert team.ann.portfolio.ids(MerchantFilter()) == [team.merchant_of(team.anns)]


def test_the_bin_and_item_figures_count_what_may_be_seen(team: Team) -> None:
    answer(team.ben, team.bens)
    team.ben.assessments.complete(team.bens)
    version = team.service.bank.instrument.version
    assert team.ben.items.versions() == team.owner.items.versions() == {version: 1}
    assert team.ann.items.versions() == {}

    team.ben.put_away.put([team.bens], "bin")
    assert team.ann.put_away.counts() == {"bin": 0, "archive": 0}
    assert team.ann.put_away.listed("bin") == []
    assert team.ben.put_away.counts() == {"bin": 1, "archive": 0}


def test_an_address_of_somebody_else_says_what_a_wrong_one_says(team: Team) -> None:
    with pytest.raises(NoSuchAssessment) as foreign:
        team.ann.assessments.open(team.bens)
    with pytest.raises(NoSuchAssessment) as wrong:
        team.ann.assessments.open("01AAAAAAAAAAAAAAAAAAAAAAAA")

    assert foreign.value.in_("zh") == wrong.value.in_("zh")
    assert type(foreign.value) is type(wrong.value)


def test_none_of_several_is_touched_where_one_is_not_ones_own(team: Team) -> None:
    with pytest.raises(NoSuchAssessment):
        team.ann.put_away.put([team.anns, team.bens], "bin")
    with pytest.raises(NoSuchMerchant):
        team.ann.bundles.pack([team.merchant_of(team.anns), team.merchant_of(team.bens)])

    assert team.owner.put_away.counts() == {"bin": 0, "archive": 0}


def test_a_merchant_is_handed_over(team: Team) -> None:
    shop = team.merchant_of(team.anns)
    team.ann.handover.hand_over(shop, team.ben_id)

    assert names(team.ann) == []
    assert sorted(names(team.ben)) == ["乙店", "甲店"]
    with pytest.raises(NoSuchMerchant):
        team.ann.handover.hand_over(shop, team.ann_id)


def test_a_merchant_is_given_to_a_colleague_besides_and_taken_back(team: Team) -> None:
    shop = team.merchant_of(team.anns)
    team.ann.handover.give(shop, team.viewer_id)
    viewer = team.service.acting_as(account_actor(team.viewer_id, "viewer", sees_all=False))

    assert names(viewer) == ["甲店"]
    assert names(team.ann) == ["甲店"]
    team.ann.handover.take_away(shop, team.viewer_id)
    assert names(viewer) == []


def test_who_only_looks_does_not_take_a_merchant_over(team: Team) -> None:
    shop = team.merchant_of(team.anns)

    with pytest.raises(Refused):
        team.ann.handover.hand_over(shop, team.viewer_id)
    with pytest.raises(Refused):
        team.ann.handover.give(shop, "nobody")


def test_handing_over_leaves_viewers_what_they_had(team: Team) -> None:
    shop = team.merchant_of(team.anns)
    team.ann.handover.give(shop, team.viewer_id)
    team.owner.handover.hand_over(shop, team.ben_id)

    given = {each.id for each in team.owner.handover.keepers(shop) if each.has}
    assert given == {team.viewer_id, team.ben_id}


def test_a_disabled_account_takes_nothing_over(team: Team) -> None:
    team.service.accounts.disable(team.ben_id)

    with pytest.raises(Refused):
        team.ann.handover.hand_over(team.merchant_of(team.anns), team.ben_id)


def test_who_was_shut_out_while_a_merchant_was_handed_over_does_not_see_it_again(team: Team) -> None:
    shop = team.merchant_of(team.anns)
    team.service.accounts.disable(team.ann_id)
    left = [each for each in team.owner.handover.keepers(shop) if each.has]
    assert [(each.id, each.is_disabled) for each in left] == [(team.ann_id, True)]

    team.owner.handover.hand_over(shop, team.ben_id)
    team.service.accounts.enable(team.ann_id)

    assert names(team.ann) == []
    assert [each.id for each in team.owner.handover.keepers(shop) if each.has] == [team.ben_id]


def test_who_was_shut_out_is_named_only_where_they_have_the_merchant(team: Team) -> None:
    shop = team.merchant_of(team.anns)
    team.service.accounts.disable(team.ben_id)
    assert team.ben_id not in {each.id for each in team.owner.handover.keepers(shop)}

    team.service.accounts.disable(team.ann_id)
    team.owner.handover.take_away(shop, team.ann_id)

    assert team.ann_id not in {each.id for each in team.owner.handover.keepers(shop)}


def links_open(team: Team, account: str) -> int:
    """Return how many private links an account made that still open, as the owner is told."""
    people = {each.account.id: each for each in team.service.accounts.people()}
    return people[account].open_links


def test_links_of_somebody_who_leaves_are_counted_and_called_back_together(team: Team) -> None:
    shop, links = team.merchant_of(team.anns), team.ann.merchant_links
    for scope in ("answer", "read"):
        links.give(shop, scope)
    links.revoke(shop, links.give(shop, "read").id)
    parts = [each.id for each in team.service.bank.instrument.dimensions[:1]]
    sheets = [team.ann.respondents.add(team.anns, name, parts) for name in ("仓管", "主播", "财务")]
    for sheet in sheets:
        team.ann.respondents.give_link(team.anns, sheet)
    # A link that somebody else made anew is theirs, and of no account where nobody signed in.
    team.owner.respondents.give_link(team.anns, sheets[0])
    bens = team.ben.merchant_links.give(team.merchant_of(team.bens), "answer")
    assert links_open(team, team.ann_id) == 4

    team.service.accounts.disable(team.ann_id)
    assert links_open(team, team.ann_id) == 4
    assert [(each.maker, each.is_maker_out) for each in team.owner.merchant_links.of(shop)] == [
        ("Ann", True)
    ] * 3

    assert team.owner.accounts.revoke_links(team.ann_id) == 4
    assert links_open(team, team.ann_id) == 0
    assert team.owner.accounts.revoke_links(team.ann_id) == 0
    assert {each.state for each in team.owner.merchant_links.of(shop)} == {"revoked"}
    states = {each.sheet: each.link for each in team.owner.respondents.of(team.anns)}
    assert [states[sheet] for sheet in sheets] == ["open", "revoked", "revoked"]
    assert team.service.merchant_links.follow(bens.token).scope == "answer"
    revoked = team.service.events.listed(EventFilter(kinds=["link_revoked"], account_id=team.ann_id))
    assert revoked.total == 2


def test_a_shop_is_not_told_who_made_its_links(team: Team) -> None:
    shop = team.merchant_of(team.anns)
    team.ann.merchant_links.give(shop, "answer")
    mine = team.as_merchant(team.anns).merchant_links
    mine.give(shop, "read")

    assert {each.maker for each in mine.of(shop)} == {None}
    assert [each.maker for each in team.ann.merchant_links.of(shop)] == [None, "Ann"]


def test_what_respondents_said_is_not_in_what_the_merchant_gets(team: Team) -> None:
    sheet = team.ann.respondents.add(team.anns, "仓管", [team.service.bank.instrument.dimensions[0].id])
    item = team.service.bank.instrument.dimensions[0].items[0].id
    own = team.ann.respondents.own_sheet(team.anns, sheet)
    own.attach_file(item, "仓库.png", PICTURE)
    file = team.ann.evidence.files(team.anns)[0]
    merchant = team.as_merchant(team.anns)

    assert team.ann.assessments.open(team.anns).assessment.sheets
    assert not merchant.assessments.open(team.anns).assessment.sheets
    assert not merchant.rounds.open(team.anns).assessment.sheets
    assert merchant.evidence.files(team.anns) == []
    assert merchant.evidence.content(team.anns, file.sha256) is None
    assert team.ann.evidence.content(team.anns, file.sha256) is not None


def test_a_merchant_sees_and_deletes_the_file_it_added(team: Team) -> None:
    merchant = team.as_merchant(team.anns)
    item = team.service.bank.instrument.dimensions[0].items[0].id
    merchant.evidence.attach_file(team.anns, item, "货架.png", PICTURE)
    (file,) = merchant.evidence.files(team.anns)
    (piece,) = merchant.assessments.open(team.anns).assessment.answers[item].evidence
    merchant.evidence.detach(team.anns, item, piece)

    assert [each.sha256 for each in merchant.evidence.files(team.anns)] == [file.sha256]
    merchant.evidence.delete_file(team.anns, file.sha256)
    assert merchant.evidence.files(team.anns) == []


def test_a_template_is_for_who_made_it_and_for_who_sees_all(team: Team) -> None:
    (item,) = answer(team.ben, team.bens)
    template = team.ben.templates.keep(team.bens, "乙店的模板", [], [item])

    assert [one.name for one in team.ben.templates.all()] == ["乙店的模板"]
    assert [one.name for one in team.owner.templates.all()] == ["乙店的模板"]
    assert team.ann.templates.all() == []
    with pytest.raises(Refused):
        team.ann.assessments.start("丙店", Mode.CORE, {}, TODAY, template=template)
    team.ann.templates.remove(template)
    assert [one.id for one in team.ben.templates.all()] == [template]


def test_a_file_of_somebody_elses_merchant_becomes_another_merchant(team: Team) -> None:
    raw = team.ben.files.export(team.bens)[1]
    brought = team.ann.files.import_file(raw)

    assert brought.id is not None
    assert team.merchant_of(brought.id) != team.merchant_of(team.bens)
    assert sorted(names(team.ann)) == ["乙店", "甲店"]
    assert names(team.ben) == ["乙店"]


def test_a_backup_of_somebody_elses_merchant_is_not_brought_in(team: Team) -> None:
    raw = team.ben.backups.pack(team.merchant_of(team.bens))
    bundle = team.ben.bundles.pack([team.merchant_of(team.bens)])

    for bring in (team.ann.backups.preview, team.ann.backups.restore):
        with pytest.raises(Refused):
            bring(raw)
    assert team.ann.bundles.bring_in(bundle).new == 0
    assert names(team.ann) == ["甲店"]


def test_what_is_restored_belongs_to_who_restores_it(team: Team) -> None:
    shop = team.merchant_of(team.bens)
    raw = team.ben.backups.pack(shop)
    team.service.privacy.erase(shop)
    team.ann.backups.restore(raw)

    assert sorted(names(team.ann)) == ["乙店", "甲店"]
    assert names(team.ben) == []


def test_a_link_shows_its_merchant_and_a_reader_none_of_its_lists(team: Team) -> None:
    answer(team.ann, team.anns)
    team.ann.assessments.complete(team.anns)
    again = team.ann.next_round.start(team.anns, TODAY)
    merchant = team.as_merchant(team.anns)
    reader = team.service.acting_as(merchant_actor("link", "read", team.merchant_of(team.anns)))

    assert [one.name for one in merchant.rounds.merchants()] == ["甲店"]
    assert {card.id for card in merchant.rounds.merchant_of(again).cards} == {again, team.anns}
    assert reader.assessments.snapshot(team.anns).id == team.anns
    with pytest.raises(NoSuchAssessment):
        reader.assessments.snapshot(again)
    shown = reader.merchant_links.shown(team.merchant_of(team.anns))
    assert shown is not None
    assert [card.id for card in shown.cards] == [team.anns]
    with pytest.raises(NotAllowed):
        reader.rounds.merchants()
    with pytest.raises(NotAllowed):
        reader.rounds.open(team.anns)


def test_an_answer_by_the_merchant_leaves_the_portfolio_of_its_consultant_whole(team: Team) -> None:
    merchant = team.as_merchant(team.anns)
    answer(merchant, team.anns)
    merchant.assessments.complete(team.anns)
    merchant.next_round.start(team.anns, TODAY)

    (line,) = team.ann.portfolio.page(MerchantFilter(), PageOfList()).lines
    assert (line.rounds, line.draft_id is not None) == (1, True)


def test_each_takes_back_what_they_did_themselves(team: Team) -> None:
    merchant = team.as_merchant(team.anns)
    answer(merchant, team.anns)

    assert team.ann.history.undo(team.anns) is None
    assert merchant.history.undo(team.anns) is not None


def test_a_refusal_is_an_event_once_in_a_while(team: Team) -> None:
    merchant = team.as_merchant(team.anns)
    for _ in range(3):
        with pytest.raises(NoSuchAssessment):
            merchant.assessments.open(team.bens)

    refused = team.owner.events.listed(EventFilter(kinds=["refused"])).events
    assert [(each.by, each.detail) for each in refused] == [
        (f"merchant:{team.merchant_of(team.anns)}", {"verb": "assessments.open"})
    ]
