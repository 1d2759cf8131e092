"""Private links by who made them: those of merchants and of respondents' sheets that open something now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from assessment.store.schema import assessment, audit, merchant, merchant_link, respondent


@dataclass(frozen=True)
class OpenMerchantLink:
    """A link of a merchant that can be used."""

    id: str
    merchant: str
    scope: str
    maker: str
    """The actor who made it."""


@dataclass(frozen=True)
class OpenSheetLink:
    """A link of a respondent that can be used."""

    assessment: str
    sheet: str
    merchant: str
    maker: str | None
    """The actor who made it last; None where the audit does not say."""


def open_merchant_links(
    connection: sa.Connection, workspace: str, now: datetime
) -> Sequence[OpenMerchantLink]:
    """Return the links of merchants that open something, in the order they were made."""
    rows = connection.execute(
        sa.select(
            merchant_link.c.id, merchant_link.c.merchant_id, merchant_link.c.scope, merchant_link.c.actor_id
        )
        .join(merchant, merchant.c.id == merchant_link.c.merchant_id)
        .where(
            merchant.c.workspace_id == workspace,
            merchant_link.c.revoked_at.is_(None),
            merchant_link.c.expires_at > now,
        )
        .order_by(merchant_link.c.id)
    )
    return [OpenMerchantLink(*row) for row in rows]


def open_sheet_links(connection: sa.Connection, workspace: str, now: datetime) -> Sequence[OpenSheetLink]:
    """Return the links of respondents that open something; a sheet has one."""
    usable = (
        sa.select(respondent.c.assessment_id, respondent.c.sheet_id, assessment.c.merchant_id)
        .join(assessment, assessment.c.id == respondent.c.assessment_id)
        .where(
            assessment.c.workspace_id == workspace,
            assessment.c.status == "draft",
            respondent.c.token_sha256.is_not(None),
            respondent.c.revoked_at.is_(None),
            respondent.c.expires_at > now,
        )
        .order_by(respondent.c.assessment_id, respondent.c.sheet_id)
    )
    found = connection.execute(usable).all()
    made = connection.execute(
        sa.select(audit.c.assessment_id, audit.c.detail, audit.c.actor_id)
        .where(audit.c.action == "give_link", audit.c.assessment_id.in_(sorted({row[0] for row in found})))
        .order_by(audit.c.id)
    )
    # What came with a backup need not name a sheet.
    makers = {(row[0], row[1].get("sheet")): row[2] for row in made}
    return [OpenSheetLink(*row, makers.get((row[0], row[1]))) for row in found]
