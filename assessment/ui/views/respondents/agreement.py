"""What several people answered, side by side: what to talk about first, and what is agreed."""

from collections.abc import Callable, Collection, Sequence

import pandas as pd
import streamlit as st

from assessment.responses import Answer
from assessment.scoring.agreement import Spread
from assessment.scoring.results import published
from assessment.service import AgreementView, Completed, Opened
from assessment.ui.format import answer_text, format_answer, plain
from assessment.ui.navigation import css_key
from assessment.ui.state.session import language, service, words
from assessment.ui.views.respondents.settle import settle, who_said_what

VIEWS = ("talk", "alike", "rest", "parts")
NOTABLE_LEANING = 0.5
"""Points: what is less is not worth a remark."""
LEAST_FOR_LEANING = 5
"""Items: a leaning over fewer is chance."""


def agreement(current: str, opened: Opened, voices: AgreementView, *, locked: bool) -> None:
    """Show where people agree and where not."""
    st.header(words("respondents.agreement"))
    found = voices.agreement
    if not any(voices.answers.values()):
        st.caption(words("respondents.too_few"))
        return
    _headline(voices)
    agenda = list(found.agenda)
    answered = [spread for spread in found.spreads.values() if spread.points or spread.absent]
    rest = [spread for spread in answered if not spread.apart and spread.item.id not in voices.alike]
    counts = {"talk": len(agenda), "alike": len(voices.alike), "rest": len(rest), "parts": 0}
    chosen = st.segmented_control(
        words("respondents.view"),
        VIEWS,
        default="talk" if agenda else "alike",
        format_func=lambda one: words(f"respondents.view_{one}", count=counts[one]),
        required=True,
        label_visibility="collapsed",
        key=f"voices_view_{language()}",
    )
    views: dict[str, Callable[[], None]] = {
        "talk": lambda: _cards(current, voices, agenda, "respondents.nothing_to_talk", locked=locked),
        "alike": lambda: bulk_agreement(current, opened, voices, locked=locked),
        "rest": lambda: _cards(current, voices, rest, "respondents.nothing_rest", locked=locked),
        "parts": lambda: _parts(opened, voices),
    }
    views[chosen]()


def _headline(voices: AgreementView) -> None:
    found = voices.agreement
    people = sum(1 for answers in voices.answers.values() if answers)
    if found.shared:
        apart, close = len(found.agenda), sum(one.close for one in found.spreads.values())
        st.markdown(
            words("respondents.compared", people=people, shared=found.shared, apart=apart, close=close)
        )
    else:
        st.caption(words("respondents.too_few"))
    if found.alpha.value is not None:
        value = f"{float(found.alpha.value):.2f}"
        st.markdown(
            words(f"respondents.alpha_{found.alpha.word}", value=value), help=words("respondents.alpha_note")
        )
    elif found.alpha.why == "all_alike":
        st.caption(words("respondents.alpha_all_alike"))
    leanings = [
        words(
            "respondents.leaning_up" if leaning.mean > 0 else "respondents.leaning_down",
            label=plain(voices.labels[sheet]),
            by=f"{abs(float(leaning.mean)):.1f}",
            count=leaning.items,
        )
        for sheet, leaning in found.leanings.items()
        if abs(leaning.mean) >= NOTABLE_LEANING and leaning.items >= LEAST_FOR_LEANING
    ]
    if leanings:
        st.caption(" · ".join(leanings))


def _cards(
    current: str, voices: AgreementView, spreads: Sequence[Spread], empty: str, *, locked: bool
) -> None:
    if not spreads:
        st.caption(words(empty))
    for number, spread in enumerate(spreads, start=1):
        with st.container(border=True, key=f"talk_{css_key(spread.item.id)}"):
            _card(voices, spread, number)
            agreed = voices.agreed.get(spread.item.id)
            _agreed(spread, agreed)
            label = words("respondents.agree" if agreed is None else "respondents.agree_again")
            if not locked and st.button(label, key=f"agree_{spread.item.id}", icon=":material/handshake:"):
                settle(current, voices, spread)


def _card(voices: AgreementView, spread: Spread, number: int) -> None:
    item = spread.item
    marks = f" :orange-badge[{words('respondents.apart', range=spread.range)}]" if spread.apart else ""
    marks += f" :violet-badge[{words('respondents.must')}]" if spread.must else ""
    st.markdown(f"**{number}. {plain(item.label.in_(language()))}**{marks}")
    st.caption(plain(item.question.in_(language())))
    st.markdown("\n".join(f"- {line}" for line in who_said_what(voices, spread)))
    for sheet in voices.labels:
        answer = voices.answers[sheet].get(item.id)
        if answer is not None and answer.note:
            st.caption(
                ":material/sticky_note_2: "
                + words("respondents.their_note", label=plain(voices.labels[sheet]), note=plain(answer.note))
            )


def _agreed(spread: Spread, answer: Answer | None) -> None:
    if answer is None:
        st.caption(words("respondents.not_agreed"))
        return
    st.markdown(words("respondents.agreed_is", what=format_answer(spread.item, answer)))
    about = [
        words("respondents.agreed_why", why=plain(answer.reason))
        if answer.reason and answer.is_given
        else "",
        words("respondents.agreed_by", by=plain(answer.by)) if answer.by else "",
    ]
    if any(about):
        st.caption(" · ".join(part for part in about if part))


def _parts(opened: Opened, voices: AgreementView) -> None:
    rows = []
    for dimension in opened.instrument.dimensions:
        one = voices.agreement.dimensions.get(dimension.id)
        if one is None or one.mean is None or one.low is None or one.high is None:
            continue
        rows.append(
            {
                words("respondents.column_part"): dimension.name.in_(language()),
                words("respondents.column_low"): published(one.low),
                words("respondents.column_mean"): published(one.mean),
                words("respondents.column_high"): published(one.high),
                words("respondents.column_apart"): one.apart,
                words("respondents.column_shared"): one.shared,
            }
        )
    if not rows:
        st.caption(words("respondents.too_few"))
        return
    st.caption(words("respondents.parts_note"))
    scores = [words(f"respondents.column_{key}") for key in ("low", "mean", "high")]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={name: st.column_config.NumberColumn(format="%.1f") for name in scores},
    )


def bulk_agreement(current: str, opened: Opened, voices: AgreementView, *, locked: bool) -> None:
    """Show what can be taken, and the button that takes it."""
    if locked:
        st.caption(words("respondents.alike_none"))
        return
    items = list(voices.alike)
    if items:
        st.markdown(words("respondents.alike_intro", count=len(items)))
    if voices.alone and st.checkbox(words("respondents.alone_too", count=len(voices.alone)), key="alone_too"):
        items += voices.alone
    if items:
        _preview(opened, voices, items)
    elif not voices.alone:
        st.caption(words("respondents.alike_none"))
    with st.container(horizontal=True):
        if items and st.button(
            words("respondents.take_alike", count=len(items)), type="primary", icon=":material/done_all:"
        ):
            _change(
                lambda: service().agreement.agree_in_bulk(current, items, words("respondents.alike_reason")),
                "took_alike",
            )
        if voices.taken and st.button(words("respondents.take_back"), icon=":material/undo:"):
            _change(lambda: service().agreement.undo_bulk(current), "took_back")


def _preview(opened: Opened, voices: AgreementView, items: list[str]) -> None:
    spreads = voices.agreement.spreads
    st.dataframe(
        pd.DataFrame(
            [
                {
                    words("respondents.column_item"): opened.instrument.item(item).label.in_(language()),
                    words("respondents.column_answer"): answer_text(
                        spreads[item].item, voices.proposals[item].answer
                    ),
                    words("respondents.column_who"): words("app.or").join(
                        voices.labels[sheet] for sheet in spreads[item].points
                    ),
                }
                for item in items
            ]
        ),
        hide_index=True,
    )


def _change(change: Callable[[], Collection[str]], told: str) -> None:
    """Make a change and say how much of it came about."""
    try:
        items = change()
    except Completed as completed:
        st.warning(plain(completed.in_(language())))
        return
    nothing = told == "took_back" and not items
    st.toast(words("respondents.nothing_back") if nothing else words(f"respondents.{told}", count=len(items)))
    st.rerun()
