"""Accounts, their invitations, and the browsers they are signed in with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from assessment.settings import Role
from assessment.store.audit import Who
from assessment.store.ids import new_id
from assessment.store.schema import account, account_invitation, actor, sign_in

EndedBy = Literal["signed_out", "password", "disabled", "reset"]
"""What ended a sign-in before its time."""


@dataclass(frozen=True)
class Account:
    """Somebody who signs in."""

    id: str
    actor_id: str
    """The pseudonym under which the account's changes are written."""
    name: str
    role: Role
    sees_all: bool
    """Whether every merchant of the team is theirs to see; owners see all in any case."""
    mail: str | None
    password_hash: str | None
    issuer: str | None
    """Of the identity provider; None for who was never seen there."""
    subject: str | None
    created_at: datetime
    signed_in_at: datetime | None
    """When they last signed in."""
    disabled_at: datetime | None
    groups_gave_at: datetime | None
    """When groups of an identity provider last gave the role; None where an owner did."""
    groups_left_at: datetime | None
    """When it was disabled because its person had left every group that gives a role."""

    @property
    def is_disabled(self) -> bool:
        """Whether nobody can sign in with it."""
        return self.disabled_at is not None

    @property
    def has_joined(self) -> bool:
        """Whether somebody has ever entered it."""
        return self.password_hash is not None or self.subject is not None


@dataclass(frozen=True)
class AccountInvitationRow:
    """The last link that an account was invited or let in again with."""

    account_id: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class SignInRow:
    """One browser that somebody signed in with."""

    account: Account
    proof: str
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    ended_by: EndedBy | None


COLUMNS = (
    account.c.id,
    account.c.actor_id,
    account.c.name,
    account.c.role,
    account.c.sees_all,
    account.c.mail,
    account.c.password_hash,
    account.c.issuer,
    account.c.subject,
    account.c.created_at,
    account.c.signed_in_at,
    account.c.disabled_at,
    account.c.groups_gave_at,
    account.c.groups_left_at,
)


def list_accounts(connection: sa.Connection, workspace: str) -> list[Account]:
    """Return every account, by name."""
    rows = connection.execute(
        sa.select(*COLUMNS).where(account.c.workspace_id == workspace).order_by(account.c.name_key)
    )
    return [_account(row) for row in rows]


def find_account(connection: sa.Connection, workspace: str, *where: sa.ColumnElement[bool]) -> Account | None:
    """Return the one account for which something holds; None where there is none."""
    row = connection.execute(
        sa.select(*COLUMNS).where(account.c.workspace_id == workspace, *where)
    ).one_or_none()
    return None if row is None else _account(row)


def _account(row: Any) -> Account:
    return Account(*row)


def add_account(connection: sa.Connection, workspace: str, now: datetime, **values: Any) -> str:
    """Add an account with an actor of its own; return its id."""
    id_, actor_id = new_id(now), new_id(now)
    connection.execute(sa.insert(actor).values(id=actor_id, label=f"account:{id_}"))
    connection.execute(
        sa.insert(account).values(id=id_, workspace_id=workspace, actor_id=actor_id, created_at=now, **values)
    )
    return id_


def change_account(connection: sa.Connection, id_: str, **values: Any) -> None:
    """Set fields of an account."""
    connection.execute(sa.update(account).where(account.c.id == id_).values(**values))


def put_invitation(
    connection: sa.Connection, who: Who, account_id: str, token_sha256: str, expires_at: datetime
) -> None:
    """Give an account a link, in place of the one before."""
    connection.execute(sa.delete(account_invitation).where(account_invitation.c.account_id == account_id))
    connection.execute(
        sa.insert(account_invitation).values(
            token_sha256=token_sha256,
            account_id=account_id,
            actor_id=who.actor,
            made_at=who.at,
            expires_at=expires_at,
        )
    )


def find_invitation(connection: sa.Connection, token_sha256: str) -> AccountInvitationRow | None:
    """Return the invitation of a link, used or not."""
    row = connection.execute(
        _invitations().where(account_invitation.c.token_sha256 == token_sha256)
    ).one_or_none()
    return None if row is None else AccountInvitationRow(*row)


def list_invitations(connection: sa.Connection, workspace: str) -> dict[str, AccountInvitationRow]:
    """Return the last invitation of each account, by account."""
    rows = connection.execute(
        _invitations()
        .join(account, account.c.id == account_invitation.c.account_id)
        .where(account.c.workspace_id == workspace)
    )
    return {row[0]: AccountInvitationRow(*row) for row in rows}


def _invitations() -> sa.Select[str, datetime, datetime, datetime | None]:
    return sa.select(
        account_invitation.c.account_id,
        account_invitation.c.made_at,
        account_invitation.c.expires_at,
        account_invitation.c.used_at,
    )


def use_invitation(connection: sa.Connection, token_sha256: str, now: datetime) -> bool:
    """Take an invitation as used; return whether it was not before."""
    used = connection.execute(
        sa.update(account_invitation)
        .where(account_invitation.c.token_sha256 == token_sha256, account_invitation.c.used_at.is_(None))
        .values(used_at=now)
    )
    return used.rowcount == 1


def remove_invitation(connection: sa.Connection, account_id: str) -> None:
    """Take back an account's link that was not used yet."""
    connection.execute(
        sa.delete(account_invitation).where(
            account_invitation.c.account_id == account_id, account_invitation.c.used_at.is_(None)
        )
    )


def add_sign_in(connection: sa.Connection, **values: Any) -> None:
    """Keep that a browser is signed in."""
    connection.execute(sa.insert(sign_in).values(**values))


def find_sign_in(connection: sa.Connection, token_sha256: str) -> SignInRow | None:
    """Return what is known of a browser's token, ended or not."""
    row = connection.execute(
        sa.select(
            *COLUMNS,
            sign_in.c.proof,
            sign_in.c.began_at,
            sign_in.c.seen_at,
            sign_in.c.ends_at,
            sign_in.c.ended_by,
        )
        .join_from(sign_in, account)
        .where(sign_in.c.token_sha256 == token_sha256)
    ).one_or_none()
    if row is None:
        return None
    values = tuple(row)
    return SignInRow(_account(values[: len(COLUMNS)]), *values[len(COLUMNS) :])


def is_identity_taken(connection: sa.Connection, identity_sha256: str) -> bool:
    """Whether somebody signed in with this word of a provider before."""
    found = sa.exists().where(sign_in.c.identity_sha256 == identity_sha256)
    return bool(connection.scalar(sa.select(found)))


def note_seen(connection: sa.Connection, token_sha256: str, now: datetime) -> None:
    """Note that a browser drew a page."""
    connection.execute(sa.update(sign_in).where(sign_in.c.token_sha256 == token_sha256).values(seen_at=now))


def end_sign_ins(
    connection: sa.Connection,
    now: datetime,
    why: EndedBy,
    *where: sa.ColumnElement[bool],
) -> int:
    """End the sign-ins for which something holds; return how many went on until now."""
    ended = connection.execute(
        sa.update(sign_in).where(sign_in.c.ended_at.is_(None), *where).values(ended_at=now, ended_by=why)
    )
    return ended.rowcount


def forget_sign_ins(connection: sa.Connection, before: datetime) -> None:
    """Delete the sign-ins whose time was over before a moment."""
    connection.execute(sa.delete(sign_in).where(sign_in.c.ends_at < before))


def count_signed_in(connection: sa.Connection, now: datetime, ids: Sequence[str]) -> dict[str, int]:
    """Return in how many browsers each account is signed in, idle ones included."""
    rows = connection.execute(
        sa.select(sign_in.c.account_id, sa.func.count())
        .where(sign_in.c.account_id.in_(ids), sign_in.c.ended_at.is_(None), sign_in.c.ends_at > now)
        .group_by(sign_in.c.account_id)
    )
    return {row[0]: row[1] for row in rows}
