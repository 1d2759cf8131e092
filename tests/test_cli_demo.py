"""The command `demo`."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from assessment.instrument.load import shipped_bank
from assessment.responses import Mode
from assessment.scoring import score
from assessment.service import open_service
from tests.commands import EXAMPLES, run
from tests.instrument.bank import SMALL, copy_of

COUNT = len(list(EXAMPLES.glob("*.json")))


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store of its own, named as the environment names it."""
    address = f"sqlite:///{tmp_path}/demo.db"
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", address)
    return address


def kept(url: str) -> list[bool]:
    """Return of every assessment in the store whether it is an example."""
    service = open_service(url, shipped_bank())
    found = [card.example for card in service.assessments.recent()]
    service.close()
    return found


def test_the_examples_come_into_the_store_marked_as_examples(url: str, tmp_path: Path) -> None:
    code, printed, said = run("demo", "--lang", "en")

    assert (code, said) == (0, "")
    assert printed.splitlines() == [
        f"{COUNT} example assessments added, {COUNT} here now.",
        f"Your data stay on this computer: {tmp_path}/demo.db",
    ]
    assert kept(url) == [True] * COUNT


@pytest.mark.slow
def test_asking_again_changes_nothing(url: str) -> None:
    run("demo")

    code, printed, _ = run("demo")

    assert code == 0
    assert printed.startswith(f"加入了 0 份示例评估，现在共 {COUNT} 份。\n")
    assert kept(url) == [True] * COUNT


@pytest.mark.slow
def test_removing_takes_the_examples_and_nothing_else(url: str) -> None:
    service = open_service(url, shipped_bank())
    service.assessments.start("我的店", Mode.FULL, {}, None)
    service.close()
    run("demo")

    code, printed, _ = run("demo", "--remove", "--lang", "en")

    assert code == 0
    assert printed.startswith(f"{COUNT} example assessments removed.\n")
    assert kept(url) == [False]


@pytest.mark.slow
def test_an_example_with_several_rounds_is_one_merchant_and_each_round_keeps_its_questions(url: str) -> None:
    run("demo")
    with closing(open_service(url, shipped_bank())) as service:
        cards = service.assessments.recent()
        merchants = {card.merchant_name: card.merchant_id for card in cards}
        several = {name: [card for card in cards if card.merchant_name == name] for name in merchants}
        several = {name: rounds for name, rounds in several.items() if len(rounds) > 1}
        versions = {
            name: sorted(service.assessments.open(card.id).instrument.version for card in rounds)
            for name, rounds in several.items()
        }
        opened = [service.assessments.open(card.id) for card in several["沙头渔家（示例）"]]
        results = [score(each.instrument, each.assessment).index_score for each in opened]
        gone = service.examples.remove()
        left = service.assessments.recent()

    assert len(set(merchants.values())) == len(merchants)
    assert {name: len({card.merchant_id for card in rounds}) for name, rounds in several.items()} == {
        "青苔岭茶铺（示例）": 1,
        "鹿野香薰（示例）": 1,
        "沙头渔家（示例）": 1,
    }
    assert versions["沙头渔家（示例）"] == ["1.0.0", "1.0.0", "1.1.0", "1.1.0"]
    assert results == [card.index for card in several["沙头渔家（示例）"]]
    assert (gone, left) == (COUNT, [])


@pytest.mark.usefixtures("url")
def test_removing_where_there_are_none_is_no_failure() -> None:
    code, printed, _ = run("demo", "--remove", "--lang", "en")

    assert code == 0
    assert printed.startswith("0 example assessments removed.\n")


@pytest.mark.usefixtures("url")
def test_a_bank_without_examples_adds_none() -> None:
    code, printed, _ = run("demo", "--questions", str(SMALL), "--lang", "en")

    assert code == 0
    assert printed.startswith("0 example assessments added, 0 here now.\n")


@pytest.mark.slow
def test_an_example_that_cannot_be_read_adds_none_at_all(url: str, tmp_path: Path) -> None:
    bank = copy_of(shipped_bank(), tmp_path)
    (bank / "examples" / "zzz.json").write_bytes(b"\xff\xfe")

    code, printed, said = run("demo", "--questions", str(bank), "--lang", "en")

    assert (code, printed) == (1, "")
    assert said.startswith("An example cannot be read: ")
    assert kept(url) == []


def test_a_store_that_cannot_be_used_ends_with_1_and_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "notes.txt"
    shutil.copy(__file__, file)
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{file}")

    code, printed, said = run("demo", "--lang", "en")

    assert (code, printed) == (1, "")
    assert said.startswith(f"This file is not an SQLite database: {file}. It was left as it is.")
    assert file.read_bytes() == Path(__file__).read_bytes()


@pytest.mark.parametrize("address", ["nonsense", "sqlite:////proc/none/x.db", "postgresql://x@localhost:1/y"])
def test_an_address_of_no_store_ends_with_1_and_a_sentence(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", address)

    code, printed, said = run("demo")

    assert (code, printed) == (1, "")
    assert said.count("\n") == 1


@pytest.mark.usefixtures("url")
def test_a_bank_that_is_not_there_ends_with_1_and_a_sentence() -> None:
    assert run("demo", "--questions", "nowhere", "--lang", "en") == (
        1,
        "",
        "nowhere: There is no such folder. Check the path.\n",
    )
