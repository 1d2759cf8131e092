"""Evidence of one answer: what is there, adding a file or a link, taking a piece away."""

from datetime import UTC, datetime

import streamlit as st

from assessment.instrument.model import Item
from assessment.responses import Evidence
from assessment.service import Archived, Completed, LocalizedError, Refused
from assessment.service.evidence import EvidenceFile
from assessment.service.evidence_types import LARGEST, MB, PICTURES, sound_link
from assessment.ui import widgets
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.format import plain
from assessment.ui.navigation import css_key
from assessment.ui.routes import OWN_SHEET
from assessment.ui.state.clock import to_local
from assessment.ui.state.draft import Draft, redraw
from assessment.ui.state.draft_store import AssessmentStore
from assessment.ui.state.session import assessment_id, language, may, sees_one_sheet_at_most, service, words
from assessment.ui.state.typed_fields import done_with


def evidence_line(mine: Draft, item: Item) -> None:
    """Say in one line what evidence there is."""
    answer = mine.answer(item.id)
    if answer is not None and answer.evidence:
        st.caption(words("intake.proof.count", count=len(answer.evidence)))


def evidence_button(mine: Draft, item: Item, *, locked: bool, seen: bool = False) -> None:
    """Open the evidence of an answer.

    Args:
        mine: the answers.
        item: whose evidence.
        locked: whether nothing is to be changed.
        seen: whether to note there who has seen it.
    """
    if st.button(
        words("intake.proof.open"),
        icon=":material/attach_file:",
        type="tertiary",
        key=f"proof_{css_key(item.id)}",
    ):
        _dialog(mine, item, locked=locked, seen=seen)


def file_address(sha256: str) -> str:
    """Return where the server hands out a file: of the assessment, or of the sheet that a link opens."""
    return f"/evidence/{OWN_SHEET if sees_one_sheet_at_most() else assessment_id()}/{sha256}"


def _dialog(mine: Draft, item: Item, *, locked: bool, seen: bool) -> None:
    @st.dialog(words("intake.proof.title"), width="medium", on_dismiss="rerun")
    def show() -> None:
        st.markdown(f"**{plain(item.question.in_(language()))}**")
        if item.evidence is not None:
            st.caption(words("respond.evidence_hint", what=plain(item.evidence.in_(language()))))
        files = {each.sha256: each for each in mine.book.files()}
        _pieces(mine, item, files, locked=locked)
        if locked:
            if mine.assessment.status == "completed":
                st.info(words("intake.proof.locked"), icon=":material/lock:")
            return
        _add_file(mine, item)
        _add_link(mine, item)
        if isinstance(mine.book, AssessmentStore):
            _removed(mine, files)
        if seen:
            seen_by(mine, item)
        if st.button(words("intake.proof.done"), type="primary"):
            st.rerun()

    show()


def _pieces(mine: Draft, item: Item, files: dict[str, EvidenceFile], *, locked: bool) -> None:
    answer = mine.answer(item.id)
    pieces = answer.evidence if answer else []
    if not pieces:
        st.caption(words("intake.proof.none"))
    for number, piece in enumerate(pieces):
        with st.container(horizontal=True, vertical_alignment="center", key=f"piece_{number}"):
            with st.container(width="stretch"):
                _piece(piece, files)
            if not locked and st.button(
                words("intake.proof.remove"),
                key=f"remove_{css_key(item.id)}_{number}_{mine.revisions.get(item.id, 0)}",
                icon=":material/close:",
                type="tertiary",
            ):
                mine.book.detach(item.id, piece)
                _reread(mine, item)
                st.toast(words("intake.proof.removed"))
                st.rerun(scope="fragment")


def _piece(piece: Evidence, files: dict[str, EvidenceFile]) -> None:
    if piece.link is not None:
        # A link may have come with a file from elsewhere: only the web is for pressing.
        if is_web(piece.link):
            st.link_button(plain(piece.link), piece.link, icon=":material/link:", type="tertiary")
        else:
            st.text(piece.link)
        return
    if piece.file is None:
        st.text(piece.text or "")
        return
    kept = files.get(piece.sha256 or "")
    if kept is None:
        st.text(piece.file)
        st.caption(words("intake.proof.not_here"))
        return
    where = file_address(kept.sha256)
    if kept.media_type in PICTURES:
        st.markdown(f"![{plain(piece.file)}]({where})")
    label = words("presentation.in_brackets", what=piece.file, more=size_of(kept.size))
    st.link_button(plain(label), where, icon=":material/download:", type="tertiary")


def is_web(link: str) -> bool:
    """Whether a link leads to the web and nowhere else."""
    try:
        return sound_link(link) == link
    except Refused:
        return False


def size_of(size: int) -> str:
    """Return a size as people say it."""
    return f"{size / MB:.1f} MB" if size >= MB / 10 else f"{max(1, round(size / 1000))} KB"


def _add_file(mine: Draft, item: Item) -> None:
    count = st.session_state.setdefault("proof_uploads", 0)
    with st.container(key="proof_upload"):
        uploaded = widgets.upload(
            words("intake.proof.add_file", most=LARGEST // MB),
            key=f"upload_{css_key(item.id)}_{count}",
            accept_multiple_files=True,
        )
    if not uploaded:
        return
    refused = []
    for file in uploaded:
        try:
            mine.book.attach_file(item.id, file.name, file.getvalue())
        except LocalizedError as error:
            refused.append(error.in_(language()))
    st.session_state["proof_uploads"] = count + 1
    st.session_state["evidence_refusals"] = refused
    _reread(mine, item)
    st.rerun(scope="fragment")


def _add_link(mine: Draft, item: Item) -> None:
    for refusal in st.session_state.pop("evidence_refusals", []):
        st.warning(plain(refusal))
    with st.form(f"link_{css_key(item.id)}", clear_on_submit=False, border=False):
        name = f"link|{item.id}"
        link = typed_field(words("intake.proof.add_link"), name=name, scope=mine.id, placeholder="https://")
        if not st.form_submit_button(words("intake.proof.keep_link"), icon=":material/add_link:"):
            return
    try:
        mine.book.attach_link(item.id, link)
    except LocalizedError as error:
        st.warning(plain(error.in_(language())))
        return
    done_with(mine.id, name)
    _reread(mine, item)
    st.rerun(scope="fragment")


def _removed(mine: Draft, files: dict[str, EvidenceFile]) -> None:
    """Files that no answer shows any more: they can be deleted for good."""
    left = [each for each in files.values() if not each.items]
    if not left:
        return
    with st.expander(words("intake.proof.unused", count=len(left))):
        st.caption(words("intake.proof.unused_what"))
        for each in left:
            sure = f"sure_{each.sha256}"
            with st.container(horizontal=True, vertical_alignment="center", key=f"unused_{each.sha256[:12]}"):
                st.link_button(
                    plain(f"{each.name} · {size_of(each.size)}"),
                    file_address(each.sha256),
                    icon=":material/download:",
                    type="tertiary",
                )
                if st.session_state.get(sure):
                    if st.button(words("intake.proof.delete_sure"), key=f"yes_{sure}", type="primary"):
                        service().evidence.delete_file(mine.id, each.sha256)
                        st.rerun(scope="fragment")
                    if st.button(words("app.cancel"), key=f"no_{sure}"):
                        st.session_state.pop(sure)
                        st.rerun(scope="fragment")
                elif st.button(words("intake.proof.delete"), key=f"ask_{sure}", type="tertiary"):
                    st.session_state[sure] = True
                    st.rerun(scope="fragment")


def _reread(mine: Draft, item: Item) -> None:
    mine.refresh()
    mine.renew(item.id)


VERIFIER = "verifier"
"""Who saw evidence last in this tab: mostly the same person."""


def seen_by(mine: Draft, item: Item) -> None:
    """Note who has seen the evidence, and that nobody has after all; of a finished assessment, beside it."""
    answer, key = mine.answer(item.id), f"seen_{css_key(item.id)}"
    finished = mine.assessment.status == "completed"
    later = mine.opened.verified_later.get(item.id) if mine.opened is not None else None
    seen = None if answer is None or not answer.is_given else answer.verified or later
    if seen is not None:
        day = to_local(seen.at).date().isoformat()
        st.markdown(words("respond.verified_by", by=plain(seen.by), day=day))
        if later is not None:
            st.caption(words("respond.verified_after"))
    if not may("answers.verify"):
        return
    if answer is None or not answer.is_given:
        if not finished:
            st.caption(words("respond.verify_later"))
        return
    if seen is not None:
        may_take_back = later is not None or not finished
        if (
            may_take_back
            and st.button(words("respond.unverify"), key=f"un{key}")
            and _change(mine, item, None)
        ):
            redraw()
        return
    _note_seen(mine, item, key, finished=finished)


def _note_seen(mine: Draft, item: Item, key: str, *, finished: bool) -> None:
    """Ask who has seen the evidence."""
    if finished:
        st.caption(words("respond.verify_finished"))
    with st.form(key, border=False):
        by = typed_field(
            words("respond.verify_who"),
            st.session_state.get(VERIFIER, ""),
            name=f"seen|{item.id}",
            scope=mine.id,
        )
        if not st.form_submit_button(words("respond.verify"), icon=":material/verified:"):
            return
    if not by:
        st.warning(words("intake.proof.who_missing"))
        return
    if _change(mine, item, by):
        st.session_state[VERIFIER] = by
        done_with(mine.id, f"seen|{item.id}")
        redraw()


def _change(mine: Draft, item: Item, by: str | None) -> bool:
    try:
        if by is None:
            service().answers.unverify(mine.id, item.id)
        else:
            service().answers.verify(mine.id, item.id, by, datetime.now(UTC))
    except (Archived, Refused, Completed) as error:
        st.warning(plain(error.in_(language())))
        return False
    mine.refresh()
    mine.renew(item.id)
    return True
