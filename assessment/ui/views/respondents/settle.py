"""Settling one question: the agreed answer, why it is that one, and who says so; never silently."""

import streamlit as st

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item
from assessment.responses import Absent, Answer
from assessment.scoring.agreement import Spread
from assessment.service import AgreementView, Completed, Conflict, Refused
from assessment.ui.format import format_answer, plain, tick_name
from assessment.ui.state.answering import choice_of, choices
from assessment.ui.state.session import language, service, words

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
        st.markdown("\n".join(f"- {line}" for line in who_said_what(now, now.agreement.spreads[item.id])))
        if proposal is not None:
            st.caption(
                words(f"respondents.proposal_{proposal.by}", what=format_answer(item, proposal.answer))
            )
        agreed = now.agreed.get(item.id)
        start = agreed or (proposal.answer if proposal else None)
        picked = _picked(item, start)
        same = now.agreement.spreads[item.id].alike
        why = st.text_area(
            words("respondents.reason"),
            value=agreed.reason or "" if agreed else "",
            max_chars=300,
            height=80,
            key=f"settle_why_{item.id}",
        ).strip()
        names = words("app.or").join(now.labels[sheet] for sheet in spread.points)
        by = st.text_input(
            words("respondents.by"),
            value=agreed.by or names if agreed else names,
            max_chars=120,
            key=f"settle_by_{item.id}",
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
                    words("respondents.their_note", label=plain(voices.labels[sheet]), note=plain(text))
                )
        whose = st.selectbox(
            words("respondents.seen_whose"),
            list(spread.points),
            format_func=lambda sheet: voices.labels[sheet],
            key=f"seen_{spread.item.id}",
        )
        by = st.text_input(
            words("respondents.seen_by"),
            value=st.session_state.get("verifier", ""),
            max_chars=60,
            key=f"seen_by_{spread.item.id}",
        ).strip()
        if st.button(words("respondents.seen_mark"), disabled=not by, key=f"seen_mark_{spread.item.id}"):
            st.session_state["verifier"] = by
            try:
                service().respondents.verify(current, whose, spread.item.id, by)
            except (Refused, Completed) as refused:
                st.warning(plain(refused.in_(language())))
                return
            st.rerun(scope="fragment")


LAST = 99
"""Where an answer without a point stands."""


def who_said_what(voices: AgreementView, spread: Spread) -> list[str]:
    """Return a line for each different answer, with the names of who gave it, the lowest point first."""
    by_text: dict[tuple[int, str], list[str]] = {}
    for sheet in [*spread.points, *spread.absent]:
        answer = voices.answers[sheet][spread.item.id]
        rank = spread.points.get(sheet, LAST)
        seen = words("respondents.seen_here") if answer.verified else ""
        # Points order anchored items by themselves; ticks of the same count may differ.
        prefix = "" if isinstance(spread.item, AnchoredItem) or rank == LAST else f"**{rank}** · "
        place = (rank, prefix + format_answer(spread.item, answer))
        by_text.setdefault(place, []).append(f"**{plain(voices.labels[sheet])}**{seen}")
    return [f"{text}  ← {words('app.or').join(by_text[rank, text])}" for rank, text in sorted(by_text)]
