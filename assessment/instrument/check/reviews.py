"""What is past its date is looked at again."""

from collections.abc import Iterator
from datetime import date

from assessment.instrument.check.place import Place, dimension_places, metric_places
from assessment.instrument.loaded import CALENDAR, Loaded
from assessment.instrument.problems import Problem, both


def overdue_reviews(loaded: Loaded, today: date) -> Iterator[Problem]:
    """List what was to be reviewed before today, and figures dated after today."""
    for dimension, place in dimension_places(loaded):
        yield from dates(place, dimension.review_by, None, today)
    for metric, place in metric_places(loaded):
        yield from dates(place, metric.review_by, metric.as_of, today)
    for rank, entry in enumerate(loaded.calendar):
        about = str(entry.get("id", ""))
        place = Place(loaded, CALENDAR, (rank,), both(about, about))
        yield from dates(place, entry.get("review_by"), entry.get("as_of"), today)


def dates(place: Place, review_by: object, as_of: object, today: date) -> Iterator[Problem]:
    """Set the two dates of one thing against today."""
    if isinstance(review_by, date) and review_by < today:
        fix = both("请复核内容，再改日期。", "Look at it again, then move the date.")
        yield place.under("review_by").warning(
            f"应在 {review_by} 前复核。", f"It was to be reviewed by {review_by}.", fix
        )
    if isinstance(as_of, date) and as_of > today:
        fix = both("请改正日期。", "Correct the date.")
        yield place.under("as_of").warning(f"as_of {as_of} 在未来。", f"as_of {as_of} is in the future.", fix)
