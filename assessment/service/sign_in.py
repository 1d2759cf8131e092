"""Signing in and out: passwords, invitations, what an identity provider says, and how long it lasts.

A browser that is signed in holds a token in a cookie; we hold its hash. Every
page looks it up again, so that whoever is shut out is out with the next page.
"""

import hmac
import logging
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa

from assessment.service.account_errors import (
    AccountDisabled,
    IdentityUsed,
    InvitationExpired,
    InvitationUnknown,
    InvitationUsed,
    NotInvited,
    PasswordChanged,
    SecretChanged,
    SignedOut,
    SignInEnded,
    SignInExpired,
    TooManyTries,
    WrongPassword,
)
from assessment.service.accounts import checked_name, is_free, kept_of, new_secret
from assessment.service.attempts import FailedAttempts, counted_place
from assessment.service.checks import Refused
from assessment.service.context import Context
from assessment.service.events import record_event
from assessment.service.passwords import as_compared, check_new, hash_password, is_outdated, is_password
from assessment.settings import ROLES, Role, is_loopback, settings
from assessment.store import accounts
from assessment.store.accounts import Account, SignInRow
from assessment.store.audit import Who
from assessment.store.schema import account, account_invitation, sign_in
from assessment.texts import Text

LOG = logging.getLogger(__name__)

LONGEST_TOKEN = 100
SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is noted when a browser last drew a page: not every page writes."""
KEPT_AFTER_END = timedelta(days=40)
"""How long a sign-in is remembered after its time: longer than any word of a provider can come again."""
LONGEST_IDENTITY_NAME = 40


@dataclass(frozen=True)
class SignIn:
    """What a browser gets that was signed in just now."""

    token: str
    """For its cookie; told only here."""
    device: str
    """For a cookie that stays: this browser is not slowed down by other people's guesses."""
    account: Account


@dataclass(frozen=True)
class Identity:
    """What an identity provider says about a person.

    Attributes:
        mail: only where the provider has verified it.
        kept: the hash of the whole word, which is taken once.
    """

    issuer: str
    subject: str
    name: str
    mail: str | None
    groups: Collection[str]
    kept: str


OF_ONE = FailedAttempts(10, 900)
"""Wrong passwords for one name from one address, or from one browser that signed in before."""
OF_NAME = FailedAttempts(100, 900)
"""Wrong passwords for one name from anywhere but such browsers."""
OF_ADDRESS = FailedAttempts(200, 900)
"""Wrong passwords from one address, whatever the name."""


class SignIns:
    """How somebody gets in and out. Nobody in particular calls these: the token or password says who."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def sign_in(self, name: str, password: str, address: str, device: str = "") -> SignIn:
        """Sign somebody in with name and password.

        Args:
            name: as they were invited or call themselves.
            password: as they chose it.
            address: where the visitor is.
            device: what this browser was given when it last signed in.

        Raises:
            WrongPassword: they do not fit; just so, and after as long, for a name that nobody has.
            AccountDisabled: they fit, and an owner has shut the account out.
            TooManyTries: wrong too often.
        """
        key = as_compared(name[:LONGEST_TOKEN])
        with self._context.database.reading() as connection:
            found = self._find(connection, account.c.name_key == key)
        limits = self._limits(key, address, device, found)
        now = time.monotonic()
        if any(limit.too_many(counted, now) for limit, counted in limits):
            LOG.warning("a sign-in was refused: too many wrong passwords")
            raise TooManyTries
        kept = found.password_hash if found else None
        if not is_password(kept, password) or found is None:
            for limit, counted in limits:
                limit.note(counted, now)
            self._note_failed(found)
            raise WrongPassword
        OF_ONE.forget(limits[0][1])
        if found.is_disabled:
            raise AccountDisabled
        renewed = hash_password(password) if kept and is_outdated(kept) else None
        with self._context.database.writing() as connection:
            # Looked up again: it may have been shut out or reset while the password was worked on.
            current = self._find(connection, account.c.id == found.id)
            if current is None or current.password_hash != kept:
                raise WrongPassword
            if current.is_disabled:
                raise AccountDisabled
            if renewed:
                accounts.change_account(connection, found.id, password_hash=renewed)
            return self._begin(connection, current)

    def _note_failed(self, found: Account | None) -> None:
        """Write down a wrong password, of an unknown name too: both take as long."""
        LOG.warning("a sign-in was refused: wrong name or password")
        with self._context.database.writing() as connection:
            of = found.id if found else None
            record_event(connection, self._context.who(), "sign_in_failed", account_id=of, by_nobody=True)

    def _limits(
        self, name: str, address: str, device: str, found: Account | None
    ) -> list[tuple[FailedAttempts, str]]:
        """Return what failures are counted by, the narrowest first.

        A browser that this account signed in with before counts for itself:
        neither guesses from elsewhere nor neighbours behind the same proxy keep it out.
        """
        if found is not None and is_device(device, found.id):
            return [(OF_ONE, f"device {kept_of(device)}")]
        of_name = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        place = counted_place(address)
        limits = [(OF_ONE, f"{place} {of_name}"), (OF_NAME, of_name)]
        # This machine is a proxy whose visitors we cannot tell apart.
        return limits if is_loopback(address) else [*limits, (OF_ADDRESS, place)]

    def invited(self, token: str) -> Account:
        """Return the account that an invitation enters.

        Raises:
            InvitationUnknown: it leads nowhere.
            InvitationUsed: it was used.
            InvitationExpired: it is too old.
        """
        with self._context.database.reading() as connection:
            return self._invited(connection, token)

    def _invited(self, connection: sa.Connection, token: str) -> Account:
        link = accounts.find_invitation(connection, kept_of(token)) if len(token) <= LONGEST_TOKEN else None
        found = self._find(connection, account.c.id == link.account_id) if link else None
        if link is None or found is None or found.is_disabled:
            raise InvitationUnknown
        if link.used_at is not None:
            raise InvitationUsed
        if link.expires_at <= self._context.now():
            raise InvitationExpired
        return found

    def accept(self, token: str, name: str, password: str) -> SignIn:
        """Enter an account by its invitation: choose name and password, and be signed in.

        Raises:
            InvitationUnknown: as `invited`, and its like.
            Refused: the name is taken, or the password would be guessed.
        """
        name = checked_name(name)
        check_new(password, name)
        hashed = hash_password(password)
        with self._context.database.writing() as connection:
            found = self._invited(connection, token)
            if not is_free(connection, self._context.workspace, name, found.id):
                raise Refused(Text("accounts.name_taken", name=name))
            if not accounts.use_invitation(connection, kept_of(token), self._context.now()):
                raise InvitationUsed
            accounts.change_account(
                connection, found.id, name=name, name_key=as_compared(name), password_hash=hashed
            )
            return self._begin(connection, found)

    def sign_in_by_identity(self, identity: Identity) -> SignIn:
        """Sign somebody in by what the identity provider says.

        They are known by issuer and subject; the first time by the verified
        mail of an open invitation, or by a group that has a role here.

        Raises:
            IdentityUsed: the same word was used before.
            NotInvited: we do not know them.
            AccountDisabled: an owner has shut the account out.
        """
        try:
            with self._context.database.writing() as connection:
                return self._begin_by_identity(connection, identity)
        except sa.exc.IntegrityError:
            # The same word twice at the same moment, or one person with two.
            raise IdentityUsed from None

    def _begin_by_identity(self, connection: sa.Connection, identity: Identity) -> SignIn:
        if accounts.is_identity_taken(connection, identity.kept):
            raise IdentityUsed
        found = self._find(
            connection, account.c.issuer == identity.issuer, account.c.subject == identity.subject
        ) or self._first_time(connection, identity)
        if found is None:
            LOG.warning("a sign-in was refused: the provider's person is not invited")
            raise NotInvited
        if found.is_disabled:
            raise AccountDisabled
        role = role_of(identity.groups)
        if role is not None and role != found.role and not self._is_only_owner(connection, found):
            # As with a new account: what an owner saw is not left to a consultant.
            accounts.change_account(connection, found.id, role=role, sees_all=role != "consultant")
            self._record_role(connection, found.id, role)
        return self._begin(connection, found, identity.kept)

    def _record_role(self, connection: sa.Connection, account_id: str, role: Role) -> None:
        who = self._context.who()
        record_event(
            connection, who, "role_changed", account_id=account_id, by_nobody=True, what=role, why="groups"
        )

    def _first_time(self, connection: sa.Connection, identity: Identity) -> Account | None:
        known = {"issuer": identity.issuer, "subject": identity.subject}
        mail = None if identity.mail is None else identity.mail.strip().casefold()
        if mail is not None:
            now = self._context.now()
            is_open = sa.exists().where(
                account_invitation.c.account_id == account.c.id,
                account_invitation.c.used_at.is_(None),
                account_invitation.c.expires_at > now,
            )
            of_mail = connection.scalars(
                sa.select(account.c.id).where(
                    account.c.workspace_id == self._context.workspace,
                    account.c.mail == mail,
                    account.c.subject.is_(None),
                    account.c.disabled_at.is_(None),
                    is_open,
                )
            ).all()
            # Two accounts of one mail: nobody can say which is meant.
            if len(of_mail) == 1:
                accounts.change_account(connection, of_mail[0], **known)
                accounts.remove_invitation(connection, of_mail[0])
                return self._find(connection, account.c.id == of_mail[0])
        role = role_of(identity.groups)
        if role is None:
            return None
        if mail is not None and self._is_shut_out(connection, mail):
            raise AccountDisabled
        wanted = " ".join(identity.name.split())[:LONGEST_IDENTITY_NAME] or "?"
        name, number = wanted, 2
        while not is_free(connection, self._context.workspace, name):
            name, number = f"{wanted} {number}", number + 1
        id_ = accounts.add_account(
            connection,
            self._context.workspace,
            self._context.now(),
            name=name,
            name_key=as_compared(name),
            role=role,
            sees_all=role != "consultant",
            mail=mail,
            **known,
        )
        self._record_role(connection, id_, role)
        return self._find(connection, account.c.id == id_)

    def _is_shut_out(self, connection: sa.Connection, mail: str) -> bool:
        """Whether an owner has shut out whoever has a mail; an invitation of their own lets them in again."""
        disabled = sa.exists().where(
            account.c.workspace_id == self._context.workspace,
            account.c.mail == mail,
            account.c.disabled_at.is_not(None),
        )
        return bool(connection.scalar(sa.select(disabled)))

    def _is_only_owner(self, connection: sa.Connection, found: Account) -> bool:
        owners = [
            each.id
            for each in accounts.list_accounts(connection, self._context.workspace)
            if each.role == "owner" and each.has_joined and not each.is_disabled
        ]
        return owners == [found.id]

    def account(self, token: str, *, is_used: bool = True) -> Account:
        """Return who a browser is signed in as.

        Args:
            token: of its cookie.
            is_used: whether somebody is at the browser, which puts the end of an idle sign-in off.

        Raises:
            SignInEnded: it is not, or no longer; the kind of error says why.
        """
        now = self._context.now()
        with self._context.database.reading() as connection:
            row = self._row(connection, token)
        if row is None:
            raise SignInEnded
        check_valid(row, token, now)
        if is_used and now - row.seen_at >= SEEN_EVERY:
            self._context.database.note(
                lambda connection: accounts.note_seen(connection, kept_of(token), now)
            )
        return row.account

    def is_known(self, token: str) -> bool:
        """Whether a browser is or was signed in: then it can be said why it no longer is."""
        with self._context.database.reading() as connection:
            return self._row(connection, token) is not None

    def sign_out(self, token: str) -> None:
        """End one browser's sign-in; one that ended already stays so."""
        with self._context.database.writing() as connection:
            row = self._row(connection, token)
            if row is not None and self._end(connection, sign_in.c.token_sha256 == kept_of(token)):
                self._record_sign_out(connection, row.account)

    def sign_out_everywhere(self, token: str) -> None:
        """End every sign-in of the account that a browser is signed in as.

        Raises:
            SignInEnded: it is not signed in.
        """
        found = self.account(token)
        with self._context.database.writing() as connection:
            self._end(connection, sign_in.c.account_id == found.id)
            self._record_sign_out(connection, found)

    def change_password(self, token: str, old: str, new: str, address: str) -> None:
        """Choose another password; every other sign-in of the account ends.

        Raises:
            SignInEnded: the browser is not signed in.
            WrongPassword: the old one is not right.
            TooManyTries: it was wrong too often.
            Refused: the new one would be guessed.
        """
        found = self.account(token)
        counted, now = f"change {kept_of(token)} {address}", time.monotonic()
        if OF_ONE.too_many(counted, now):
            raise TooManyTries
        if not is_password(found.password_hash, old):
            OF_ONE.note(counted, now)
            raise WrongPassword
        check_new(new, found.name)
        hashed = hash_password(new)
        with self._context.database.writing() as connection:
            # Looked up again: it may have been shut out or reset while the passwords were worked on.
            row = self._row(connection, token)
            if row is None:
                raise SignInEnded
            check_valid(row, token, self._context.now())
            if row.account.password_hash != found.password_hash:
                raise WrongPassword
            accounts.change_account(connection, found.id, password_hash=hashed)
            accounts.end_sign_ins(
                connection,
                self._context.now(),
                "password",
                sign_in.c.account_id == found.id,
                sign_in.c.token_sha256 != kept_of(token),
            )

    def _find(self, connection: sa.Connection, *where: sa.ColumnElement[bool]) -> Account | None:
        return accounts.find_account(connection, self._context.workspace, *where)

    def _row(self, connection: sa.Connection, token: str) -> SignInRow | None:
        return accounts.find_sign_in(connection, kept_of(token)) if len(token) <= LONGEST_TOKEN else None

    def _end(self, connection: sa.Connection, where: sa.ColumnElement[bool]) -> int:
        return accounts.end_sign_ins(connection, self._context.now(), "signed_out", where)

    def _record_sign_out(self, connection: sa.Connection, of: Account) -> None:
        who = Who(self._context.workspace, of.actor_id, self._context.now())
        record_event(connection, who, "sign_out", account_id=of.id)

    def _begin(self, connection: sa.Connection, found: Account, identity: str | None = None) -> SignIn:
        """Sign a browser in with a token that nobody has seen before."""
        now, token = self._context.now(), new_secret()
        accounts.forget_sign_ins(connection, now - KEPT_AFTER_END)
        accounts.add_sign_in(
            connection,
            token_sha256=kept_of(token),
            account_id=found.id,
            proof=keyed(token),
            identity_sha256=identity,
            began_at=now,
            seen_at=now,
            ends_at=now + timedelta(hours=settings().session_hours),
        )
        accounts.change_account(connection, found.id, signed_in_at=now)
        who = Who(self._context.workspace, found.actor_id, now)
        record_event(connection, who, "sign_in", account_id=found.id)
        return SignIn(token, new_device(found.id), found)


def check_valid(row: SignInRow, token: str, now: datetime) -> None:
    """Refuse a sign-in that ended.

    Raises:
        SignInEnded: why it did.
    """
    if row.account.is_disabled:
        raise AccountDisabled
    if row.ended_by in {"password", "reset"}:
        raise PasswordChanged
    if row.ended_by is not None:
        raise SignedOut
    if not hmac.compare_digest(row.proof, keyed(token)):
        raise SecretChanged
    # A clock that was set back makes this negative, and nobody is signed out by it.
    idle = now - row.seen_at
    if now >= row.ends_at or idle >= timedelta(hours=settings().session_idle_hours):
        raise SignInExpired


def role_of(groups: Collection[str]) -> Role | None:
    """Return the role that a provider's groups give; the first that the operator named counts."""
    for group, role in settings().oidc_groups:
        if group in groups and role in ROLES:
            return role
    return None


def keyed(text: str) -> str:
    """Return the proof of a text that only who knows the operator's secret can make."""
    return hmac.new(settings().secret.encode(), text.encode("utf-8", "surrogatepass"), sha256).hexdigest()


def new_device(account_id: str) -> str:
    """Return what a browser keeps that an account signed in with."""
    named = f"{account_id}.{secrets.token_urlsafe(12)}"
    return f"{named}.{keyed(named)}"


def is_device(given: str, account_id: str) -> bool:
    """Whether a browser was given this when the account signed in with it."""
    named, _, proof = given[:300].rpartition(".")
    return named.startswith(f"{account_id}.") and hmac.compare_digest(proof.encode(), keyed(named).encode())
