"""Numbers a merchant can read off the platform: each optional, each saved at once."""

from fractions import Fraction

import streamlit as st

from assessment.instrument.model import Instrument, Metric, MetricItem
from assessment.responses import Absent, MetricValue
from assessment.scoring.derived import Derived
from assessment.service import Opened, Snapshot
from assessment.ui.components.answer_history import number_before
from assessment.ui.components.asking import Asking, foot
from assessment.ui.components.browser_copy import copied
from assessment.ui.components.evidence import evidence_button, evidence_line
from assessment.ui.components.questionnaire import unsent_notice
from assessment.ui.components.stumble import stumble_control
from assessment.ui.format import bank_text, format_age_on, format_figure, plain
from assessment.ui.navigation import css_key
from assessment.ui.navigation import page as page_of
from assessment.ui.state.answering import PEERS, number_choices, number_text, typed_number
from assessment.ui.state.clock import today
from assessment.ui.state.copies import METRIC
from assessment.ui.state.draft import Draft, redraw, widget_key
from assessment.ui.state.input_parts import NUMBER, OTHERWISE
from assessment.ui.state.number_places import save_number
from assessment.ui.state.session import (
    SEPARATOR,
    address,
    language,
    may,
    measure_of,
    service,
    words,
)

DRAWN = "numbers_drawn"
"""The number fields drawn last: by key that of what may be said instead, assessment and metric."""


@st.fragment
def ask_number(asking: Asking, item: MetricItem, number: int) -> None:
    """Show an item that is answered by a number."""
    with st.container(border=True, key=css_key(item.id)):
        st.markdown(f"**{number}. {plain(item.question.in_(language()))}**")
        if item.guidance is not None:
            st.caption(plain(item.guidance.in_(language())))
        number_before(asking.draft, item)
        metric = asking.instrument.metric(item.metric)
        number_input(asking.draft, metric, locked=asking.locked, labelled=False)
        foot(asking, METRIC + metric.id)
        if item.find_out is not None:
            st.caption(words("respond.find_out", where=plain(item.find_out.in_(language()))))
        if not asking.locked:
            _from_picture(asking.draft)
        evidence_line(asking.draft, item)
        with st.container(horizontal=True):
            evidence_button(asking.draft, item, locked=asking.locked)
            stumble_control(asking.draft, item, locked=asking.locked)


def _from_picture(mine: Draft) -> None:
    """Lead to where numbers are read from screenshots and exports."""
    if not may("numbers.import_metrics"):
        return
    st.page_link(
        page_of("numbers"),
        label=words("numbers.measured.take_link"),
        icon=":material/add_a_photo:",
        query_params=address(mine.id),
    )


def numbers_section(mine: Draft, opened: Opened, *, locked: bool) -> None:
    """Show every number that may be entered."""
    st.header(words("respond.section.numbers"))
    st.caption(words("respond.numbers.intro"))
    _from_picture(mine)
    for metric in opened.instrument.metrics:
        _number(mine, metric, locked)
    derived_numbers(service().assessments.snapshot(mine.id))


@st.fragment
def _number(mine: Draft, metric: Metric, locked: bool) -> None:  # noqa: FBT001 - fragments pass by position
    with st.container(border=True, key=f"q_metric__{metric.id}"):
        st.markdown(f"**{plain(metric.name.in_(language()))}**")
        st.caption(plain(metric.meaning.in_(language())))
        number_input(mine, metric, locked=locked, labelled=True)
        st.caption(words("respond.find_out", where=plain(metric.find_out.in_(language()))))


def number_input(mine: Draft, metric: Metric, *, locked: bool, labelled: bool) -> None:
    """Draw the inputs of one number and save what changes in them."""
    stored = mine.number(metric.id)
    low, high = metric.range
    key, other_key = (widget_key(mine, METRIC + metric.id, part) for part in (NUMBER, OTHERWISE))
    unit, window = bank_text(metric.unit), bank_text(metric.window)
    limits = words("respond.numbers.placeholder", low=_plain(low), high=_plain(high))
    typed = st.text_input(
        words("respond.numbers.label", unit=unit, window=window)
        if labelled
        else f"{unit}{SEPARATOR}{window}",
        value=number_text(stored.number),
        key=key,
        disabled=locked,
        placeholder=limits,
        width=320,
    )
    _read_as(metric, typed, limits)
    options = number_choices(peer=metric.peer)
    chosen = _pill_of(metric, stored)
    picked = st.pills(
        words("respond.numbers.or_else"),
        options,
        default=chosen,
        format_func=lambda choice: words(f"respond.choice.{choice}"),
        key=other_key,
        disabled=locked,
        label_visibility="collapsed",
    )
    if chosen is None and stored.absent is not None:
        st.caption(words(f"respond.choice.{stored.absent.value}"))
    if stored.as_of is not None:
        ago = format_age_on(stored.as_of, today())
        st.caption(words("respond.numbers.as_of", day=stored.as_of.isoformat(), ago=ago))
    if labelled:
        unsent_notice(mine, METRIC + metric.id)
    if locked:
        return
    still_so = _is_old(mine, metric, stored) and st.button(
        words("rounds.still_so"), key=f"{key}|keep", icon=":material/check:"
    )
    if still_so:
        _save(mine, metric, stored.model_copy(update={"as_of": today()}), renew=True)
        return
    st.session_state.setdefault(DRAWN, {})[key] = (other_key, mine.id, metric.id)
    asked = _asked_for(metric, stored, typed, picked)
    if asked is not None:
        value, renew = asked
        _save(mine, metric, value, renew=renew)
    # What was typed stays as it was typed, where that is the number that is stored.
    is_stored = METRIC + metric.id not in mine.unsent and _reads_as(metric, typed, mine.number(metric.id))
    as_typed = [typed] if is_stored else []
    copied(mine, METRIC + metric.id, {NUMBER: key, OTHERWISE: other_key}, {NUMBER: as_typed})


def _read_as(metric: Metric, typed: str, limits: str) -> None:
    """Say how a number was read where that is not plain to see, or that it was not, and what may be given."""
    try:
        number = typed_number(typed, measure_of(metric.id))
    except ValueError:
        st.warning(words("respond.numbers.unreadable", typed=plain(typed), limits=limits))
        return
    if number is not None and typed.strip() not in (number_text(number), format_figure(number)):
        st.caption(
            words("respond.numbers.read_as", number=format_figure(number), unit=bank_text(metric.unit))
        )


def _reads_as(metric: Metric, typed: str, value: MetricValue) -> bool:
    """Whether a text stands for the number of a value."""
    try:
        return typed_number(typed, measure_of(metric.id)) == value.number
    except ValueError:
        return False


def catch_up(assessment: str | None) -> None:
    """Save what the number fields drawn last hold, before anything is drawn.

    Who types a number and goes on in one moment has left its page before it is drawn again.
    """
    for key, (other_key, id_, metric_id) in st.session_state.pop(DRAWN, {}).items():
        mine = st.session_state.get("drafts", {}).get(id_)
        if id_ != assessment or mine is None or mine.opened is None:
            continue
        if key not in st.session_state or other_key not in st.session_state:
            continue
        typed, picked = st.session_state[key], st.session_state[other_key]
        metric = mine.opened.instrument.metric(metric_id)
        with mine.lock:
            asked = _asked_for(metric, mine.number(metric.id), typed, picked)
            # A field that was drawn afresh since is older than what is stored.
            if asked is None or key != widget_key(mine, METRIC + metric.id, NUMBER):
                continue
            if not save_number(mine, metric.id, asked[0]) or asked[1]:
                mine.renew(METRIC + metric.id)


def _pill_of(metric: Metric, stored: MetricValue) -> str | None:
    """Return the pill that is pressed for what is stored; None for what no pill says, as a file may hold."""
    chosen = stored.peer or (stored.absent.value if stored.absent else None)
    return chosen if chosen in number_choices(peer=metric.peer) else None


def _asked_for(
    metric: Metric, stored: MetricValue, typed: str, picked: str | None
) -> tuple[MetricValue | None, bool] | None:
    """Return the value that the fields ask for, and whether they must be drawn afresh; None for no change."""
    chosen = _pill_of(metric, stored)
    try:
        is_shown = typed == number_text(stored.number)
        number = stored.number if is_shown else typed_number(typed, measure_of(metric.id))
    except ValueError:
        # What cannot be read is no number, and stays in its field; the choice beside it counts all the same.
        return None if picked == chosen else (_choice(picked), False)
    if number != stored.number:
        value = None if number is None else MetricValue(number=number, as_of=today())
        return value, chosen is not None
    if picked != chosen:
        return _choice(picked), stored.number is not None
    return None


def _is_old(mine: Draft, metric: Metric, stored: MetricValue) -> bool:
    """Whether a number is still the one of an earlier round, and should be read off again."""
    again = mine.again
    if again is None or metric.id not in again.numbers:
        return False
    return stored != MetricValue() and stored == again.begun.assessment.metrics.get(metric.id)


def _plain(bound: float) -> str:
    """Write a bound without an exponent."""
    return f"{bound:,.0f}" if bound == int(bound) else f"{bound:g}"


def _choice(picked: str | None) -> MetricValue | None:
    if picked is None:
        return None
    if picked in PEERS:
        return MetricValue.model_validate({"peer": picked, "as_of": today()})
    return MetricValue(absent=Absent(picked), as_of=today())


def _save(mine: Draft, metric: Metric, value: MetricValue | None, *, renew: bool) -> None:
    place = METRIC + metric.id
    already = place in mine.unsent
    kept = save_number(mine, metric.id, value)
    is_unsent = place in mine.unsent
    # What is unsent stands in its field still, unless the field beside it says something else.
    is_renewed = renew or (not kept and not is_unsent)
    if is_renewed:
        mine.renew(place)
    if is_renewed or (is_unsent and not already):  # with its notice
        redraw()


def derived_numbers(snapshot: Snapshot, *, known_only: bool = False) -> None:
    """Show every derived number, or what has to be entered to have it."""
    for derived in snapshot.derived:
        if known_only and derived.break_even is None:
            continue
        with st.container(border=True, key=f"derived_{derived.rule.id}"):
            st.markdown(f"**{plain(derived.rule.name.in_(language()))}**")
            st.caption(plain(derived.rule.meaning.in_(language())))
            _figures(derived)
            _missing(derived, snapshot.opened.instrument)
            st.caption(plain(derived.rule.assumes.in_(language())))


def _figures(derived: Derived) -> None:
    value = derived.break_even
    if value is None:
        return
    if value.on_net is None:
        st.warning(words("results.derived.never"))
        return
    with st.container(horizontal=True, gap="large"):
        st.metric(words("results.derived.on_net"), _shown(value.on_net), width="content")
        if value.on_paid is not None:
            st.metric(words("results.derived.on_paid"), _shown(value.on_paid), width="content")
        if derived.now is not None:
            st.metric(words("results.derived.now"), f"{derived.now:.2f}", width="content")
    if derived.earns is not None:
        st.markdown(words("results.derived.earns" if derived.earns else "results.derived.loses"))


def _shown(value: Fraction) -> str:
    return f"{float(value):.2f}"


def _missing(derived: Derived, instrument: Instrument) -> None:
    if derived.missing:
        names = words("app.or").join(
            plain(instrument.metric(metric).name.in_(language())) for metric in derived.missing
        )
        st.caption(words("results.derived.missing", names=names))
