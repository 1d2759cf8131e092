"""What several people answered, side by side: what to talk about first, and what is agreed."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from assessment.responses import Answer
from assessment.scoring.agreement import Spread
from assessment.scoring.results import published
from assessment.service import Opened, Voices
from assessment.ui.place import css_key
from assessment.ui.plain import plain
from assessment.ui.said import said
from assessment.ui.session import language, words
from assessment.ui.voices.alike import alike
from assessment.ui.voices.lines import who_said_what
from assessment.ui.voices.settle import settle

VIEWS = ("talk", "alike", "rest", "parts")
NOTABLE_LEANING = 0.5
"""Points: what is less is not worth a remark."""
LEAST_FOR_LEANING = 5
"""Items: a leaning over fewer is chance."""


def talk(current: str, opened: Opened, voices: Voices, *, locked: bool) -> None:
    """Show where people agree and where not."""
    st.header(words("voices.agreement"))
    found = voices.agreement
    if not any(voices.answers.values()):
        st.caption(words("voices.too_few"))
        return
    _headline(voices)
    agenda = list(found.agenda)
    answered = [spread for spread in found.spreads.values() if spread.points or spread.absent]
    rest = [spread for spread in answered if not spread.apart and spread.item.id not in voices.alike]
    counts = {"talk": len(agenda), "alike": len(voices.alike), "rest": len(rest), "parts": 0}
    chosen = st.segmented_control(
        words("voices.view"),
        VIEWS,
        default="talk" if agenda else "alike",
        format_func=lambda one: words(f"voices.view_{one}", count=counts[one]),
        required=True,
        label_visibility="collapsed",
        key=f"voices_view_{language()}",
    )
    views: dict[str, Callable[[], None]] = {
        "talk": lambda: _cards(current, voices, agenda, "voices.nothing_to_talk", locked=locked),
        "alike": lambda: alike(current, opened, voices, locked=locked),
        "rest": lambda: _cards(current, voices, rest, "voices.nothing_rest", locked=locked),
        "parts": lambda: _parts(opened, voices),
    }
    views[chosen]()


def _headline(voices: Voices) -> None:
    found = voices.agreement
    people = sum(1 for answers in voices.answers.values() if answers)
    if found.shared:
        apart, close = len(found.agenda), sum(one.close for one in found.spreads.values())
        st.markdown(words("voices.compared", people=people, shared=found.shared, apart=apart, close=close))
    else:
        st.caption(words("voices.too_few"))
    if found.alpha.value is not None:
        value = f"{float(found.alpha.value):.2f}"
        st.markdown(words(f"voices.alpha_{found.alpha.word}", value=value), help=words("voices.alpha_note"))
    elif found.alpha.why == "all_alike":
        st.caption(words("voices.alpha_all_alike"))
    leanings = [
        words(
            "voices.leaning_up" if leaning.mean > 0 else "voices.leaning_down",
            label=plain(voices.labels[sheet]),
            by=f"{abs(float(leaning.mean)):.1f}",
            count=leaning.items,
        )
        for sheet, leaning in found.leanings.items()
        if abs(leaning.mean) >= NOTABLE_LEANING and leaning.items >= LEAST_FOR_LEANING
    ]
    if leanings:
        st.caption(" · ".join(leanings))


def _cards(current: str, voices: Voices, spreads: Sequence[Spread], empty: str, *, locked: bool) -> None:
    if not spreads:
        st.caption(words(empty))
    for number, spread in enumerate(spreads, start=1):
        with st.container(border=True, key=f"talk_{css_key(spread.item.id)}"):
            _card(voices, spread, number)
            agreed = voices.agreed.get(spread.item.id)
            _agreed(spread, agreed)
            label = words("voices.agree" if agreed is None else "voices.agree_again")
            if not locked and st.button(label, key=f"agree_{spread.item.id}", icon=":material/handshake:"):
                settle(current, voices, spread)


def _card(voices: Voices, spread: Spread, number: int) -> None:
    item = spread.item
    marks = f" :orange-badge[{words('voices.apart', range=spread.range)}]" if spread.apart else ""
    marks += f" :violet-badge[{words('voices.must')}]" if spread.must else ""
    st.markdown(f"**{number}. {plain(item.label.in_(language()))}**{marks}")
    st.caption(plain(item.question.in_(language())))
    st.markdown("\n".join(f"- {line}" for line in who_said_what(voices, spread)))
    for sheet in voices.labels:
        answer = voices.answers[sheet].get(item.id)
        if answer is not None and answer.note:
            st.caption(
                ":material/sticky_note_2: "
                + words("voices.their_note", label=plain(voices.labels[sheet]), note=plain(answer.note))
            )


def _agreed(spread: Spread, answer: Answer | None) -> None:
    if answer is None:
        st.caption(words("voices.not_agreed"))
        return
    st.markdown(words("voices.agreed_is", what=said(spread.item, answer)))
    about = [
        words("voices.agreed_why", why=plain(answer.reason)) if answer.reason and answer.is_given else "",
        words("voices.agreed_by", by=plain(answer.by)) if answer.by else "",
    ]
    if any(about):
        st.caption(" · ".join(part for part in about if part))


def _parts(opened: Opened, voices: Voices) -> None:
    rows = []
    for dimension in opened.instrument.dimensions:
        one = voices.agreement.dimensions.get(dimension.id)
        if one is None or one.mean is None or one.low is None or one.high is None:
            continue
        rows.append(
            {
                words("voices.column_part"): dimension.name.in_(language()),
                words("voices.column_low"): published(one.low),
                words("voices.column_mean"): published(one.mean),
                words("voices.column_high"): published(one.high),
                words("voices.column_apart"): one.apart,
                words("voices.column_shared"): one.shared,
            }
        )
    if not rows:
        st.caption(words("voices.too_few"))
        return
    st.caption(words("voices.parts_note"))
    scores = [words(f"voices.column_{key}") for key in ("low", "mean", "high")]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={name: st.column_config.NumberColumn(format="%.1f") for name in scores},
    )
