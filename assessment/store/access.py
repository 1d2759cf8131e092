"""Which merchants whoever acts may see, as a condition of a statement, and which account has which."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well

from assessment.store.audit import Who
from assessment.store.schema import account, assessment, merchant, merchant_access


@dataclass(frozen=True)
class Visible:
    """The merchants of a workspace that may be seen: all of them, those of an account, one, or none."""

    workspace: str
    is_bounded: bool = False
    """Whether it is not all of the workspace: then those named below, and no others."""
    account: str | None = None
    """The merchants this account has."""
    merchant: str | None = None
    """This merchant."""
    only_completed: bool = False
    """Whether of assessments those that are completed may be seen, and no others."""

    def rows(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """Return whether a row may be seen, of a table with workspace and merchant."""
        here = table.c.workspace_id == self.workspace
        if not self.is_bounded:
            return here
        seen: list[sa.ColumnElement[bool]] = []
        if self.account is not None:
            has = sa.select(merchant_access.c.merchant_id).where(merchant_access.c.account_id == self.account)
            seen.append(_merchant_of(table).in_(has))
        if self.merchant is not None:
            seen.append(_merchant_of(table) == self.merchant)
        if not seen:
            return sa.false()
        if self.only_completed and table is assessment:
            here &= assessment.c.status == "completed"
        return here & sa.or_(*seen)


def _merchant_of(table: sa.Table) -> sa.ColumnElement[Any]:
    return table.c.id if table is merchant else table.c.merchant_id


def sees_all(connection: sa.Connection, visible: Visible, table: sa.Table, ids: Collection[str]) -> bool:
    """Whether each of these is here and may be seen: one statement, the same for either.

    Args:
        connection: reading.
        visible: what may be seen.
        table: `assessment` or `merchant`.
        ids: of its rows.
    """
    wanted = set(ids)
    found = connection.scalars(
        sa.select(sa.func.count()).select_from(table).where(table.c.id.in_(wanted), visible.rows(table))
    ).one()
    return found == len(wanted)


@dataclass(frozen=True)
class Keeper:
    """An account to whom merchants can be given, or were."""

    id: str
    name: str
    role: str
    sees_all: bool
    """Whether it sees every merchant, given or not."""
    has: bool
    """Whether the merchant asked about was given to it."""
    is_disabled: bool
    """Whether nobody can sign in with it just now."""


def read_keepers(connection: sa.Connection, workspace_id: str, merchant_id: str) -> list[Keeper]:
    """Return the accounts of a workspace, by name, and which of them a merchant was given to.

    Of the accounts that are disabled those that have it, and no others.
    """
    given = (
        sa.select(merchant_access.c.account_id)
        .where(merchant_access.c.account_id == account.c.id, merchant_access.c.merchant_id == merchant_id)
        .exists()
    )
    is_disabled = account.c.disabled_at.is_not(None)
    rows = connection.execute(
        sa.select(
            account.c.id,
            account.c.name,
            account.c.role,
            account.c.sees_all,
            given.label("has"),
            is_disabled.label("is_disabled"),
        )
        .where(account.c.workspace_id == workspace_id, sa.or_(~is_disabled, given))
        .order_by(account.c.name, account.c.id)
    )
    return [
        Keeper(row[0], row[1], row[2], bool(row[3]) or row[2] == "owner", bool(row[4]), bool(row[5]))
        for row in rows
    ]


def give_access(connection: sa.Connection, who: Who, merchant_id: str, account_id: str) -> None:
    """Give a merchant to an account; nothing changes where it has it."""
    connection.execute(
        insert(merchant_access)
        .values(account_id=account_id, merchant_id=merchant_id, actor_id=who.actor, given_at=who.at)
        .on_conflict_do_nothing()
    )


def take_access(connection: sa.Connection, merchant_id: str, account_ids: Collection[str]) -> None:
    """Take a merchant from accounts."""
    connection.execute(
        sa.delete(merchant_access).where(
            merchant_access.c.merchant_id == merchant_id, merchant_access.c.account_id.in_(account_ids)
        )
    )
