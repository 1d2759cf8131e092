"""Private links of merchants. Of a link only the hash of its token is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well

from assessment.store.audit import Who
from assessment.store.ids import new_id
from assessment.store.schema import account, actor, merchant, merchant_link


@dataclass(frozen=True)
class MerchantLinkRow:
    """A link as it is kept."""

    id: str
    merchant_id: str
    merchant_name: str
    scope: str
    label: str
    made_by: str
    """The label of the actor."""
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    maker: str | None
    """The name of the account that made it; None where no account did."""
    maker_out_at: datetime | None
    """When that account was shut out."""


COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    merchant_link.c.id,
    merchant_link.c.merchant_id,
    merchant.c.name,
    merchant_link.c.scope,
    merchant_link.c.label,
    actor.c.label,
    merchant_link.c.made_at,
    merchant_link.c.expires_at,
    merchant_link.c.revoked_at,
    merchant_link.c.used_at,
    account.c.name,
    account.c.disabled_at,
)
LINKS = (
    sa.select(*COLUMNS)
    .select_from(merchant_link)
    .join(merchant, merchant.c.id == merchant_link.c.merchant_id)
    .join(actor, actor.c.id == merchant_link.c.actor_id)
    .outerjoin(account, account.c.actor_id == merchant_link.c.actor_id)
)


def read_links(connection: sa.Connection, workspace_id: str, merchant_id: str) -> list[MerchantLinkRow]:
    """Return the links of a merchant, the last made first."""
    rows = connection.execute(
        LINKS.where(
            merchant_link.c.merchant_id == merchant_id, merchant.c.workspace_id == workspace_id
        ).order_by(merchant_link.c.made_at.desc(), merchant_link.c.id.desc())
    )
    return [MerchantLinkRow(*row) for row in rows]


def read_by_token(connection: sa.Connection, workspace_id: str, token_sha256: str) -> MerchantLinkRow | None:
    """Return the link with this token, whatever has become of it."""
    found = connection.execute(
        LINKS.where(merchant_link.c.token_sha256 == token_sha256, merchant.c.workspace_id == workspace_id)
    ).one_or_none()
    return None if found is None else MerchantLinkRow(*found)


def add_link(  # noqa: PLR0913, PLR0917 - what a link is
    connection: sa.Connection,
    who: Who,
    merchant_id: str,
    scope: str,
    label: str,
    token_sha256: str,
    expires_at: datetime,
) -> str:
    """Add a link and return its id; its merchant gets the pseudonym it will act under."""
    id_ = new_id(who.at)
    ensure_merchant_actor(connection, merchant_id, who.at)
    connection.execute(
        sa.insert(merchant_link).values(
            id=id_,
            merchant_id=merchant_id,
            scope=scope,
            label=label,
            token_sha256=token_sha256,
            actor_id=who.actor,
            made_at=who.at,
            expires_at=expires_at,
        )
    )
    return id_


def revoke_links(connection: sa.Connection, who: Who, ids: Collection[str]) -> int:
    """Call links back that were not yet; return how many those were."""
    return connection.execute(
        sa.update(merchant_link)
        .where(merchant_link.c.id.in_(sorted(ids)), merchant_link.c.revoked_at.is_(None))
        .values(revoked_at=who.at)
    ).rowcount


def note_use(connection: sa.Connection, id_: str, at: datetime) -> None:
    """Note when a link was used last."""
    connection.execute(sa.update(merchant_link).where(merchant_link.c.id == id_).values(used_at=at))


def ensure_actors_of_links(connection: sa.Connection, now: datetime) -> None:
    """Make sure that every merchant with a link has its pseudonym: those from before `add_link` made them."""
    label = sa.literal("merchant:") + merchant_link.c.merchant_id
    missing = connection.scalars(
        sa.select(merchant_link.c.merchant_id).distinct().where(~sa.exists().where(actor.c.label == label))
    ).all()
    for merchant_id in missing:
        ensure_merchant_actor(connection, merchant_id, now)


def ensure_merchant_actor(connection: sa.Connection, merchant_id: str, now: datetime) -> str:
    """Return the pseudonym under which a merchant acts by its links: it says which, not who."""
    label = f"merchant:{merchant_id}"
    connection.execute(insert(actor).values(id=new_id(now), label=label).on_conflict_do_nothing())
    return connection.scalars(sa.select(actor.c.id).where(actor.c.label == label)).one()
