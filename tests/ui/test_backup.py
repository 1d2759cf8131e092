"""The backup of a shop is made on the page: with its size, and with what to do where it is large."""

from datetime import date

import pytest
from streamlit import config

from assessment.responses import Answer, Mode
from assessment.service import Service
from assessment.texts import Text
from tests.test_evidence_types import png
from tests.ui.pages import page, shown


@pytest.mark.parametrize("most", [20, 0])
def test_a_backup_says_its_size_and_how_to_bring_back_a_large_one(service: Service, most: int) -> None:
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, date(2026, 11, 22))
    item = next(one.id for one in service.bank.instrument.items() if one.core and one.kind == "anchored")
    service.answers.record(id_, item, Answer(point=1), 0)
    service.evidence.attach_file(id_, item, "截图.png", png())
    merchant = str(service.assessments.open(id_).assessment.merchant.id)
    before = config.get_option("server.maxUploadSize")
    config.set_option("server.maxUploadSize", most)
    try:
        home = page("home")
        home.button(key=f"backup_{merchant}").click().run()
    finally:
        config.set_option("server.maxUploadSize", before)

    assert not home.exception
    (label,) = (str(one.proto.label) for one in home.get("download_button") if "KB" in str(one.proto.label))
    assert label.startswith(Text("backup.save", size="").in_("zh")[:2])
    assert ("assessment restore" in shown(home)) == (most == 0)
