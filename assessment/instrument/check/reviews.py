"""What is past its date is looked at again."""

from collections.abc import Iterator
from datetime import date

from assessment.instrument.check.place import Place, dimension_places, metric_places
from assessment.instrument.loaded import Loaded
from assessment.instrument.problems import Problem, both


def overdue_reviews(loaded: Loaded, today: date) -> Iterator[Problem]:
    """List what was to be reviewed before today, and figures dated after today."""
    for dimension, place in dimension_places(loaded):
        yield from dates(place, dimension.review_by, None, today)
    for metric, place in metric_places(loaded):
        yield from dates(place, metric.review_by, metric.as_of, today)


def dates(place: Place, review_by: date | None, as_of: date | None, today: date) -> Iterator[Problem]:
    """Set the two dates of one thing against today."""
    if review_by is not None and review_by < today:
        fix = both("请复核内容，再改日期。", "Look at it again, then move the date.")
        yield place.under("review_by").warning(
            f"应在 {review_by} 前复核。", f"It was to be reviewed by {review_by}.", fix
        )
    if as_of is not None and as_of > today:
        fix = both("请改正日期。", "Correct the date.")
        yield place.under("as_of").warning(f"as_of {as_of} 在未来。", f"as_of {as_of} is in the future.", fix)
