"""What changed between rounds of one merchant, why, and whether it is more than noise.

A round is an assessment with its instrument. `compare` sets two of them side
by side, `series` all of them. Everything is exact; swapping the sides flips
every sign.
"""

from collections.abc import Sequence

from assessment.scoring.comparison.compare import Change, Comparison, compare
from assessment.scoring.comparison.findings import Crossing, GateChange, ItemChange, ItemSide
from assessment.scoring.comparison.noise import Noise
from assessment.scoring.comparison.rounds import Round
from assessment.scoring.comparison.series import Notice, Series, SeriesError, series
from assessment.scoring.comparison.split import Parts, in_tenths

__all__: Sequence[str] = (
    "Change",
    "Comparison",
    "Crossing",
    "GateChange",
    "ItemChange",
    "ItemSide",
    "Noise",
    "Notice",
    "Parts",
    "Round",
    "Series",
    "SeriesError",
    "compare",
    "in_tenths",
    "series",
)
