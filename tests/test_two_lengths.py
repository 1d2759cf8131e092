"""The generated merchants of `benchmarks/two_lengths.py`, and its page."""

from itertools import islice

from assessment.scoring import score
from benchmarks.two_lengths import PAGE, SEED, Spread, both_lengths, merchants, of_each_stage, stage_of
from tests.shipped import INSTRUMENT


def test_the_same_seed_gives_the_same_merchants() -> None:
    first = list(islice(merchants(INSTRUMENT, SEED, Spread()), 5))

    assert first == list(islice(merchants(INSTRUMENT, SEED, Spread()), 5))
    assert first != list(islice(merchants(INSTRUMENT, SEED + 1, Spread()), 5))


def test_a_generated_merchant_answers_enough_at_both_lengths_and_nothing_is_set_aside() -> None:
    for merchant in islice(merchants(INSTRUMENT, SEED, Spread()), 10):
        pair = both_lengths(INSTRUMENT, merchant)
        assert pair.core.problems == pair.full.problems == []
        assert pair.full.stage == stage_of(INSTRUMENT, merchant)


def test_merchants_of_each_stage_are_as_many_of_each() -> None:
    stages = [score(INSTRUMENT, merchant).stage for merchant in of_each_stage(INSTRUMENT, 6, Spread())]

    assert {stage: stages.count(stage) for stage in INSTRUMENT.stage_ids} == dict.fromkeys(
        INSTRUMENT.stage_ids, 2
    )


def test_the_page_is_about_this_version_of_the_bank() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert f"Bank {INSTRUMENT.version}, " in text, "run: python -m benchmarks.two_lengths"
