"""The generated merchants of `benchmarks/two_lengths.py`, and its page."""

from itertools import islice

from assessment.instrument.load import load_instrument, shipped_bank
from assessment.scoring import score
from benchmarks.two_lengths import PAGE, SEED, Spread, both_lengths, merchants, of_each_stage, stage_of

BANK = load_instrument(shipped_bank())


def test_the_same_seed_gives_the_same_merchants() -> None:
    first = list(islice(merchants(BANK, SEED, Spread()), 5))

    assert first == list(islice(merchants(BANK, SEED, Spread()), 5))
    assert first != list(islice(merchants(BANK, SEED + 1, Spread()), 5))


def test_a_generated_merchant_answers_enough_at_both_lengths_and_nothing_is_set_aside() -> None:
    for merchant in islice(merchants(BANK, SEED, Spread()), 10):
        pair = both_lengths(BANK, merchant)
        assert pair.core.problems == pair.full.problems == []
        assert pair.full.stage == stage_of(BANK, merchant)


def test_merchants_of_each_stage_are_as_many_of_each() -> None:
    stages = [score(BANK, merchant).stage for merchant in of_each_stage(BANK, 6, Spread())]

    assert {stage: stages.count(stage) for stage in BANK.stage_ids} == dict.fromkeys(BANK.stage_ids, 2)


def test_the_page_is_about_this_version_of_the_bank() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert f"Bank {BANK.version}, " in text, "run: python -m benchmarks.two_lengths"
