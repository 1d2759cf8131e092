"""Home: start, continue, or look at an example first.

Its reader came to know whether this is worth ten minutes, to begin at once,
and to find what was begun before: for each merchant its rounds, where it
stands, and whether it is time to assess it again.
"""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessment.instrument.problems import Problem, errors
from assessment.report.legible import legible
from assessment.responses import Mode
from assessment.service import Imported, LocalizedError, MerchantCard, Refused
from assessment.service.backup import BackupPreview
from assessment.service.bundle import is_bundle
from assessment.settings import settings
from assessment.spreadsheets.sniff import kind_of
from assessment.ui import widgets
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.components.put_away import undo_notice, way_to_put_away
from assessment.ui.components.questionnaire import choose_length
from assessment.ui.components.rounds import merchant_card
from assessment.ui.format import plain
from assessment.ui.navigation import may_open
from assessment.ui.navigation import page as page_of
from assessment.ui.state.clock import today
from assessment.ui.state.double_submit import submit_once
from assessment.ui.state.session import SEPARATOR, address, language, may, service, words
from assessment.ui.state.typed_fields import ANY_PAGE, done_with

LARGEST_UPLOAD_MB = 5
SHOWN = 12
"""Merchants listed here, the ones touched last; the portfolio has all of them."""


def page() -> None:
    """Draw the home page."""
    service().put_away.sweep()
    service().privacy.sweep(settings().retention_days)
    undo_notice()
    own = service().rounds.merchants(SHOWN + 1) if may("rounds.merchants") else []
    if own:
        st.title(words("home.title_again"))
        _list(own[:SHOWN])
        if len(own) > SHOWN and may_open("portfolio"):
            st.page_link(
                page_of("portfolio"),
                label=words("home.all_merchants"),
                icon=":material/storefront:",
                query_params=address(),
            )
        if may("assessments.start"):
            with st.expander(words("home.start_another"), icon=":material/add:", key="start_box"):
                _start_form()
    else:
        st.title(words("home.title"))
        st.markdown(words("home.promise"))
        if may("assessments.start"):
            _start_form()
        elif may("rounds.merchants"):
            st.info(words("home.nothing_for_you"), icon=":material/visibility:")
    if may("rounds.merchants"):
        _examples(service().rounds.merchants(examples=True))
    if may("files.import_file"):
        with st.expander(words("home.import"), icon=":material/upload_file:", key="import_box"):
            _import_section()
    way_to_put_away()
    _further()
    _where_kept()


def _further() -> None:
    """Lead to the pages that are about no merchant in particular."""
    if may_open("items"):
        st.page_link(
            page_of("items"), label=words("home.items"), icon=":material/query_stats:", query_params=address()
        )
    st.page_link(
        page_of("coverage"),
        label=words("home.coverage"),
        icon=":material/menu_book:",
        query_params=address(),
    )
    st.page_link(
        page_of("privacy"), label=words("privacy.to_page"), icon=":material/policy:", query_params=address()
    )
    if may_open("audit"):
        st.page_link(
            page_of("audit"), label=words("audit.to_page"), icon=":material/history:", query_params=address()
        )


def _where_kept() -> None:
    """Say where the data are, to whom that is of use."""
    if service().is_erasing and may("put_away.erase"):
        st.info(words("home.still_erasing"), icon=":material/auto_delete:")
    if not may("service.where"):
        return
    where = service().where()
    st.divider()
    st.caption(f":material/lock: {plain(where.text.in_(language()))}")
    if where.this_machine_only:
        st.caption(words("home.private"))


def _start_form() -> None:
    with st.form("start", border=True):
        name = typed_field(words("home.shop_name"), name="start", placeholder=words("home.shop_example"))
        mode = choose_length()
        if not st.form_submit_button(words("home.start"), type="primary", icon=":material/play_arrow:"):
            return
    if not name:
        st.warning(words("home.name_needed"))
        return
    try:
        started = submit_once(
            ("start", name, mode),
            lambda: service().assessments.start(name, Mode(mode), {}, today()),
        )
    except Refused as refused:
        st.warning(plain(refused.in_(language())))
        return
    done_with(ANY_PAGE, "start")
    st.switch_page(page_of("respond"), query_params=address(started))


def _list(found: list[MerchantCard]) -> None:
    for one in found:
        merchant_card(one)


def _examples(examples: list[MerchantCard]) -> None:
    if not examples and not may("examples.add"):
        return
    st.header(words("home.examples"))
    if not examples:
        st.caption(words("home.examples_intro"))
        if st.button(words("home.examples_add"), icon=":material/storefront:"):
            service().examples.add()
            st.rerun()
        return
    with st.expander(words("home.examples_here", count=len(examples)), expanded=True):
        _list(examples)
        if may("examples.remove") and st.button(
            words("home.examples_remove"), icon=":material/delete_sweep:"
        ):
            removed = service().examples.remove()
            st.toast(words("home.examples_removed", count=removed))
            st.rerun()


def _import_section() -> None:
    """Bring in an assessment file or a backup: all of it, or a list of what is wrong."""
    st.caption(words("home.manage.import_intro", size=LARGEST_UPLOAD_MB))
    # Of any kind: what is no file of ours is refused here, in the page's language, with the reason.
    uploaded = widgets.upload(words("home.manage.import_label"), key="import")
    if uploaded is None:
        return
    try:
        if kind_of(uploaded.getvalue()) == "zip" and is_bundle(uploaded.getvalue()):
            _bundle(uploaded)
        elif kind_of(uploaded.getvalue()) == "zip":
            _backup(uploaded)
        else:
            _file(uploaded)
    except LocalizedError as refused:
        st.error(plain(refused.in_(language())))


def _file(uploaded: UploadedFile) -> None:
    brought = _brought(uploaded)
    _problems(brought.problems)
    if brought.id is None:
        st.info(words("home.manage.import_nothing"))
        return
    st.success(words("home.manage.import_done"))
    st.page_link(page_of("respond"), label=words("home.manage.import_open"), query_params=address(brought.id))


def _backup(uploaded: UploadedFile) -> None:
    """Show what a backup holds beside what is here; bring in what is new once that is asked for."""
    done: tuple[str, BackupPreview] | None = st.session_state.get("restored")
    if done is not None and done[0] == uploaded.file_id:
        st.success(words("backup.done", count=done[1].new, name=plain(done[1].merchant)))
        return
    found = service().backups.preview(uploaded.getvalue())
    st.markdown(words("backup.holds", name=plain(found.merchant), count=len(found.rounds)))
    for each in found.rounds:
        one = each.assessment
        facts = [
            words(f"backup.{each.state}"),
            words("home.completed" if one.status == "completed" else "home.draft"),
            *([words("backup.files", count=each.files)] if each.files else []),
            *([words("backup.roadmaps", count=each.roadmaps)] if each.roadmaps else []),
            *([words("backup.sheets", count=each.sheets)] if each.sheets else []),
        ]
        day = words("backup.no_day") if one.taken_on is None else one.taken_on.isoformat()
        st.markdown(f"- **{day}**　{SEPARATOR.join(facts)}")
    _problems(found.problems)
    if found.new and st.button(words("backup.restore", count=found.new), type="primary", key="restore"):
        st.session_state["restored"] = (uploaded.file_id, service().backups.restore(uploaded.getvalue()))
        st.rerun()
    if not found.new:
        st.info(words("backup.nothing_new"))


def _bundle(uploaded: UploadedFile) -> None:
    """Show what a zip of many holds beside what is here; bring in what is new once that is asked for."""
    done: tuple[str, int] | None = st.session_state.get("bundled")
    if done is not None and done[0] == uploaded.file_id:
        st.success(words("backup.bundle_done", count=done[1]))
        return
    found = service().bundles.preview(uploaded.getvalue())
    heads = {head: words(f"backup.head.{head}") for head in ("merchant", "day", "state", "file")}
    st.markdown(words("backup.bundle_holds", count=len(found.assessments)))
    rows = [
        {
            heads["merchant"]: legible(each.merchant),
            heads["day"]: "" if each.assessment.taken_on is None else each.assessment.taken_on.isoformat(),
            heads["state"]: words(f"backup.state.{each.state}"),
            heads["file"]: legible(each.file),
        }
        for each in found.assessments
    ]
    if rows:
        widgets.data_table(pd.DataFrame(rows))
    _problems(found.problems)
    if found.new and st.button(words("backup.restore", count=found.new), type="primary", key="bring_in"):
        st.session_state["bundled"] = (uploaded.file_id, service().bundles.bring_in(uploaded.getvalue()).new)
        st.rerun()
    if not found.new:
        key = "home.manage.import_nothing" if errors(found.problems) else "backup.nothing_new"
        st.info(words(key))


def _problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        show = st.error if problem.level == "error" else st.warning
        show(plain(problem.text(language())))


def _brought(uploaded: UploadedFile) -> Imported:
    """Bring a file in, once; what came of it stands as long as the file is chosen."""
    held: tuple[str, Imported] | None = st.session_state.get("imported")
    if held is not None and held[0] == uploaded.file_id:
        return held[1]
    brought = service().files.import_file(uploaded.getvalue())
    st.session_state["imported"] = (uploaded.file_id, brought)
    if brought.id is not None:
        st.rerun()  # the lists above were drawn without it
    return brought
