"""Private links of merchants: a merchant without an account comes back by one, a partner reads by one.

A link with the scope `answer` opens everything of its merchant: rounds,
results, roadmap, comparison. One with the scope `read` shows the results of
its merchant and changes nothing. A token has 256 bits of chance, is told
once and kept as a hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from assessment.responses import Mode
from assessment.service.assessments import BeginRequest, start_within
from assessment.service.checks import (
    MerchantLinkExpired,
    MerchantLinkRevoked,
    NoSuchMerchantLink,
    Refused,
    within,
)
from assessment.service.context import Context
from assessment.service.events import note_event, record_event
from assessment.service.own_sheet import LONGEST_TOKEN, hash_of, new_token
from assessment.service.rounds import MerchantCard, by_merchant, cards_of
from assessment.store import merchant_links as rows
from assessment.store import merchants
from assessment.store.audit import Who
from assessment.store.merchant_links import MerchantLinkRow
from assessment.texts import Text

Scope = Literal["answer", "read"]
LinkState = Literal["open", "expired", "revoked"]

DAYS: Mapping[Scope, int] = {"answer": 365, "read": 30}
"""How long a link lasts unless something else is said: a year holds four rounds; a partner reads soon."""
MOST_DAYS = 730
MOST_LINKS = 50
"""Links of one merchant that can be used at once or were made on one day."""
LONGEST_LABEL = 40
USE_NOTED = timedelta(minutes=10)
"""How much later a link has to be used again for that to be noted."""


@dataclass(frozen=True)
class NewMerchantLink:
    """A link that was just made; its token is told only here."""

    id: str
    merchant_id: str
    scope: Scope
    token: str
    expires_at: datetime


@dataclass(frozen=True)
class MerchantLink:
    """A link of a merchant, as whoever made it sees it."""

    id: str
    scope: Scope
    label: str
    """For whom it is, in the words of who made it; may be empty."""
    by_merchant: bool
    """Whether the merchant made it, not a consultant."""
    maker: str | None
    """Which colleague made it; None where none did, and for the merchant itself, which need not know."""
    is_maker_out: bool
    """Whether that colleague was shut out since."""
    state: LinkState
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None

    @property
    def days(self) -> int:
        """For how many days it was made."""
        return days_of(self.made_at, self.expires_at)


@dataclass(frozen=True)
class LinkVisit:
    """What a link opens."""

    link_id: str
    merchant_id: str
    merchant_name: str
    scope: Scope
    expires_at: datetime
    used_at: datetime | None
    """When it was last noted that somebody used it."""


@dataclass(frozen=True)
class Begun:
    """An assessment that somebody began without an account, with the link that leads back to it."""

    assessment_id: str
    link: NewMerchantLink


class MerchantLinks:
    """Makes, lists, calls back and follows the private links of merchants."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def begin(self, merchant_name: str, mode: Mode, taken_on: date, consent: str | None) -> Begun:
        """Begin the self-assessment of a merchant that nobody knows yet, with a link that leads back to it.

        Args:
            merchant_name: of the new merchant.
            mode: how much is asked.
            taken_on: today, where the merchant is.
            consent: the text that was agreed to; None where the operator has none. Its hash is kept.

        Raises:
            Refused: no name.
        """
        context = self._context
        who = context.who()
        with context.database.writing() as connection:
            begun = BeginRequest(merchant_name, mode, taken_on=taken_on)
            started, merchant_id = start_within(connection, context, who, begun)
            mine = _as_merchant(connection, who, merchant_id)
            if consent is not None:
                record_event(connection, mine, "consented", merchant_id, text_sha256=hash_of(consent))
            link = _add(connection, mine, merchant_id, "answer", "", DAYS["answer"])
        return Begun(started, link)

    def give(
        self, merchant_id: str, scope: Scope, label: str = "", days: int | None = None
    ) -> NewMerchantLink:
        """Make a link; those made before go on working.

        Args:
            merchant_id: whose.
            scope: what it opens.
            label: for whom it is; may be empty.
            days: how long it lasts; `DAYS` where nothing is said.

        Raises:
            Refused: not between 1 and 730 days, a label that is too long, or too many links in use.
            NoSuchMerchant: it is not here.
        """
        named = " ".join(within(label, LONGEST_LABEL).split())
        who = self._context.who()
        with self._context.database.writing() as connection:
            merchants.merchant_name(connection, who.workspace, merchant_id)
            links = rows.read_links(connection, who.workspace, merchant_id)
            # Those called back on the same day count too: a link must not fill the table by making more.
            lately = who.at - timedelta(days=1)
            if sum(state_of(each, who.at) == "open" or each.made_at > lately for each in links) >= MOST_LINKS:
                raise Refused(Text("service.too_many_links", most=MOST_LINKS))
            return _add(connection, who, merchant_id, scope, named, DAYS[scope] if days is None else days)

    def reissue(self, merchant_id: str, link_id: str) -> NewMerchantLink:
        """Make a link in place of one, which stops working at once: for whoever lost it.

        The new one is made for as many days as the old one was. What was
        called back stays so: a tab that has not seen it opens nothing again.

        Raises:
            Refused: the merchant has no such link, or it was called back or replaced.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            old = self._link(connection, merchant_id, link_id)
            if not self._revoke(connection, who, old):
                raise Refused(Text("service.merchant_link_gone"))
            days = days_of(old.made_at, old.expires_at)
            return _add(connection, who, merchant_id, _scope(old), old.label, days)

    def replace_own(self, merchant_id: str) -> NewMerchantLink:
        """Make a link in place of the one that a merchant is here by, which stops working at once.

        For a phone that was lost, or a link that went to the wrong people; other links go on working. The new
        one ends when the old one would have: its holder does not make it last longer.

        Raises:
            Refused: nobody is here by a link to answer, or it was replaced a moment ago.
        """
        who, acting = self._context.who(), self._context.acting
        with self._context.database.writing() as connection:
            links = rows.read_links(connection, who.workspace, merchant_id)
            own = next((each for each in links if acting.kind == "merchant" and each.id == acting.id), None)
            if own is None or own.scope != "answer" or not self._revoke(connection, who, own):
                raise Refused(Text("service.merchant_link_gone"))
            days = days_of(own.made_at, own.expires_at)
            return _add(connection, who, merchant_id, "answer", own.label, days, own.expires_at)

    def revoke(self, merchant_id: str, link_id: str) -> None:
        """Call a link back: it stops working at once. What was answered stays.

        A merchant by its own link calls back links for reading only: whoever
        a link was passed on to must not lock the merchant out of the others.

        Raises:
            Refused: the merchant has no such link, or it is not for a link to call back.
        """
        context = self._context
        with context.database.writing() as connection:
            row = self._link(connection, merchant_id, link_id)
            if row.scope == "answer" and context.acting.kind == "merchant":
                raise Refused(Text("service.not_by_link"))
            self._revoke(connection, context.who(), row)

    def of(self, merchant_id: str) -> list[MerchantLink]:
        """List the links of a merchant, the last made first."""
        now, is_merchant = self._context.now(), self._context.acting.kind == "merchant"
        with self._context.database.reading() as connection:
            found = rows.read_links(connection, self._context.workspace, merchant_id)
        return [
            MerchantLink(
                id=row.id,
                scope=_scope(row),
                label=row.label,
                by_merchant=row.made_by == f"merchant:{merchant_id}",
                maker=None if is_merchant else row.maker,
                is_maker_out=not is_merchant and row.maker_out_at is not None,
                state=state_of(row, now),
                made_at=row.made_at,
                expires_at=row.expires_at,
                used_at=row.used_at,
            )
            for row in found
        ]

    def shown(self, merchant_id: str) -> MerchantCard | None:
        """Return a merchant with its assessments in the lists, which a link shows; None where it has none."""
        with self._context.database.reading() as connection:
            found = by_merchant(cards_of(connection, self._context, merchant_id))
        return found[0] if found else None

    def follow(self, token: str) -> LinkVisit:
        """Return what a link opens. That it was looked up is not noted: chat programs fetch links too.

        Raises:
            NoSuchMerchantLink: it leads nowhere: mistyped, cut off, or its merchant was erased.
            MerchantLinkExpired: its time is over.
            MerchantLinkRevoked: it was called back, or another one was made in its place.
        """
        if len(token) > LONGEST_TOKEN:
            raise NoSuchMerchantLink
        who = self._context.who()
        with self._context.database.reading() as connection:
            row = rows.read_by_token(connection, who.workspace, hash_of(token))
        if row is None:
            raise NoSuchMerchantLink
        if row.revoked_at is not None:
            raise MerchantLinkRevoked
        if row.expires_at <= who.at:
            raise MerchantLinkExpired
        return LinkVisit(row.id, row.merchant_id, row.merchant_name, _scope(row), row.expires_at, row.used_at)

    def note_used(self, visit: LinkVisit) -> None:
        """Note that somebody is here by a link, where it can be written, unless it was within `USE_NOTED`."""
        now = self._context.now()
        if visit.used_at is not None and now - visit.used_at < USE_NOTED:
            return
        self._context.database.note(lambda connection: rows.note_use(connection, visit.link_id, now))

    def note_opened(self, visit: LinkVisit) -> None:
        """Write down that somebody came in by a link, where that can be done; once in ten minutes."""
        self._note(visit, "link_opened")

    def note_viewed(self, visit: LinkVisit, assessment_id: str) -> None:
        """Write down that a result was looked at by a link, where that can be done; once in ten minutes."""
        self._note(visit, "result_viewed", assessment=assessment_id)

    def _note(self, visit: LinkVisit, kind: Literal["link_opened", "result_viewed"], **detail: Any) -> None:
        if not self._context.recent_events.is_new(
            (kind, visit.link_id, *detail.values()), self._context.now()
        ):
            return
        event = {"link": visit.link_id, "scope": visit.scope, **detail}
        note_event(self._context, kind, visit.merchant_id, by_nobody=True, **event)

    def _link(self, connection: sa.Connection, merchant_id: str, link_id: str) -> MerchantLinkRow:
        for row in rows.read_links(connection, self._context.workspace, merchant_id):
            if row.id == link_id:
                return row
        raise Refused(Text("service.merchant_link_gone"))

    @staticmethod
    def _revoke(connection: sa.Connection, who: Who, row: MerchantLinkRow) -> bool:
        """Call a link back; return whether it was not yet."""
        is_new = rows.revoke_links(connection, who, [row.id]) == 1
        if is_new:
            record_event(connection, who, "link_revoked", row.merchant_id, link=row.id, scope=row.scope)
        return is_new


def _add(  # noqa: PLR0913, PLR0917 - what a link is
    connection: sa.Connection,
    who: Who,
    merchant_id: str,
    scope: Scope,
    label: str,
    days: int,
    ends: datetime | None = None,
) -> NewMerchantLink:
    """Make a link and write that down; it ends after so many days, unless a moment is given.

    Raises:
        Refused: too short or too long.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Refused(Text("service.link_days", most_days=MOST_DAYS))
    token, ends = new_token(), ends or who.at + timedelta(days=days)
    id_ = rows.add_link(connection, who, merchant_id, scope, label, hash_of(token), ends)
    record_event(connection, who, "link_made", merchant_id, link=id_, scope=scope, days=days)
    return NewMerchantLink(id_, merchant_id, scope, token, ends)


def _as_merchant(connection: sa.Connection, who: Who, merchant_id: str) -> Who:
    return Who(who.workspace, rows.ensure_merchant_actor(connection, merchant_id, who.at), who.at)


def days_of(made_at: datetime, expires_at: datetime) -> int:
    """Return for how many days a link was made."""
    return max(1, round((expires_at - made_at) / timedelta(days=1)))


def _scope(row: MerchantLinkRow) -> Scope:
    return "answer" if row.scope == "answer" else "read"


def state_of(row: MerchantLinkRow, now: datetime) -> LinkState:
    """Say whether a link can be used."""
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at <= now else "open"
