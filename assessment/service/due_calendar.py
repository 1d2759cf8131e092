"""The days on which merchants are due, as a calendar file: one entry a merchant."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from assessment.instrument.text import LocalText
from assessment.store.portfolio import MerchantRow

PRODUCT = "-//merchant-assessment//due list//ZH"
"""Who wrote the file, as the format wants it."""
NAME = LocalText({"zh": "该复评的商家", "en": "Merchants due for another round"})
DUE = LocalText({"zh": "复评：{name}", "en": "Assess again: {name}"})
LAST = LocalText({"zh": "上次评估：{day}", "en": "Last assessed: {day}"})
PERSON = LocalText({"zh": "谁在跟：{person}", "en": "Looked after by: {person}"})


def as_ical(lines: Sequence[MerchantRow], language: str, now: datetime) -> bytes:
    """Return the bytes of an `.ics` file; merchants without a day are left out.

    Args:
        lines: the merchants.
        language: of the entries.
        now: when the file is made, aware.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 - it takes long to load

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", NAME.in_(language))
    for line in lines:
        if line.due_on is None:
            continue
        entry = Event()
        entry.add("uid", f"{line.merchant_id}-due")
        entry.add("dtstamp", now.astimezone(UTC))
        entry.add("dtstart", line.due_on)
        entry.add("dtend", line.due_on + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
        entry.add("summary", DUE.in_(language).format(name=line.name))
        said = []
        if line.last_on is not None:
            said.append(LAST.in_(language).format(day=line.last_on.isoformat()))
        if line.person is not None:
            said.append(PERSON.in_(language).format(person=line.person))
        entry.add("description", "\n".join(said))
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
