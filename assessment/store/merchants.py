"""Merchants as rows: added, renamed, listed, erased with all their assessments."""

from collections.abc import Sequence

import sqlalchemy as sa

from assessment.store.access import Visible
from assessment.store.audit import Who
from assessment.store.errors import NoSuchMerchant
from assessment.store.put_away import PRESENT
from assessment.store.schema import assessment, merchant


def recent_merchants(
    connection: sa.Connection, visible: Visible, most: int | None = None, *, examples: bool
) -> Sequence[str]:
    """Return the merchants that were touched last: one's own, or those with examples alone."""
    example = sa.func.min(sa.cast(assessment.c.example, sa.Integer))
    last = sa.func.max(assessment.c.updated_at)
    return connection.scalars(
        sa.select(assessment.c.merchant_id)
        .where(visible.rows(assessment), PRESENT)
        .group_by(assessment.c.merchant_id)
        .having(example == int(examples))
        .order_by(last.desc(), assessment.c.merchant_id.desc())
        .limit(most)
    ).all()


def add_merchant(connection: sa.Connection, who: Who, id_: str, name: str, *, example: bool) -> None:
    """Add a merchant."""
    connection.execute(
        sa.insert(merchant).values(
            id=id_, workspace_id=who.workspace, name=name, example=example, created_at=who.at
        )
    )


def merchant_name(connection: sa.Connection, workspace_id: str, id_: str) -> str:
    """Return a merchant's name.

    Raises:
        NoSuchMerchant: not in this workspace.
    """
    name = connection.scalar(
        sa.select(merchant.c.name).where(merchant.c.id == id_, merchant.c.workspace_id == workspace_id)
    )
    if name is None:
        raise NoSuchMerchant
    return name


def workspace_of_merchant(connection: sa.Connection, id_: str) -> str | None:
    """Return the workspace that has a merchant of this id, None where no one has."""
    return connection.scalar(sa.select(merchant.c.workspace_id).where(merchant.c.id == id_))


def rename_merchant(connection: sa.Connection, who: Who, id_: str, name: str) -> None:
    """Give a merchant another name."""
    connection.execute(
        sa.update(merchant)
        .where(merchant.c.id == id_, merchant.c.workspace_id == who.workspace)
        .values(name=name)
    )


def erase_merchant(connection: sa.Connection, who: Who, id_: str) -> None:
    """Delete a merchant with everything that hangs on it."""
    connection.execute(
        sa.delete(merchant).where(merchant.c.id == id_, merchant.c.workspace_id == who.workspace)
    )


def erase_merchant_if_unused(connection: sa.Connection, who: Who, id_: str) -> bool:
    """Delete a merchant that has no assessment left; return whether it had none."""
    gone = connection.execute(
        sa.delete(merchant).where(
            merchant.c.id == id_, merchant.c.workspace_id == who.workspace, ~_has_assessments()
        )
    )
    return bool(gone.rowcount)


def merchants_of_examples(connection: sa.Connection, who: Who) -> Sequence[str]:
    """Return the merchants that have an example among their assessments."""
    return connection.scalars(
        sa.select(assessment.c.merchant_id)
        .where(assessment.c.workspace_id == who.workspace, assessment.c.example.is_(True))
        .distinct()
    ).all()


def erase_examples(connection: sa.Connection, who: Who) -> int:
    """Delete the examples, and their merchants unless somebody assessed one for real.

    Returns:
        How many assessments went.
    """
    gone = connection.execute(
        sa.delete(assessment).where(
            assessment.c.workspace_id == who.workspace, assessment.c.example.is_(True)
        )
    ).rowcount
    connection.execute(
        sa.delete(merchant).where(
            merchant.c.workspace_id == who.workspace, merchant.c.example.is_(True), ~_has_assessments()
        )
    )
    return gone


def _has_assessments() -> sa.Exists:
    return sa.select(assessment.c.id).where(assessment.c.merchant_id == merchant.c.id).exists()
