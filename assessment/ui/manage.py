"""What can be done with an assessment as a whole: rename, take along, delete, bring in."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessment.service import Card, Imported, Refused
from assessment.ui.links import page as page_of
from assessment.ui.plain import plain
from assessment.ui.session import address, language, service, words

LARGEST_UPLOAD_MB = 5


def card_menu(card: Card) -> None:
    """A small menu beside an assessment."""
    with st.popover(words("home.manage.more"), type="tertiary", key=f"menu_{card.id}"):
        if st.button(
            words("home.manage.rename"), key=f"rename_{card.id}", icon=":material/edit:", type="tertiary"
        ):
            _rename(card)
        if card.status == "draft":
            st.page_link(
                page_of("intake"),
                label=words("intake.open"),
                icon=":material/co_present:",
                query_params=address(card.id),
            )
        day = (card.taken_on or card.updated_at.date()).isoformat()
        st.download_button(
            words("home.manage.export"),
            # Made when asked for: a list of many assessments stays quick.
            lambda: service().export(card.id)[1],
            file_name=f"assessment-{day}-{card.id[-6:].lower()}.json",
            mime="application/json",
            key=f"export_{card.id}",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
        if card.status == "completed" and st.button(
            words("respond.correct"),
            key=f"correct_{card.id}",
            icon=":material/edit_document:",
            type="tertiary",
        ):
            _correct(card)
        if st.button(
            words("home.manage.delete"), key=f"delete_{card.id}", icon=":material/delete:", type="tertiary"
        ):
            _delete(card)


def _correct(card: Card) -> None:
    copy = service().correct(card.id)
    st.switch_page(page_of("respond"), query_params=address(copy))


def _rename(card: Card) -> None:
    @st.dialog(words("home.manage.rename"))
    def ask() -> None:
        name = st.text_input(words("home.shop_name"), value=card.merchant_name, max_chars=60)
        if st.button(words("home.manage.save"), type="primary"):
            try:
                service().rename(card.merchant_id, name)
            except Refused as refused:
                st.warning(plain(refused.said(language())))
                return
            st.rerun()

    ask()


def _delete(card: Card) -> None:
    @st.dialog(words("home.manage.delete_title"))
    def ask() -> None:
        st.markdown(words("home.manage.delete_sure", name=plain(card.merchant_name)))
        st.caption(words("home.manage.delete_hint"))
        with st.container(horizontal=True):
            if st.button(words("home.manage.delete_yes"), type="primary", icon=":material/delete:"):
                service().delete(card.id)
                st.session_state.get("drafts", {}).pop(card.id, None)
                st.toast(words("home.manage.deleted"))
                st.rerun()
            if st.button(words("app.cancel")):
                st.rerun()

    ask()


def import_section() -> None:
    """Bring in an assessment file: all of it, or a list of what is wrong."""
    st.caption(words("home.manage.import_intro", size=LARGEST_UPLOAD_MB))
    uploaded = st.file_uploader(words("home.manage.import_label"), type=["json"], key="import")
    if uploaded is None:
        return
    brought = _brought(uploaded)
    for problem in brought.problems:
        show = st.error if problem.level == "error" else st.warning
        show(plain(problem.said(language())))
    if brought.id is None:
        st.info(words("home.manage.import_nothing"))
        return
    st.success(words("home.manage.import_done"))
    st.page_link(page_of("respond"), label=words("home.manage.import_open"), query_params=address(brought.id))


def _brought(uploaded: UploadedFile) -> Imported:
    """Bring a file in, once; what came of it stands as long as the file is chosen."""
    held: tuple[str, Imported] | None = st.session_state.get("imported")
    if held is not None and held[0] == uploaded.file_id:
        return held[1]
    brought = service().import_file(uploaded.getvalue())
    st.session_state["imported"] = (uploaded.file_id, brought)
    if brought.id is not None:
        st.rerun()  # the lists above were drawn without it
    return brought
