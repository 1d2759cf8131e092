"""The page of `benchmarks/path.py`."""

from assessment.instrument.load import load_instrument, shipped_bank
from benchmarks.path import PAGE, drawn, situations

BANK = load_instrument(shipped_bank())


def test_other_lists_are_never_below_the_path() -> None:
    for situation in situations(BANK, 6):
        one = drawn(situation, "mature")
        if one is not None:
            assert one.roadmap.proven
            assert one.excess(one.roadmap.plain_list_days or 0) >= 0
            assert one.excess(one.step_by_step) >= 0


def test_the_page_is_about_this_version_of_the_bank() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert f"Bank {BANK.version}, " in text, "run: python -m benchmarks.path"
