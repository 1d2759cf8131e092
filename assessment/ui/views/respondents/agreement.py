"""What several people answered, side by side: what to talk about first, what is agreed, and settling one."""

from collections.abc import Callable, Collection, Sequence

import pandas as pd
import streamlit as st

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item
from assessment.presentation.values import joined_text
from assessment.responses import Absent, Answer
from assessment.scoring.agreement import Spread
from assessment.scoring.results import published
from assessment.service import AgreementView, Completed, Conflict, Opened, Refused
from assessment.ui import widgets
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.components.text_table import text_table
from assessment.ui.format import (
    answer_text,
    format_answer,
    plain,
    respondent_label,
    respondent_name,
    tick_name,
)
from assessment.ui.navigation import css_key
from assessment.ui.state.answering import choice_of, choices
from assessment.ui.state.session import SEPARATOR, language, service, words
from assessment.ui.state.typed_fields import done_with

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
    agenda = voices.to_talk
    answered = [spread for spread in found.spreads.values() if spread.points or spread.absent]
    waiting = {spread.item.id for spread in agenda}
    rest = [
        spread for spread in answered if spread.item.id not in waiting and spread.item.id not in voices.alike
    ]
    counts = {"talk": len(agenda), "alike": len(voices.alike), "rest": len(rest), "parts": 0}
    chosen = st.segmented_control(
        words("respondents.view"),
        VIEWS,
        default="talk" if agenda else "alike" if voices.alike else "rest",
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
        apart = len(found.agenda)
        rest = found.shared - apart
        st.markdown(words("respondents.compared", people=people, shared=found.shared, apart=apart, rest=rest))
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
            label=respondent_label(voices.labels[sheet]),
            by=f"{abs(float(leaning.mean)):.1f}",
            count=leaning.items,
        )
        for sheet, leaning in found.leanings.items()
        if abs(leaning.mean) >= NOTABLE_LEANING and leaning.items >= LEAST_FOR_LEANING
    ]
    if leanings:
        st.caption(SEPARATOR.join(leanings))


def _cards(
    current: str, voices: AgreementView, spreads: Sequence[Spread], empty: str, *, locked: bool
) -> None:
    if not spreads:
        st.caption(words(empty))
    for number, spread in enumerate(spreads, start=1):
        with st.container(border=True, key=f"talk_{css_key(spread.item.id)}"):
            _card(voices, spread, number)
            agreed = voices.agreed.get(spread.item.id)
            _agreed(spread, agreed, voices.standing.get(spread.item.id))
            label = words("respondents.agree" if agreed is None else "respondents.agree_again")
            if not locked and st.button(label, key=f"agree_{spread.item.id}", icon=":material/handshake:"):
                settle(current, voices, spread)


def _card(voices: AgreementView, spread: Spread, number: int) -> None:
    item = spread.item
    marks = f" :orange-badge[{words('respondents.apart', range=spread.range)}]" if spread.apart else ""
    marks += f" :violet-badge[{words('respondents.must')}]" if spread.must else ""
    st.markdown(f"**{number}. {plain(item.label.in_(language()))}**{marks}")
    st.caption(plain(item.question.in_(language())))
    st.markdown("\n".join(f"- {line}" for line in answers_by_respondent(voices, spread)))
    for sheet in voices.labels:
        answer = voices.answers[sheet].get(item.id)
        if answer is not None and answer.note:
            st.caption(
                ":material/sticky_note_2: "
                + words(
                    "respondents.their_note",
                    label=respondent_label(voices.labels[sheet]),
                    note=plain(answer.note),
                )
            )


def _agreed(spread: Spread, answer: Answer | None, standing: Answer | None) -> None:
    if answer is None and standing is not None:
        st.caption(words("respondents.standing", what=format_answer(spread.item, standing)))
        return
    if answer is None:
        st.caption(words("respondents.not_agreed"))
        return
    st.markdown(words("respondents.agreed_is", what=format_answer(spread.item, answer)))
    about = [
        words("respondents.agreed_why", why=plain(joined_text(answer.reason, language())))
        if answer.reason and answer.is_given
        else "",
        words("respondents.agreed_by", by=plain(joined_text(answer.by, language()))) if answer.by else "",
    ]
    if any(about):
        st.caption(SEPARATOR.join(part for part in about if part))


def _parts(opened: Opened, voices: AgreementView) -> None:
    rows = []
    for dimension in opened.instrument.dimensions:
        one = voices.agreement.dimensions.get(dimension.id)
        if one is None or one.mean is None or one.low is None or one.high is None:
            continue
        rows.append(
            {
                words("respondents.column_part"): dimension.name.in_(language()),
                words("respondents.column_low"): f"{published(one.low):.1f}",
                words("respondents.column_mean"): f"{published(one.mean):.1f}",
                words("respondents.column_high"): f"{published(one.high):.1f}",
                words("respondents.column_apart"): one.apart,
                words("respondents.column_shared"): one.shared,
            }
        )
    if not rows:
        st.caption(words("respondents.too_few"))
        return
    st.caption(words("respondents.parts_note"))
    text_table(pd.DataFrame(rows))


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
    widgets.data_table(
        pd.DataFrame(
            [
                {
                    words("respondents.column_item"): opened.instrument.item(item).label.in_(language()),
                    words("respondents.column_answer"): answer_text(
                        spreads[item].item, voices.proposals[item].answer
                    ),
                    words("respondents.column_who"): words("app.or").join(
                        respondent_name(voices.labels[sheet]) for sheet in spreads[item].points
                    ),
                }
                for item in items
            ]
        ),
    )


def _change(change: Callable[[], Collection[str]], done: str) -> None:
    """Make a change and say how much of it came about."""
    try:
        items = change()
    except Completed as completed:
        st.warning(plain(completed.in_(language())))
        return
    nothing = done == "took_back" and not items
    st.toast(words("respondents.nothing_back") if nothing else words(f"respondents.{done}", count=len(items)))
    st.rerun()


GIVEN = "given"
"""The choice that something, or nothing of it, is in place."""


def settle(current: str, voices: AgreementView, spread: Spread) -> None:
    """Open the dialog of one question."""
    item = spread.item
    st.session_state["settle_expected"] = voices.revisions.get(item.id, 0)

    @st.dialog(words("respondents.agree_title"), width="medium")
    def ask() -> None:
        now = service().agreement.view(current)
        proposal = now.proposals.get(item.id)
        st.markdown(f"**{plain(item.question.in_(language()))}**")
        st.markdown(
            "\n".join(f"- {line}" for line in answers_by_respondent(now, now.agreement.spreads[item.id]))
        )
        if proposal is not None:
            st.caption(
                words(f"respondents.proposal_{proposal.by}", what=format_answer(item, proposal.answer))
            )
        agreed = now.agreed.get(item.id)
        start = agreed or (proposal.answer if proposal else None)
        picked = _picked(item, start)
        same = now.agreement.spreads[item.id].alike
        why = typed_field(
            words("respondents.reason" if same else "respondents.reason_asked"),
            agreed.reason or "" if agreed else "",
            name=f"settle_why|{item.id}",
            scope=current,
            height=80,
        )
        names = words("app.or").join(respondent_name(now.labels[sheet]) for sheet in spread.points)
        by = typed_field(
            words("respondents.by"),
            agreed.by or names if agreed else names,
            name=f"settle_by|{item.id}",
            scope=current,
        )
        if st.button(words("respondents.settle"), type="primary", icon=":material/handshake:"):
            if picked is None:
                st.warning(words("respondents.agreed_answer"))
            elif not why and not same:
                st.warning(words("respondents.reason_missing"))
            else:
                _save(current, item, picked, why, by)
        _evidence(current, now, spread)

    ask()


def _picked(item: Item, start: Answer | None) -> Answer | None:
    """Let an answer be chosen; the one to start from is chosen already."""
    options = choices(item, sorted(item.anchors) if isinstance(item, AnchoredItem) else [])
    if not isinstance(item, AnchoredItem):
        options = [GIVEN, *options[1:]]
    chosen = choice_of(start)
    if not isinstance(item, AnchoredItem) and start is not None and start.is_given:
        chosen = GIVEN
    picked = st.radio(
        words("respondents.agreed_answer"),
        options,
        index=options.index(chosen) if chosen in options else None,
        format_func=lambda one: _label(item, one),
        key=f"settle_{item.id}",
    )
    if picked is None:
        return None
    if picked == GIVEN and isinstance(item, ChecklistItem | GridItem):
        held = st.pills(
            words("respondents.ticks"),
            list(item.tick_ids),
            selection_mode="multi",
            default=[one for one in item.tick_ids if start and one in (start.ticks or ())],
            format_func=lambda one: plain(tick_name(item, one)),
            key=f"settle_ticks_{item.id}",
        )
        return Answer(ticks=[one for one in item.tick_ids if one in held])
    return Answer(point=int(picked)) if picked.isdigit() else Answer(absent=Absent(picked))


def _label(item: Item, choice: str) -> str:
    if isinstance(item, AnchoredItem) and choice.isdigit():
        return format_answer(item, Answer(point=int(choice)))
    return words("respondents.an_answer") if choice == GIVEN else words(f"respond.choice.{choice}")


def _save(current: str, item: Item, picked: Answer, why: str, by: str) -> None:
    expected = st.session_state.get("settle_expected", 0)
    try:
        service().agreement.agree(current, item.id, picked, expected, why=why, by=by)
    except Conflict as conflict:
        st.session_state["settle_expected"] = conflict.revision
        stored = conflict.stored if isinstance(conflict.stored, Answer) else None
        st.warning(plain(conflict.in_(language())))
        st.markdown(words("respondents.conflict_now", what=format_answer(item, stored)))
        return
    except (Refused, Completed) as refused:
        st.warning(plain(refused.in_(language())))
        return
    done_with(current, f"settle_why|{item.id}", f"settle_by|{item.id}")
    st.toast(words("respondents.settled", name=plain(item.label.in_(language()))))
    st.rerun()


def _evidence(current: str, voices: AgreementView, spread: Spread) -> None:
    """Mark the evidence of one respondent's answer as seen; it then speaks loudest."""
    if not spread.points:
        return
    with st.expander(words("respondents.seen"), icon=":material/verified:"):
        for sheet in spread.points:
            answer = voices.answers[sheet][spread.item.id]
            for piece in answer.evidence:
                text = piece.text or piece.link or piece.file or ""
                st.caption(
                    words(
                        "respondents.their_note",
                        label=respondent_label(voices.labels[sheet]),
                        note=plain(text),
                    )
                )
        whose = st.selectbox(
            words("respondents.seen_whose"),
            list(spread.points),
            format_func=lambda sheet: respondent_name(voices.labels[sheet]),
            key=f"seen_{spread.item.id}",
        )
        by = typed_field(
            words("respondents.seen_by"),
            st.session_state.get("verifier", ""),
            name=f"seen_by|{spread.item.id}",
            scope=current,
        )
        if st.button(words("respondents.seen_mark"), disabled=not by, key=f"seen_mark_{spread.item.id}"):
            st.session_state["verifier"] = by
            try:
                service().respondents.verify(current, whose, spread.item.id, by)
            except (Refused, Completed) as refused:
                st.warning(plain(refused.in_(language())))
                return
            done_with(current, f"seen_by|{spread.item.id}")
            st.rerun(scope="fragment")


LAST = 99
"""Where an answer without a point stands."""


def answers_by_respondent(voices: AgreementView, spread: Spread) -> list[str]:
    """Return a line for each different answer, with the names of who gave it, the lowest point first."""
    by_text: dict[tuple[int, str], list[str]] = {}
    for sheet in [*spread.points, *spread.absent]:
        answer = voices.answers[sheet][spread.item.id]
        rank = spread.points.get(sheet, LAST)
        seen = words("respondents.seen_here") if answer.verified else ""
        # Points order anchored items by themselves; ticks of the same count may differ.
        prefix = "" if isinstance(spread.item, AnchoredItem) or rank == LAST else f"**{rank}**{SEPARATOR}"
        place = (rank, prefix + format_answer(spread.item, answer))
        by_text.setdefault(place, []).append(f"**{respondent_label(voices.labels[sheet])}**{seen}")
    return [f"{text}  ← {words('app.or').join(by_text[rank, text])}" for rank, text in sorted(by_text)]
