"""Accounts: who gets in, for how long, and who does not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from assessment.instrument.load import shipped_bank
from assessment.service import EventFilter, Service, open_service
from assessment.service.account_errors import (
    AccountDisabled,
    GroupsLeft,
    IdentityUsed,
    InvitationExpired,
    InvitationUnknown,
    InvitationUsed,
    NoSuchAccount,
    NotInvited,
    PasswordChanged,
    SecretChanged,
    SignedOut,
    SignInEnded,
    SignInExpired,
    SignInsBusy,
    TooManyTries,
    WrongPassword,
)
from assessment.service.accounts import LONGEST_NAME, checked_name
from assessment.service.checks import Refused
from assessment.service.identity import Identity
from assessment.service.passwords import KNOWN, NOBODYS, STRANGERS, as_compared
from assessment.service.rate_limit import counted_place
from assessment.service.sign_in import OF_ADDRESS, OF_ONE, SignIn
from assessment.settings import Role
from assessment.store.database import open_database
from assessment.store.schema import metadata
from tests.clocks import Clock

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
PASSWORD = "桃子熟了三筐半送邻居"  # noqa: S105 - of invented people
ANOTHER = "correct horse battery"
ISSUER = "https://login.example.com"


@dataclass
class Team:
    """A store with its clock, and people in it."""

    service: Service
    clock: Clock
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1000)))

    def join(self, name: str, role: Role = "consultant") -> SignIn:
        """Invite somebody, who accepts."""
        link = self.service.accounts.invite(name, role)
        return self.service.sign_ins.accept(link.token, name, PASSWORD)

    def sign_in(
        self, name: str, password: str = PASSWORD, address: str | None = None, device: str = ""
    ) -> SignIn:
        """Sign in, by default from an address nobody else uses."""
        address = address or f"192.0.2.{next(self.numbers)}"
        return self.service.sign_ins.sign_in(name, password, address, device)


@pytest.fixture
def team(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    monkeypatch.setenv("ASSESSMENT_SECRET", "s" * 32)
    clock = Clock(NOON)
    service = open_service(url, shipped_bank(), now=clock)
    yield Team(service, clock)
    service.close()


def test_an_invitation_enters_its_account_once(team: Team) -> None:
    link = team.service.accounts.invite("老王", "owner")
    assert team.service.sign_ins.invited(link.token).role == "owner"

    signed_in = team.service.sign_ins.accept(link.token, "王大力", PASSWORD)

    assert team.service.sign_ins.account(signed_in.token).name == "王大力"
    with pytest.raises(InvitationUsed):
        team.service.sign_ins.accept(link.token, "别人", PASSWORD)
    assert team.sign_in(" 王大力 ").account.id == link.account_id
    with pytest.raises(WrongPassword):
        team.sign_in("老王")


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 5000, "\ud800"])
def test_a_link_that_leads_nowhere_is_said_to(team: Team, token: str) -> None:
    with pytest.raises(InvitationUnknown):
        team.service.sign_ins.invited(token)
    with pytest.raises(SignInEnded):
        team.service.sign_ins.account(token)
    assert not team.service.sign_ins.is_known(token)


def test_an_invitation_is_open_for_a_week_and_a_newer_one_takes_its_place(team: Team) -> None:
    first = team.service.accounts.invite("老王", "owner")
    team.clock.advance(days=6, hours=23)
    team.service.sign_ins.invited(first.token)
    team.clock.advance(hours=1)
    with pytest.raises(InvitationExpired):
        team.service.sign_ins.invited(first.token)
    assert [person.state for person in team.service.accounts.people()] == ["not_invited"]

    second = team.service.accounts.reset(first.account_id)
    with pytest.raises(InvitationUnknown):
        team.service.sign_ins.invited(first.token)
    assert team.service.sign_ins.accept(second.token, "老王", PASSWORD).account.role == "owner"


BAD = [
    "short",
    "x" * 201,
    "1234567890",
    "aaaaaaaaaaaa",
    "Password123",
    "ＰＡＳＳＷＯＲＤ１２３",
    "abcdefghijkl",
    "zyxwvutsrq",
    "fruitshop lin 88",
]


@pytest.mark.parametrize("password", BAD)
def test_what_would_be_guessed_is_no_password_and_the_link_stays_open(team: Team, password: str) -> None:
    link = team.service.accounts.invite("Fruitshop Lin", "owner")
    with pytest.raises(Refused) as caught:
        team.service.sign_ins.accept(link.token, "Fruitshop Lin", password)
    assert password not in caught.value.in_("zh")
    assert team.service.sign_ins.accept(link.token, "Fruitshop Lin", PASSWORD).token


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 61, "老王", " 老王", "Ａnna", "ANNA"])
def test_a_name_is_one_persons(team: Team, name: str) -> None:
    team.join("老王")
    team.join("Anna")
    with pytest.raises(Refused):
        team.service.accounts.invite(name, "viewer")
    link = team.service.accounts.invite("小李", "viewer")
    with pytest.raises(Refused):
        team.service.sign_ins.accept(link.token, name, PASSWORD)


def test_a_disabled_person_is_out_at_once_and_comes_back_with_the_same_password(team: Team) -> None:
    signed_in = team.join("小李")
    team.service.accounts.disable(signed_in.account.id)
    with pytest.raises(AccountDisabled):
        team.service.sign_ins.account(signed_in.token)
    with pytest.raises(AccountDisabled):
        team.sign_in("小李")
    with pytest.raises(WrongPassword):  # who does not know the password learns nothing
        team.sign_in("小李", ANOTHER)

    team.service.accounts.enable(signed_in.account.id)
    with pytest.raises(SignedOut):
        team.service.sign_ins.account(signed_in.token)
    assert team.service.sign_ins.account(team.sign_in("小李").token).name == "小李"


def test_a_reset_ends_password_and_sign_ins(team: Team) -> None:
    signed_in = team.join("小李")
    link = team.service.accounts.reset(signed_in.account.id)
    with pytest.raises(PasswordChanged):
        team.service.sign_ins.account(signed_in.token)
    with pytest.raises(WrongPassword):
        team.sign_in("小李")
    team.service.sign_ins.accept(link.token, "小李", ANOTHER)
    assert team.sign_in("小李", ANOTHER).account.id == signed_in.account.id


def test_a_changed_password_ends_the_other_browsers(team: Team) -> None:
    here = team.join("小李")
    there = team.sign_in("小李")
    with pytest.raises(WrongPassword):
        team.service.sign_ins.change_password(here.token, ANOTHER, ANOTHER, "a")
    with pytest.raises(Refused):
        team.service.sign_ins.change_password(here.token, PASSWORD, "short", "a")

    team.service.sign_ins.change_password(here.token, PASSWORD, ANOTHER, "a")

    assert team.service.sign_ins.account(here.token)
    with pytest.raises(PasswordChanged):
        team.service.sign_ins.account(there.token)


def test_signing_out_here_and_everywhere(team: Team) -> None:
    first, second, third = team.join("小李"), team.sign_in("小李"), team.sign_in("小李")
    assert [person.browsers for person in team.service.accounts.people()] == [3]
    team.service.sign_ins.sign_out(first.token)
    with pytest.raises(SignedOut):
        team.service.sign_ins.account(first.token)
    team.service.sign_ins.sign_out_everywhere(second.token)
    for each in (second, third):
        with pytest.raises(SignedOut):
            team.service.sign_ins.account(each.token)
    assert [person.browsers for person in team.service.accounts.people()] == [0]


def test_a_sign_in_ends_when_idle_and_in_any_case(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_SESSION_IDLE_HOURS", "12")
    monkeypatch.setenv("ASSESSMENT_SESSION_HOURS", "36")
    used, idle = team.join("小李"), team.sign_in("小李")
    for _ in range(3):
        team.clock.advance(hours=11)
        assert team.service.sign_ins.account(used.token)
    with pytest.raises(SignInExpired):
        team.service.sign_ins.account(idle.token)
    team.clock.advance(hours=3)
    with pytest.raises(SignInExpired):
        team.service.sign_ins.account(used.token)


def test_a_tab_that_looks_by_itself_keeps_nobody_signed_in(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_SESSION_IDLE_HOURS", "12")
    left = team.join("小李")
    for _ in range(2):
        team.clock.advance(hours=5)
        assert team.service.sign_ins.account(left.token, is_used=False)
    team.clock.advance(hours=5)
    with pytest.raises(SignInExpired):
        team.service.sign_ins.account(left.token, is_used=False)


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_an_hour_off_signs_nobody_out(team: Team, hours: int) -> None:
    signed_in = team.join("小李")
    for much in (hours, -hours):
        team.clock.advance(hours=much)
        assert team.service.sign_ins.account(signed_in.token)


def test_another_secret_signs_everybody_out_and_says_why(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in = team.join("小李")
    monkeypatch.setenv("ASSESSMENT_SECRET", "t" * 32)
    with pytest.raises(SecretChanged):
        team.service.sign_ins.account(signed_in.token)
    assert team.service.sign_ins.is_known(signed_in.token)
    assert team.sign_in("小李", device=signed_in.device).token


def test_the_last_owner_stays(team: Team) -> None:
    first = team.join("老王", "owner").account.id
    with pytest.raises(Refused):
        team.service.accounts.disable(first)
    with pytest.raises(Refused):
        team.service.accounts.set_role(first, "viewer")
    team.service.accounts.invite("还没来的人", "owner")
    with pytest.raises(Refused):
        team.service.accounts.disable(first)
    second = team.join("老李", "owner").account.id
    team.service.accounts.disable(first)
    with pytest.raises(Refused):
        team.service.accounts.set_role(second, "consultant")


def test_a_new_role_holds_from_the_next_page_on(team: Team) -> None:
    signed_in = team.join("小李")
    team.service.accounts.set_role(signed_in.account.id, "viewer", sees_all=True)
    found = team.service.sign_ins.account(signed_in.token)
    assert (found.role, found.sees_all) == ("viewer", True)
    with pytest.raises(NoSuchAccount):
        team.service.accounts.set_role("nobody", "viewer")


NAMES = ["Li  Ming\u200b", "\u200bLi Ming", "Li\u00a0Ming", "ＬＩ　ＭＩＮＧ", " li ming "]


def test_a_name_opens_as_it_was_typed_at_joining_or_as_it_is_shown(team: Team) -> None:
    account = team.join(NAMES[0]).account.id

    for typed in (*NAMES, team.service.accounts.people()[0].account.name):
        assert team.sign_in(typed).account.id == account


@given(st.text(min_size=1, max_size=LONGEST_NAME))
def test_a_name_is_compared_the_same_as_typed_and_as_kept(typed: str) -> None:
    with suppress(Refused):
        assert as_compared(checked_name(typed)) == as_compared(typed)


@pytest.mark.parametrize(
    ("before", "after", "said", "sees_all"),
    [
        ("owner", "consultant", None, False),
        ("viewer", "consultant", None, False),
        ("consultant", "viewer", None, True),
        ("consultant", "consultant", None, False),
        ("viewer", "viewer", None, True),
        ("owner", "consultant", True, True),
        ("consultant", "viewer", False, False),
    ],
)
def test_another_role_comes_with_the_sight_that_is_usual_with_it(
    team: Team, before: Role, after: Role, *, said: bool | None, sees_all: bool
) -> None:
    team.join("老王", "owner")
    signed_in = team.join("小李", before)

    changed = team.service.accounts.set_role(signed_in.account.id, after, sees_all=said)

    assert changed == team.service.sign_ins.account(signed_in.token)
    assert (changed.role, changed.sees_all) == (after, sees_all)
    written = team.service.events.listed(EventFilter(kinds=["role_changed"])).events[0]
    assert written.detail == {"what": after, "sees_all": sees_all}


def test_sight_that_is_given_and_taken_is_written_down(team: Team) -> None:
    id_ = team.service.accounts.invite("小李", "consultant", sees_all=True).account_id
    team.service.accounts.set_role(id_, "consultant", sees_all=False)

    written = team.service.events.listed(EventFilter(kinds=["account_invited", "role_changed"])).events
    assert [(each.kind, each.detail["sees_all"]) for each in written] == [
        ("role_changed", False),
        ("account_invited", True),
    ]


@pytest.mark.slow
def test_a_guesser_has_to_wait_and_nobody_else_does(team: Team, url: str) -> None:
    mine, other = team.join("小李"), team.join("小张")
    proxy = "203.0.113.8" if url.startswith("sqlite") else "203.0.113.9"  # what failed is counted by process
    for _ in range(OF_ONE.most):
        with pytest.raises(WrongPassword):
            team.sign_in("小李", "wrong password", proxy)
    with pytest.raises(TooManyTries):  # the right one too: else guessing would go on
        team.sign_in("小李", PASSWORD, proxy)
    # From elsewhere, from a browser that was signed in before, and for another name, it goes on.
    assert team.sign_in("小李", PASSWORD, "203.0.113.10")
    assert team.sign_in("小李", PASSWORD, proxy, mine.device)
    assert team.sign_in("小张", PASSWORD, proxy)
    with pytest.raises(TooManyTries):
        team.sign_in("小李", PASSWORD, proxy, other.device)
    for name in (f"nobody {number}" for number in range(OF_ADDRESS.most)):
        with pytest.raises((WrongPassword, TooManyTries)):
            team.sign_in(name, "wrong password", proxy)
    with pytest.raises(TooManyTries):
        team.sign_in("小张", PASSWORD, proxy)
    assert team.sign_in("小张", PASSWORD, proxy, other.device)


PLACES = [
    ("192.0.2.7", "192.0.2.7"),
    ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
    ("2001:db8:1:2:ffff::8%eth0", "2001:db8:1:2::/64"),
    ("::ffff:192.0.2.7", "192.0.2.7"),
    ("", ""),
    ("nowhere", "nowhere"),
]


@pytest.mark.parametrize(("address", "place"), PLACES)
def test_a_guesser_of_ipv6_has_one_place_and_not_any_number(address: str, place: str) -> None:
    assert counted_place(address) == place


@pytest.mark.slow
def test_a_known_browser_is_no_way_around_the_limit(team: Team) -> None:
    mine = team.join("小李")
    for _ in range(OF_ONE.most):
        with pytest.raises(WrongPassword):
            team.sign_in("小李", "wrong password", device=mine.device)
    with pytest.raises(TooManyTries):
        team.sign_in("小李", device=mine.device)
    forged = f"{mine.device[:-1]}{'0' if mine.device[-1] != '0' else '1'}"
    assert team.sign_in("小李", device=forged)  # not believed: counted by its address


def test_a_password_costs_what_owasp_asks_for_at_least() -> None:
    assert NOBODYS.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_neither_tokens_nor_passwords_are_kept(team: Team, url: str) -> None:
    link = team.service.accounts.invite("老王", "owner")
    signed_in = team.service.sign_ins.accept(link.token, "老王", PASSWORD)
    database = open_database(url)
    with database.reading() as connection:
        kept = repr([connection.execute(sa.select(table)).all() for table in metadata.sorted_tables])
    database.close()
    assert "老王" in kept
    for secret in (link.token, signed_in.token, PASSWORD):
        assert secret not in kept


def identity(subject: str = "s1", mail: str | None = None, kept: str = "k1", **more: object) -> Identity:
    values: dict[str, object] = {"name": "Li Na", "groups": ()} | more
    return Identity(issuer=ISSUER, subject=subject, mail=mail, kept=kept, **values)  # type: ignore[arg-type]


def test_a_provider_s_person_is_matched_by_the_mail_of_an_invitation_and_then_by_subject(team: Team) -> None:
    link = team.service.accounts.invite("李娜", "consultant", "Li.Na@example.com")
    with pytest.raises(NotInvited):
        team.service.sign_ins.sign_in_by_identity(identity(mail="other@example.com"))
    with pytest.raises(NotInvited):  # not verified: not told
        team.service.sign_ins.sign_in_by_identity(identity())

    first = team.service.sign_ins.sign_in_by_identity(identity(mail="li.na@example.com"))

    assert first.account.id == link.account_id
    with pytest.raises(IdentityUsed):
        team.service.sign_ins.sign_in_by_identity(identity(mail="li.na@example.com"))
    again = team.service.sign_ins.sign_in_by_identity(identity(mail="new@example.com", kept="k2"))
    assert again.account.id == link.account_id
    with pytest.raises(InvitationUnknown):
        team.service.sign_ins.invited(link.token)
    with pytest.raises(NotInvited):
        team.service.sign_ins.sign_in_by_identity(identity("s2", "li.na@example.com", "k3"))
    team.service.accounts.disable(link.account_id)
    with pytest.raises(AccountDisabled):
        team.service.sign_ins.sign_in_by_identity(identity(kept="k4"))


def test_groups_give_roles(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_OIDC_GROUPS", "chiefs=owner, advisers=consultant")
    first = team.service.sign_ins.sign_in_by_identity(identity(groups=("advisers", "x")))
    assert (first.account.name, first.account.role) == ("Li Na", "consultant")
    second = team.service.sign_ins.sign_in_by_identity(
        identity("s2", kept="k2", groups=("advisers", "chiefs"))
    )
    assert (second.account.name, second.account.role) == ("Li Na 2", "owner")
    with pytest.raises(NotInvited):
        team.service.sign_ins.sign_in_by_identity(identity("s3", kept="k3", groups=("x",)))
    # The only owner stays one, whatever the provider says.
    team.service.sign_ins.sign_in_by_identity(identity("s2", kept="k4", groups=("advisers",)))
    roles = {person.account.subject: person.account.role for person in team.service.accounts.people()}
    assert roles == {"s1": "consultant", "s2": "owner"}


def test_a_password_that_is_reset_while_it_is_changed_stays_reset(team: Team) -> None:
    here = team.join("小李")
    with ThreadPoolExecutor(1) as pool:
        with KNOWN.turn(""):  # nobody's password is worked on until we let go
            changing = pool.submit(team.service.sign_ins.change_password, here.token, PASSWORD, ANOTHER, "a")
            team.service.accounts.reset(here.account.id)
        with pytest.raises(PasswordChanged):
            changing.result()

    with pytest.raises(WrongPassword):
        team.sign_in("小李", ANOTHER)


def test_the_same_word_at_the_same_moment_is_taken_once(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_OIDC_GROUPS", "advisers=consultant")

    def arrives(_: int) -> bool:
        try:
            team.service.sign_ins.sign_in_by_identity(identity(groups=("advisers",)))
        except IdentityUsed:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(arrives, range(4))) == [False, False, False, True]
    assert len(team.service.accounts.people()) == 1


def test_groups_let_nobody_in_again_who_is_shut_out(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_OIDC_GROUPS", "advisers=consultant")
    invited = team.service.accounts.invite("李娜", "consultant", "li.na@example.com").account_id
    known = team.service.sign_ins.sign_in_by_identity(identity("s2", groups=("advisers",))).account.id
    for each in (invited, known):
        team.service.accounts.disable(each)
        team.service.accounts.reset(each)

    with pytest.raises(AccountDisabled):
        team.service.sign_ins.sign_in_by_identity(
            identity("s1", "Li.Na@example.com", "k2", groups=("advisers",))
        )
    with pytest.raises(AccountDisabled):
        team.service.sign_ins.sign_in_by_identity(identity("s2", kept="k3", groups=("advisers",)))
    assert len(team.service.accounts.people()) == 2


def test_a_role_that_groups_take_away_takes_its_merchants_along_and_is_written_down(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_OIDC_GROUPS", "chiefs=owner, advisers=consultant")
    for subject, kept in (("s1", "k1"), ("s2", "k2")):
        team.service.sign_ins.sign_in_by_identity(identity(subject, kept=kept, groups=("chiefs",)))

    team.service.sign_ins.sign_in_by_identity(identity("s2", kept="k3", groups=("advisers",)))

    found = {person.account.subject: person.account for person in team.service.accounts.people()}
    assert (found["s2"].role, found["s2"].sees_all) == ("consultant", False)
    changes = team.service.events.listed(EventFilter(kinds=["role_changed"])).events
    assert [(each.account_id, each.detail["what"]) for each in changes] == [
        (found["s2"].id, "consultant"),
        (found["s2"].id, "owner"),
        (found["s1"].id, "owner"),
    ]


def test_who_left_every_group_is_shut_out_and_comes_back_with_one(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_OIDC_GROUPS", "chiefs=owner, advisers=consultant")
    first = team.service.sign_ins.sign_in_by_identity(identity(groups=("chiefs",)))

    with pytest.raises(GroupsLeft, match="in none of the groups any more"):
        team.service.sign_ins.sign_in_by_identity(identity(kept="k2", groups=("x",)))
    with pytest.raises(GroupsLeft):  # the browser that was signed in, with its next page
        team.service.sign_ins.account(first.token)
    with pytest.raises(GroupsLeft):
        team.service.sign_ins.sign_in_by_identity(identity(kept="k3"))
    assert [person.state for person in team.service.accounts.people()] == ["disabled"]
    back = team.service.sign_ins.sign_in_by_identity(identity(kept="k4", groups=("advisers",)))

    assert team.service.sign_ins.account(back.token).id == first.account.id
    with pytest.raises(SignedOut):
        team.service.sign_ins.account(first.token)
    changes = team.service.events.listed(EventFilter(kinds=["account_changed"])).events
    assert [(each.account_id, each.detail) for each in changes] == [
        (first.account.id, {"what": "enabled", "why": "groups"}),
        (first.account.id, {"what": "disabled", "why": "groups"}),
    ]


def test_groups_take_nothing_from_whom_an_owner_let_in(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    invited = team.service.accounts.invite("李娜", "viewer", "li.na@example.com").account_id
    monkeypatch.setenv("ASSESSMENT_OIDC_GROUPS", "advisers=consultant")
    team.service.sign_ins.sign_in_by_identity(identity(mail="li.na@example.com"))
    assert team.service.sign_ins.sign_in_by_identity(identity(kept="k2")).account.id == invited
    other = team.service.sign_ins.sign_in_by_identity(identity("s2", kept="k3", groups=("advisers",))).account
    with pytest.raises(GroupsLeft):
        team.service.sign_ins.sign_in_by_identity(identity("s2", kept="k4"))

    team.service.accounts.enable(other.id)

    assert team.service.sign_ins.sign_in_by_identity(identity("s2", kept="k5")).account.role == "consultant"
    # Groups no longer matter, whether they come or go.
    team.service.sign_ins.sign_in_by_identity(identity("s2", kept="k6", groups=("advisers",)))
    assert team.service.sign_ins.sign_in_by_identity(identity("s2", kept="k7")).account.id == other.id
    # What an owner shut out afterwards, no group opens.
    team.service.accounts.disable(other.id)
    with pytest.raises(AccountDisabled) as refused:
        team.service.sign_ins.sign_in_by_identity(identity("s2", kept="k8", groups=("advisers",)))
    assert type(refused.value) is AccountDisabled


def test_a_role_that_an_owner_gives_holds_whatever_groups_say(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.join("老板", "owner")
    monkeypatch.setenv("ASSESSMENT_OIDC_GROUPS", "chiefs=owner")
    by_group = team.service.sign_ins.sign_in_by_identity(identity(groups=("chiefs",))).account
    team.service.accounts.set_role(by_group.id, "viewer", sees_all=True)
    invited = team.service.accounts.invite("李娜", "viewer", "li.na@example.com").account_id

    team.service.sign_ins.sign_in_by_identity(identity(kept="k2", groups=("chiefs",)))
    team.service.sign_ins.sign_in_by_identity(identity("s2", "li.na@example.com", "k3", groups=("chiefs",)))
    # Who is in no group any more stays in as well: no group gave the role.
    team.service.sign_ins.sign_in_by_identity(identity(kept="k4"))

    found = {person.account.id: person.account for person in team.service.accounts.people()}
    assert {found[each].role for each in (by_group.id, invited)} == {"viewer"}
    assert found[by_group.id].groups_gave_at is None


def test_no_named_groups_shut_nobody_out(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_OIDC_GROUPS", "advisers=consultant")
    team.service.sign_ins.sign_in_by_identity(identity(groups=("advisers",)))
    monkeypatch.delenv("ASSESSMENT_OIDC_GROUPS")

    assert team.service.sign_ins.sign_in_by_identity(identity(kept="k2")).account.role == "consultant"


@pytest.mark.slow
def test_wrong_passwords_are_counted_and_not_a_row_each(team: Team) -> None:
    mine = team.join("小李").account.id
    failures = EventFilter(kinds=["sign_in_failed"])

    def guess() -> None:
        for name in ("小李", "小李", "nobody", "nobody else"):
            with pytest.raises(WrongPassword):
                team.sign_in(name, "wrong password")

    guess()
    team.service.maintain(None)
    guess()
    team.service.maintain(None)  # too early: it goes on being counted
    guess()
    team.clock.advance(minutes=10)
    team.service.maintain(None)

    # An owner who reads gets what was counted until now.
    guess()
    found = team.service.events.listed(failures).events
    assert sorted((each.account_id or "", each.detail["count"]) for each in found) == sorted(
        [("", 2), ("", 4), ("", 2), (mine, 2), (mine, 4), (mine, 2)]
    )
    assert all(each.by is None for each in found)


@pytest.mark.slow
def test_many_guesses_at_once_are_no_more_than_one_after_the_other(team: Team, url: str) -> None:
    place = "203.0.113.20" if url.startswith("sqlite") else "203.0.113.21"
    team.join("小李")

    def guess(_: int) -> type[Exception] | None:
        try:
            team.sign_in("小李", "wrong password", place)
        except (WrongPassword, TooManyTries, SignInsBusy) as refused:
            return type(refused)
        return None

    with ThreadPoolExecutor(20) as pool:
        told = list(pool.map(guess, range(60)))

    assert told.count(WrongPassword) <= OF_ONE.most
    assert set(told) <= {WrongPassword, TooManyTries, SignInsBusy}


@pytest.mark.slow
def test_a_flood_of_sign_ins_is_refused_at_once_and_stands_in_nobody_s_way_who_is_known(team: Team) -> None:
    mine = team.join("小李")
    with ExitStack() as flood, ThreadPoolExecutor(20) as pool:
        for _ in range(3):
            flood.enter_context(STRANGERS.turn(""))
        waiting = [pool.submit(team.sign_in, f"nobody {each}", "wrong password") for each in range(30)]
        told = as_completed(waiting)
        # Twelve wait, the others are told.
        assert all(isinstance(next(told).exception(), SignInsBusy) for _ in range(18))
        assert team.sign_in("小李", device=mine.device).account.id == mine.account.id
        link = team.service.accounts.invite("小张", "viewer")
        assert team.service.sign_ins.accept(link.token, "小张", PASSWORD)
        flood.close()
    assert not [each for each in waiting if not isinstance(each.exception(), (SignInsBusy, WrongPassword))]


def test_one_place_has_few_in_hand_and_leaves_room_for_others(team: Team, url: str) -> None:
    place = "203.0.113.30" if url.startswith("sqlite") else "203.0.113.31"
    team.join("小李")
    with ThreadPoolExecutor(8) as pool, ExitStack() as flood:
        for _ in range(3):
            flood.enter_context(STRANGERS.turn("elsewhere"))
        waiting = [pool.submit(team.sign_in, f"nobody {each}", "x", place) for each in range(8)]
        told = as_completed(waiting)
        assert all(isinstance(next(told).exception(), SignInsBusy) for _ in range(3))
    assert sum(isinstance(each.exception(), WrongPassword) for each in waiting) == 5
    assert team.sign_in("小李", address=place)


@pytest.mark.parametrize("how", ["accept", "invite", "provider"])
def test_of_two_who_want_one_name_at_the_same_moment_one_is_told(
    team: Team, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setenv("ASSESSMENT_OIDC_GROUPS", "advisers=consultant")
    links = [team.service.accounts.invite(f"客人{each}", "viewer") for each in range(4)]

    def claim(number: int) -> str:
        service = team.service
        try:
            if how == "accept":
                return service.sign_ins.accept(links[number].token, "王大力", PASSWORD).account.id
            if how == "invite":
                return service.accounts.invite("王大力", "viewer").account_id
            word = identity(f"s{number}", kept=f"k{number}", groups=("advisers",))
            return service.sign_ins.sign_in_by_identity(word).account.name
        except Refused as refused:
            return refused.in_("en")

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(claim, range(4)))

    if how == "provider":
        assert sorted(told) == ["Li Na", "Li Na 2", "Li Na 3", "Li Na 4"]
    else:
        assert sum("is called “王大力” already" in each for each in told) == 3


def test_one_account_reset_twice_at_the_same_moment_has_one_link(team: Team) -> None:
    mine = team.service.accounts.invite("老王", "owner").account_id
    with ThreadPoolExecutor(4) as pool:
        links = list(pool.map(lambda _: team.service.accounts.reset(mine), range(4)))

    def opens(token: str) -> bool:
        try:
            return team.service.sign_ins.invited(token).id == mine
        except InvitationUnknown:
            return False

    assert sum(opens(link.token) for link in links) == 1
