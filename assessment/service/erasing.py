"""Erasing: rows at once, and on SQLite their bytes as well."""

from assessment.service.desk import Desk
from assessment.service.standing import restate
from assessment.store import assessments


def erase_assessment(desk: Desk, id_: str) -> None:
    """Erase an assessment; see `Service.delete`."""
    who = desk.who()
    with desk.database.writing() as connection:
        head = assessments.read_head(connection, who.workspace, id_)
        assessments.erase_assessment(connection, who, id_)
        assessments.erase_merchant_if_unused(connection, who, head.merchant_id)
        restate(desk, connection, head.merchant_id)
    desk.database.forget_erased()


def erase_merchant(desk: Desk, merchant_id: str) -> None:
    """Erase a merchant; see `Service.delete_merchant`."""
    who = desk.who()
    with desk.database.writing() as connection:
        assessments.merchant_name(connection, who.workspace, merchant_id)
        assessments.erase_merchant(connection, who, merchant_id)
    desk.database.forget_erased()


def erase_examples(desk: Desk) -> int:
    """Erase the examples; see `Service.remove_examples`."""
    who = desk.who()
    with desk.database.writing() as connection:
        touched = assessments.merchants_of_examples(connection, who)
        gone = assessments.erase_examples(connection, who)
        for merchant_id in touched:
            restate(desk, connection, merchant_id)
    desk.database.forget_erased()
    return gone
