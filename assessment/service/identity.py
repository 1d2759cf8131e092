"""Who somebody is by the word of an identity provider, and what its groups make of their account."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assessment.service.account_errors import AccountDisabled, GroupsLeft, IdentityUsed, NotInvited
from assessment.service.accounts import is_free, usual_sight
from assessment.service.context import Context
from assessment.service.events import EventKind, record_event
from assessment.service.passwords import as_compared
from assessment.settings import ROLES, Role, settings
from assessment.store import accounts
from assessment.store.accounts import Account
from assessment.store.schema import account, account_invitation, sign_in
from assessment.texts import without_hidden

LOG = logging.getLogger(__name__)

LONGEST_IDENTITY_NAME = 40


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


def shut_out(found: Account) -> AccountDisabled:
    """Return why a disabled account lets nobody in."""
    return AccountDisabled() if found.groups_left_at is None else GroupsLeft()


def role_of(groups: Collection[str]) -> Role | None:
    """Return the role that a provider's groups give; the first that the operator named counts."""
    for group, role in settings().oidc_groups:
        if group in groups and role in ROLES:
            return role
    return None


def account_of(connection: sa.Connection, context: Context, identity: Identity) -> Account | None:
    """Return the account that a provider's person signs in with, with the role that their groups give.

    Groups change a role that groups gave, and none that an owner gave.

    Args:
        connection: writing, with the workspace locked.
        context: of the sign-in.
        identity: the provider's word.

    Returns:
        None for who is shut out from now on, because groups gave them their role and they left them all.

    Raises:
        IdentityUsed: the same word was used before.
        NotInvited: we do not know them.
        AccountDisabled: an owner has shut the account out.
    """
    if accounts.is_identity_taken(connection, identity.kept):
        raise IdentityUsed
    found = accounts.find_account(
        connection,
        context.workspace,
        account.c.issuer == identity.issuer,
        account.c.subject == identity.subject,
    ) or _first_time(connection, context, identity)
    if found is None:
        LOG.warning("a sign-in was refused: the provider's person is not invited")
        raise NotInvited
    role = role_of(identity.groups)
    if found.is_disabled and (found.groups_left_at is None or role is None):
        raise shut_out(found)
    if role is None:
        if found.groups_gave_at is None or not settings().oidc_groups:
            return found
        _shut_out_without_groups(connection, context, found)
        return None
    given: dict[str, Any] = {}
    if found.is_disabled:
        given |= {"disabled_at": None, "groups_left_at": None}
        _record(connection, context, "account_changed", found.id, "enabled")
    # A role that an owner gave, by an invitation or since, is no group's to change.
    if found.groups_gave_at is not None:
        given["groups_gave_at"] = context.now()
        if role != found.role and not _is_only_owner(connection, context, found):
            # As with a new account: what an owner saw is not left to a consultant.
            given |= {"role": role, "sees_all": usual_sight(role)}
            _record(connection, context, "role_changed", found.id, role, sees_all=usual_sight(role))
    if given:
        accounts.change_account(connection, found.id, **given)
    return found


def _record(
    connection: sa.Connection, context: Context, kind: EventKind, account_id: str, what: str, **more: Any
) -> None:
    record_event(
        connection,
        context.who(),
        kind,
        account_id=account_id,
        by_nobody=True,
        what=what,
        why="groups",
        **more,
    )


def _shut_out_without_groups(connection: sa.Connection, context: Context, found: Account) -> None:
    """Shut out, everywhere, who was let in by groups and is in none of them any more.

    The last owner too: whoever runs the server lets somebody in again (`user enable`).
    """
    LOG.warning("a sign-in was refused: the provider's person is in no group with a role any more")
    now = context.now()
    accounts.change_account(connection, found.id, disabled_at=now, groups_left_at=now)
    accounts.remove_invitation(connection, found.id)
    accounts.end_sign_ins(connection, now, "disabled", sign_in.c.account_id == found.id)
    _record(connection, context, "account_changed", found.id, "disabled")


def _first_time(connection: sa.Connection, context: Context, identity: Identity) -> Account | None:
    known = {"issuer": identity.issuer, "subject": identity.subject}
    mail = None if identity.mail is None else identity.mail.strip().casefold()
    if mail is not None:
        now = context.now()
        is_open = sa.exists().where(
            account_invitation.c.account_id == account.c.id,
            account_invitation.c.used_at.is_(None),
            account_invitation.c.expires_at > now,
        )
        of_mail = connection.scalars(
            sa.select(account.c.id).where(
                account.c.workspace_id == context.workspace,
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
            return accounts.find_account(connection, context.workspace, account.c.id == of_mail[0])
    role = role_of(identity.groups)
    if role is None:
        return None
    if mail is not None and _is_shut_out(connection, context, mail):
        raise AccountDisabled
    wanted = " ".join(without_hidden(identity.name).split())[:LONGEST_IDENTITY_NAME] or "?"
    name, number = wanted, 2
    while not is_free(connection, context.workspace, name):
        name, number = f"{wanted} {number}", number + 1
    id_ = accounts.add_account(
        connection,
        context.workspace,
        context.now(),
        name=name,
        name_key=as_compared(name),
        role=role,
        sees_all=usual_sight(role),
        mail=mail,
        groups_gave_at=context.now(),
        **known,
    )
    _record(connection, context, "role_changed", id_, role, sees_all=usual_sight(role))
    return accounts.find_account(connection, context.workspace, account.c.id == id_)


def _is_shut_out(connection: sa.Connection, context: Context, mail: str) -> bool:
    """Whether an owner has shut out whoever has a mail; an invitation of their own lets them in again."""
    disabled = sa.exists().where(
        account.c.workspace_id == context.workspace,
        account.c.mail == mail,
        account.c.disabled_at.is_not(None),
    )
    return bool(connection.scalar(sa.select(disabled)))


def _is_only_owner(connection: sa.Connection, context: Context, found: Account) -> bool:
    owners = [
        each.id
        for each in accounts.list_accounts(connection, context.workspace)
        if each.role == "owner" and each.has_joined and not each.is_disabled
    ]
    return owners == [found.id]
