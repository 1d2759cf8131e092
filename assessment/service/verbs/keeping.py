"""Verbs that keep house: names, erasing, examples."""

from assessment.service import erasing, example_roadmaps, exchange
from assessment.service.checks import merchant_named
from assessment.service.verbs.base import Verbs
from assessment.store import assessments, audit


class Keeping(Verbs):
    """Keeps house."""

    def rename(self, merchant_id: str, name: str) -> None:
        """Give a merchant another name, on completed assessments too.

        Raises:
            Refused: no name.
            NoSuchMerchant: it is not here.
        """
        who, name = self._desk.who(), merchant_named(name)
        with self._desk.database.writing() as connection:
            before = assessments.merchant_name(connection, who.workspace, merchant_id)
            assessments.rename_merchant(connection, who, merchant_id, name)
            audit.record(connection, who, "rename", merchant_id, None, before=before, after=name)

    def delete(self, id_: str) -> None:
        """Erase an assessment with its history; its merchant stays only while it has others.

        Raises:
            NoSuchAssessment: it is not here.
        """
        erasing.erase_assessment(self._desk, id_)

    def delete_merchant(self, merchant_id: str) -> None:
        """Erase a merchant with all its assessments and their history.

        Raises:
            NoSuchMerchant: it is not here.
        """
        erasing.erase_merchant(self._desk, merchant_id)

    def add_examples(self) -> int:
        """Add the example merchants that are not here yet; return how many assessments came.

        Those who kept a roadmap at an earlier round have it, with how far they came.
        """
        added = exchange.add_examples(self._desk)
        example_roadmaps.add_roadmaps(self._desk)
        return added

    def remove_examples(self) -> int:
        """Erase the examples and nothing else; return how many assessments went."""
        return erasing.erase_examples(self._desk)
