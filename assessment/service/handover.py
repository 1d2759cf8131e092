"""Whose merchants are whose: who in a team was given a merchant, and handing it over."""

from collections.abc import Sequence

from assessment.service.checks import Refused
from assessment.service.context import Context
from assessment.service.events import record_event
from assessment.store import access, audit, merchants
from assessment.store.access import Keeper
from assessment.texts import Text


class Handover:
    """Gives merchants to accounts, and takes them away. Owners see every merchant anyway."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def keepers(self, merchant_id: str) -> Sequence[Keeper]:
        """List the accounts in use and those shut out that still have it, by name.

        Raises:
            NoSuchMerchant: it is not here.
        """
        with self._context.database.reading() as connection:
            merchants.merchant_name(connection, self._context.workspace, merchant_id)
            return access.read_keepers(connection, self._context.workspace, merchant_id)

    def give(self, merchant_id: str, account_id: str) -> None:
        """Let an account see a merchant besides those who do.

        Raises:
            Refused: no such account in use.
            NoSuchMerchant: it is not here.
        """
        self._change(merchant_id, account_id, alone=False)

    def hand_over(self, merchant_id: str, account_id: str) -> None:
        """Give a merchant to an account in place of every owner and consultant it was given to; viewers stay.

        Who is shut out just then loses it too: let in again, they would see it otherwise.

        Raises:
            Refused: no such account in use, or that of a viewer.
            NoSuchMerchant: it is not here.
        """
        self._change(merchant_id, account_id, alone=True)

    def take_away(self, merchant_id: str, account_id: str) -> None:
        """Take a merchant from an account, which sees it no more unless it sees all.

        Raises:
            NoSuchMerchant: it is not here.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            merchants.merchant_name(connection, who.workspace, merchant_id)
            access.take_access(connection, merchant_id, [account_id])
            audit.record(connection, who, "take_away", merchant_id, None, account=account_id)
            record_event(connection, who, "handed_over", merchant_id, account_id, taken_away=True)

    def _change(self, merchant_id: str, account_id: str, *, alone: bool) -> None:
        who = self._context.who()
        with self._context.database.writing() as connection:
            merchants.merchant_name(connection, who.workspace, merchant_id)
            keepers = {each.id: each for each in access.read_keepers(connection, who.workspace, merchant_id)}
            chosen = keepers.get(account_id)
            if chosen is None or chosen.is_disabled or (alone and chosen.role == "viewer"):
                raise Refused(Text("service.no_such_keeper"))
            before = sorted(each.id for each in keepers.values() if each.has)
            access.give_access(connection, who, merchant_id, account_id)
            if alone:
                others = [id_ for id_ in before if id_ != account_id and keepers[id_].role != "viewer"]
                access.take_access(connection, merchant_id, others)
            action = "hand_over" if alone else "give"
            audit.record(connection, who, action, merchant_id, None, before=before, account=account_id)
            record_event(connection, who, "handed_over", merchant_id, account_id, alone=alone)
