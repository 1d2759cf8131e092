"""What should be read in a picture: what an export with the same names and numbers would say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.instrument.load import load_bank, shipped_bank
from assessment.pictures import PictureTexts, proposals_with_pictures, understand
from assessment.spreadsheets import ImportCandidate, Wanted, read_table, review_all
from tests.pictures.damage import Sample
from tests.pictures.drawing import TODAY

BANK = load_bank(shipped_bank())


def offers(texts: PictureTexts, file: str = "") -> list[ImportCandidate]:
    """Return the numbers found in a picture."""
    read = understand(texts, BANK, TODAY, file)
    return review_all(proposals_with_pictures([], [read]), BANK.instrument, {})


def expected(pairs: Sequence[tuple[str, str]], titles: Sequence[str] = ()) -> dict[str, float]:
    """Return the numbers of an export that has these names and numbers."""
    if len(pairs) < 1:
        return {}
    lines = [*titles, "指标,数值", *(f'{name},"{number}"' for name, number in pairs)]
    try:
        read = read_table("\n".join(lines).encode(), BANK, TODAY, Wanted())
    except ValueError:
        return {}
    return {each.metric: float(each.number) for each in read.proposals()}


@dataclass(frozen=True)
class Judged:
    """How a picture was read."""

    wanted: Mapping[str, float]
    """The numbers that stand in it in whole, by metric."""
    right: frozenset[str]
    """Those offered rightly."""
    ticked: frozenset[str]
    """Those offered rightly and ticked."""
    wrong: Mapping[str, float]
    """What was offered, is not so, and was not ticked."""
    wrong_and_ticked: Mapping[str, float]


def judge(sample: Sample, texts: PictureTexts) -> Judged:
    """Hold what was read in a picture against what was drawn."""
    wanted, true = expected(sample.whole), expected(sample.every)
    found = {each.metric.id: each for each in offers(texts)}
    if sample.days_differ:
        # Which of the days is meant is for the visitor to say.
        ticked = {id_: each.number for id_, each in found.items() if each.ticked}
        return Judged({}, frozenset(), frozenset(), {}, ticked)
    allowed = true | wanted
    right = {
        id_
        for id_, each in found.items()
        if id_ in allowed and _same(each.number, true.get(id_), wanted.get(id_))
    }
    wrong = {id_: each for id_, each in found.items() if id_ not in right}
    return Judged(
        wanted=wanted,
        right=frozenset(right & wanted.keys()),
        ticked=frozenset(id_ for id_ in right if found[id_].ticked),
        wrong={id_: each.number for id_, each in wrong.items() if not each.ticked},
        wrong_and_ticked={id_: each.number for id_, each in wrong.items() if each.ticked},
    )


def _same(number: float, *others: float | None) -> bool:
    return any(other is not None and abs(number - other) < 1e-6 for other in others)
