"""The people of a team, for its owner: invited, given a role, let in again, shut out.

Nobody registers: an account begins with an invitation, a link that is told
once, is open for a week and enters one account once.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

import sqlalchemy as sa

from assessment.service.account_errors import NoSuchAccount
from assessment.service.checks import Refused
from assessment.service.context import Context
from assessment.service.events import EventKind, record_event
from assessment.service.passwords import as_compared
from assessment.settings import Role
from assessment.store import accounts, audit, merchant_links, open_links, respondents
from assessment.store.accounts import Account, EndedBy
from assessment.store.assessments import lock_workspace
from assessment.store.schema import account, sign_in
from assessment.texts import Text, without_hidden

INVITATION_DAYS = 7
LONGEST_NAME = 60
LONGEST_MAIL = 254


@dataclass(frozen=True)
class AccountLink:
    """A link that enters an account once; its token is told only here."""

    account_id: str
    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Person:
    """An account as an owner sees it."""

    account: Account
    invited_until: datetime | None
    """Until when the last link is open; None where it was used, or there is none."""
    browsers: int
    """In how many browsers they are signed in."""
    open_links: int
    """Private links, of merchants and of respondents, that they made and that still open."""

    @property
    def state(self) -> Literal["disabled", "invited", "not_invited", "active"]:
        """What has become of the account; `not_invited` where nobody entered it and no link is open."""
        if self.account.is_disabled:
            return "disabled"
        if self.account.has_joined:
            return "active"
        return "invited" if self.invited_until else "not_invited"


def new_secret() -> str:
    """Return 256 bits of chance, fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def kept_of(token: str) -> str:
    """Return what is kept of a token. It is random through and through, so a plain hash suffices."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def checked_name(given: str) -> str:
    """Return a person's name as it is kept.

    Raises:
        Refused: empty, or too long.
    """
    name = " ".join(without_hidden(given).split())
    if not as_compared(name) or len(name) > LONGEST_NAME:
        raise Refused(Text("accounts.name_length", most=LONGEST_NAME))
    return name


def usual_sight(role: Role) -> bool:
    """Whether a role comes with the sight of every merchant, where nothing else is said."""
    return role != "consultant"


def is_free(connection: sa.Connection, workspace: str, name: str, but: str | None = None) -> bool:
    """Whether nobody but one account has a name."""
    found = accounts.find_account(connection, workspace, account.c.name_key == as_compared(name))
    return found is None or found.id == but


class Accounts:
    """Who is in the team. Every verb is an owner's."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def people(self) -> Sequence[Person]:
        """Return everybody, by name."""
        now = self._context.now()
        with self._context.database.reading() as connection:
            listed = accounts.list_accounts(connection, self._context.workspace)
            invited = accounts.list_invitations(connection, self._context.workspace)
            browsers = accounts.count_signed_in(connection, now, [each.id for each in listed])
            workspace = self._context.workspace
            links = Counter(each.maker for each in open_links.open_merchant_links(connection, workspace, now))
            sheets = open_links.open_sheet_links(connection, workspace, now)
            links.update(each.maker for each in sheets if each.maker is not None)
        people = []
        for each in listed:
            link = invited.get(each.id)
            is_open = link is not None and link.used_at is None and link.expires_at > now
            until = link.expires_at if link and is_open else None
            people.append(Person(each, until, browsers.get(each.id, 0), links[each.actor_id]))
        return people

    def invite(
        self, name: str, role: Role, mail: str | None = None, *, sees_all: bool | None = None
    ) -> AccountLink:
        """Add an account and make the link by which it is entered.

        Args:
            name: what the person signs in with; they may choose another one.
            role: what they may do.
            mail: by which they are known at the identity provider.
            sees_all: whether every merchant is theirs to see; None for what is usual with the role.

        Raises:
            Refused: the name is empty, too long or taken, or the mail is no address.
        """
        name, mail = checked_name(name), (mail or "").strip().casefold() or None
        if mail is not None and (len(mail) > LONGEST_MAIL or mail.count("@") != 1 or " " in mail):
            raise Refused(Text("accounts.not_a_mail", mail=mail[:80]))
        sight = usual_sight(role) if sees_all is None else sees_all
        with self._writing() as connection:
            if not is_free(connection, self._context.workspace, name):
                raise Refused(Text("accounts.name_taken", name=name))
            id_ = accounts.add_account(
                connection,
                self._context.workspace,
                self._context.now(),
                name=name,
                name_key=as_compared(name),
                role=role,
                sees_all=sight,
                mail=mail,
            )
            self._record(connection, "account_invited", id_, role, sees_all=sight)
            return self._link(connection, id_)

    def reset(self, account_id: str) -> AccountLink:
        """Make a link by which somebody chooses a new password; the old one and every sign-in end now.

        Raises:
            NoSuchAccount: there is none.
        """
        with self._writing() as connection:
            found = self._find(connection, account_id)
            # Whoever is shut out stays known to us: else the provider's word would make them somebody new.
            unknown = {"issuer": None, "subject": None, "groups_gave_at": None}
            forgotten = {} if found.is_disabled else unknown
            accounts.change_account(connection, account_id, password_hash=None, **forgotten)
            self._record(connection, "account_changed", account_id, "reset")
            self._end(connection, account_id, "reset")
            return self._link(connection, account_id)

    def set_role(self, account_id: str, role: Role, *, sees_all: bool | None = None) -> Account:
        """Give an account a role, from its next page on, and return it as it is then.

        Args:
            account_id: whose.
            role: what they may do from now on.
            sees_all: whether every merchant is theirs to see. None leaves it where the role stays, and
                takes what is usual with another role: what an owner saw is not left to a consultant.

        Raises:
            NoSuchAccount: there is none.
            Refused: nobody would be owner any more.
        """
        with self._writing() as connection:
            found = self._find(connection, account_id)
            if role != "owner":
                self._keep_an_owner(connection, found)
            if sees_all is None:
                sees_all = found.sees_all if role == found.role else usual_sight(role)
            # From now on no group of a provider changes it: `account_of` leaves it alone.
            accounts.change_account(connection, account_id, role=role, sees_all=sees_all, groups_gave_at=None)
            self._record(connection, "role_changed", account_id, role, sees_all=sees_all)
            return self._find(connection, account_id)

    def disable(self, account_id: str) -> None:
        """Shut an account out: every sign-in of it ends now, its link is taken back.

        Raises:
            NoSuchAccount: there is none.
            Refused: nobody would be owner any more.
        """
        with self._writing() as connection:
            self._keep_an_owner(connection, self._find(connection, account_id))
            # An owner's word: no group lets them in again.
            accounts.change_account(
                connection, account_id, disabled_at=self._context.now(), groups_left_at=None
            )
            self._record(connection, "account_changed", account_id, "disabled")
            accounts.remove_invitation(connection, account_id)
            self._end(connection, account_id, "disabled")

    def enable(self, account_id: str) -> None:
        """Let an account in again, with the password it had, whatever groups an identity provider names.

        Raises:
            NoSuchAccount: there is none.
        """
        with self._writing() as connection:
            self._find(connection, account_id)
            accounts.change_account(
                connection, account_id, disabled_at=None, groups_left_at=None, groups_gave_at=None
            )
            self._record(connection, "account_changed", account_id, "enabled")

    def revoke_links(self, account_id: str) -> int:
        """Call back every private link that somebody made and that still opens; return how many those were.

        Shutting somebody out does not: shops and respondents come back by
        their links. But whoever made one may have kept it.

        Raises:
            NoSuchAccount: there is none.
        """
        who = self._context.who()
        with self._writing() as connection:
            actor = self._find(connection, account_id).actor_id
            all_merchants = open_links.open_merchant_links(connection, who.workspace, who.at)
            all_sheets = open_links.open_sheet_links(connection, who.workspace, who.at)
            of_merchants = [each for each in all_merchants if each.maker == actor]
            of_sheets = [each for each in all_sheets if each.maker == actor]
            merchant_links.revoke_links(connection, who, [each.id for each in of_merchants])
            for link in of_merchants:
                record_event(
                    connection, who, "link_revoked", link.merchant, account_id, link=link.id, scope=link.scope
                )
            for each in of_sheets:
                respondents.save_respondent(connection, who, each.assessment, each.sheet, revoked_at=who.at)
                audit.record(connection, who, "revoke_link", each.merchant, each.assessment, sheet=each.sheet)
            return len(of_merchants) + len(of_sheets)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """Write alone: of two who want one name, or reset one account, the second sees what the first did."""
        with self._context.database.writing() as connection:
            lock_workspace(connection, self._context.who())
            yield connection

    def _find(self, connection: sa.Connection, id_: str) -> Account:
        found = accounts.find_account(connection, self._context.workspace, account.c.id == id_)
        if found is None:
            raise NoSuchAccount
        return found

    def _record(
        self, connection: sa.Connection, kind: EventKind, account_id: str, what: str, **more: Any
    ) -> None:
        record_event(connection, self._context.who(), kind, account_id=account_id, what=what, **more)

    def _end(self, connection: sa.Connection, id_: str, why: EndedBy) -> None:
        accounts.end_sign_ins(connection, self._context.now(), why, sign_in.c.account_id == id_)

    def _keep_an_owner(self, connection: sa.Connection, without: Account) -> None:
        """Refuse what would leave nobody who can let people in.

        Raises:
            Refused: there is no other owner who can sign in.
        """
        if without.role != "owner" or without.is_disabled:
            return
        has_joined = sa.or_(account.c.password_hash.is_not(None), account.c.subject.is_not(None))
        others = connection.scalars(
            sa.select(account.c.id).where(
                account.c.workspace_id == self._context.workspace,
                account.c.role == "owner",
                account.c.disabled_at.is_(None),
                # Somebody who was only invited does not stand in for one who is here.
                has_joined if without.has_joined else sa.true(),
            )
        ).all()
        if set(others) <= {without.id}:
            raise Refused(Text("accounts.last_owner", name=without.name))

    def _link(self, connection: sa.Connection, id_: str) -> AccountLink:
        token, who = new_secret(), self._context.who()
        ends = who.at + timedelta(days=INVITATION_DAYS)
        accounts.put_invitation(connection, who, id_, kept_of(token), ends)
        return AccountLink(id_, token, ends)
