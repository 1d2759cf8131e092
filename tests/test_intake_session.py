"""An intake read from its record: what a reload, a pause or another window must not change."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessment.service.intake import Session, chosen, read_session
from assessment.store.intake import EventRow

NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """Return so many minutes past nine."""
    return NINE + timedelta(minutes=minutes)


def event(past_nine: float, kind: str, **detail: Any) -> EventRow:
    """Return something that happened."""
    return EventRow(at(past_nine), kind, detail)


def test_time_counts_for_the_part_whose_question_is_on_the_screen() -> None:
    record = [
        event(0, "start"),
        event(0, "at", item="team.a"),
        event(4, "at", item="ads.b"),
    ]

    session = read_session(record, at(10))

    assert session.used == {"team": 240, "ads": 360}
    assert session.used_in_all == 600
    assert (session.state, session.item) == ("running", "ads.b")


def test_a_pause_does_not_count() -> None:
    record = [
        event(0, "start"),
        event(0, "at", item="team.a"),
        event(5, "pause"),
        event(25, "resume"),
    ]

    assert read_session(record, at(26)).used == {"team": 360}
    assert read_session(record[:3], at(500)).used == {"team": 300}
    assert read_session(record[:3], at(500)).state == "paused"


def test_a_page_left_open_over_night_counts_for_half_an_hour() -> None:
    record = [event(0, "start"), event(0, "at", item="team.a")]

    session = read_session(record, at(900))

    assert session.used == {"team": 1800}
    assert session.counts_until == 0
    assert read_session(record, at(10)).counts_until == 1200


def test_the_next_session_goes_on_where_the_last_one_was() -> None:
    record = [
        event(0, "agenda", dimensions=["ads", "team"], minutes=3.0),
        event(0, "start"),
        event(0, "at", item="ads.b"),
        event(5, "end"),
        event(100, "start"),
    ]

    session = read_session(record, at(102))

    assert session.item == "ads.b"
    assert session.used == {"ads": 420}
    assert session.since == at(100)
    assert (session.agenda, session.minutes_an_item) == (("ads", "team"), 3.0)


def test_what_is_parked_stays_so_until_it_is_taken_off() -> None:
    record = [
        event(0, "park", item="team.a", why="等小李"),
        event(1, "park", item="ads.b", why="查后台"),
        event(2, "park", item="team.a", why="等小李和仓库"),
        event(3, "unpark", item="ads.b"),
    ]

    parked = read_session(record, at(4)).parked

    assert [(each.item, each.why) for each in parked] == [("team.a", "等小李和仓库")]


def test_the_next_appointment_is_the_last_one_said() -> None:
    record = [event(0, "next", day="2026-12-01", words="看数据")]

    appointment = read_session(record, at(1)).appointment
    assert appointment is not None
    assert (appointment.day, appointment.words) == (date(2026, 12, 1), "看数据")
    assert read_session([*record, event(1, "next", day=None, words="")], at(2)).appointment is None


def test_an_agenda_names_only_what_is_asked() -> None:
    session = Session(agenda=("ads", "field", "team"))

    assert chosen(session, ["team", "ads"]) == ["ads", "team"]
    assert chosen(Session(), ["team", "ads"]) == ["team", "ads"]


KINDS = st.sampled_from(["start", "pause", "resume", "end", "at"])
STEPS = st.lists(st.tuples(st.floats(0, 90), KINDS), max_size=12)


@given(STEPS, st.floats(0, 90))
def test_time_never_runs_backwards_nor_faster_than_the_clock(
    steps: list[tuple[float, str]], later: float
) -> None:
    minutes, record = 0.0, []
    for more, kind in steps:
        minutes += more
        record.append(event(minutes, kind, **({"item": "team.a"} if kind == "at" else {})))

    now = read_session(record, at(minutes)).used_in_all
    then = read_session(record, at(minutes + later)).used_in_all

    assert now <= then <= now + 60 * later + 1e-6
    assert now <= 60 * minutes + 1e-6
