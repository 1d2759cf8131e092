"""Signing in and out: passwords, invitations, what an identity provider says, and how long it lasts.

A browser that is signed in holds a token in a cookie; we hold its hash. Every
page looks it up again, so that whoever is shut out is out with the next page.
"""

import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa

from assessment.service.account_errors import (
    GroupsLeft,
    InvitationExpired,
    InvitationUnknown,
    InvitationUsed,
    PasswordChanged,
    SecretChanged,
    SignedOut,
    SignInEnded,
    SignInExpired,
    WrongPassword,
)
from assessment.service.accounts import checked_name, is_free, kept_of, new_secret
from assessment.service.checks import Refused
from assessment.service.context import Context
from assessment.service.events import record_event
from assessment.service.failed_sign_ins import FailedSignIns
from assessment.service.identity import Identity, account_of, shut_out
from assessment.service.passwords import (
    KNOWN,
    STRANGERS,
    as_compared,
    check_new,
    hash_password,
    is_outdated,
    is_password,
)
from assessment.service.rate_limit import FailedAttempts, counted_before, counted_place
from assessment.settings import is_loopback, settings
from assessment.store import accounts
from assessment.store.accounts import Account, SignInRow
from assessment.store.assessments import lock_workspace
from assessment.store.audit import Who
from assessment.store.schema import account, sign_in
from assessment.texts import Text

LOG = logging.getLogger(__name__)

LONGEST_TOKEN = 100
SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is noted when a browser last drew a page: not every page writes."""
KEPT_AFTER_END = timedelta(days=40)
"""How long a sign-in is remembered after its time: longer than any word of a provider can come again."""


@dataclass(frozen=True)
class SignIn:
    """What a browser gets that was signed in just now."""

    token: str
    """For its cookie; told only here."""
    device: str
    """For a cookie that stays: this browser is not slowed down by other people's guesses."""
    account: Account


OF_ONE = FailedAttempts(10, 900)
"""Wrong passwords for one name from one address, or from one browser that signed in before."""
OF_NAME = FailedAttempts(100, 900)
"""Wrong passwords for one name from anywhere but such browsers."""
OF_ADDRESS = FailedAttempts(200, 900)
"""Wrong passwords from one address, whatever the name."""


class SignIns:
    """How somebody gets in and out. Nobody in particular calls these: the token or password says who."""

    def __init__(self, context: Context, failed: FailedSignIns) -> None:
        self._context = context
        self._failed = failed

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
            SignInsBusy: too many others sign in at this moment.
        """
        key = as_compared(name[:LONGEST_TOKEN])
        with self._context.database.reading() as connection:
            found = self._find(connection, account.c.name_key == key)
        is_known = found is not None and is_device(device, found.id)
        kept = found.password_hash if found else None
        with counted_before(self._limits(key, address, device, is_known=is_known)) as tries:
            if found is not None and is_known:
                turn = KNOWN.turn(found.id)
            else:
                # This machine is a proxy whose visitors we cannot tell apart.
                turn = STRANGERS.turn("" if is_loopback(address) else counted_place(address))
            with turn:
                if not is_password(kept, password) or found is None:
                    LOG.warning("a sign-in was refused: wrong name or password")
                    self._failed.count(found.id if found else None)
                    tries.failed = True
                    raise WrongPassword
                renewed = hash_password(password) if kept and is_outdated(kept) else None
        if found.is_disabled:
            raise shut_out(found)
        with self._context.database.writing() as connection:
            # Looked up again: it may have been shut out or reset while the password was worked on.
            current = self._find(connection, account.c.id == found.id)
            if current is None or current.password_hash != kept:
                raise WrongPassword
            if current.is_disabled:
                raise shut_out(current)
            if renewed:
                accounts.change_account(connection, found.id, password_hash=renewed)
            return self._begin(connection, current)

    @staticmethod
    def _limits(name: str, address: str, device: str, *, is_known: bool) -> list[tuple[FailedAttempts, str]]:
        """Return what failures are counted by, the narrowest first.

        A browser that this account signed in with before counts for itself:
        neither guesses from elsewhere nor neighbours behind the same proxy keep it out.
        """
        if is_known:
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
            SignInsBusy: too many others do so at this moment.
        """
        name = checked_name(name)
        check_new(password, name)
        with KNOWN.turn(kept_of(token)):
            hashed = hash_password(password)
        with self._context.database.writing() as connection:
            # Two who want one name at the same moment: one of them is told that it is taken.
            lock_workspace(connection, self._context.who())
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
            GroupsLeft: groups gave them their role, and they are in none of those any more.
        """
        with self._context.database.writing() as connection:
            # The same word twice at the same moment, one person with two, two people of one name.
            lock_workspace(connection, self._context.who())
            found = account_of(connection, self._context, identity)
            if found is not None:
                return self._begin(connection, found, identity.kept)
        raise GroupsLeft

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
            SignInsBusy: too many others do so at this moment.
            Refused: the new one would be guessed.
        """
        found = self.account(token)
        with counted_before([(OF_ONE, f"change {kept_of(token)} {address}")]) as tries, KNOWN.turn(found.id):
            if not is_password(found.password_hash, old):
                tries.failed = True
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
        raise shut_out(row.account)
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
