"""Numbers: taken from an export, and set against what was said.

Its reader came to bring in the numbers without typing them; to see what
would change before it changes, and to be able to take it back; and to learn
where the answers and the numbers do not go together.
"""

from collections.abc import Sequence

import streamlit as st

from assessment.instrument.model import AnchoredItem, Item
from assessment.scoring.contradictions import Contradiction
from assessment.scoring.measured import Pair
from assessment.service import Opened, Snapshot
from assessment.ui.format import format_entered, format_figure, format_unit, plain, stage_name
from assessment.ui.navigation import SECTION, snapshot_here
from assessment.ui.navigation import page as page_of
from assessment.ui.state.session import SEPARATOR, address, language, may, service, words
from assessment.ui.views.numbers.pictures import understood
from assessment.ui.views.numbers.preview import preview, taken_before
from assessment.ui.views.numbers.upload import (
    LARGEST_MB,
    ChosenFiles,
    UploadedTable,
    columns_chosen,
    files_chosen,
    look_afresh,
)


def page() -> None:
    """Draw the numbers of the assessment in the address."""
    snapshot = snapshot_here()
    if snapshot is None:
        return
    opened = snapshot.opened
    st.title(words("numbers.table.page", name=plain(opened.assessment.merchant.name or "")))
    if opened.assessment.status == "completed":
        st.info(words("numbers.table.locked"), icon=":material/lock:")
    elif may("numbers.import_metrics"):
        _table(snapshot)
    measured_section(snapshot)


def _table(snapshot: Snapshot) -> None:
    current, opened = snapshot.id, snapshot.opened
    st.header(words("numbers.table.title"))
    st.caption(words("numbers.table.intro", size=LARGEST_MB))
    taken_before(snapshot)
    files = files_chosen()
    if not files.tables and not files.pictures:
        st.page_link(
            page_of("respond"),
            label=words("numbers.table.by_hand"),
            icon=":material/edit:",
            query_params=address(current, **{SECTION: "numbers"}),
        )
        return
    for held in files.tables:
        _understood(held)
    for picture in files.pictures:
        understood(picture)
    files = ChosenFiles(
        [held for held in files.tables if held.read.series],
        [held for held in files.pictures if held.read.cells],
    )
    if not files.tables and not files.pictures:
        return
    # Drawn above the columns, made from what the reader says about them.
    place = st.container()
    chosen = [columns_chosen(held, opened, alone=len(files.tables) == 1) for held in files.tables]
    with place:
        preview(current, opened, files, chosen)


def _understood(held: UploadedTable) -> None:
    """Say what the file was read as, and what was left out of it."""
    read, file = held.read, plain(held.name)
    known = sum(1 for choice in read.chosen.values() if choice.subject)
    if not read.series:
        st.warning(words("numbers.table.nothing_there", file=file))
    elif not known and held.read.is_list:
        st.warning(words("numbers.table.list_of_cases", file=file))
    elif not known:
        st.warning(words("numbers.table.not_understood", file=file))
    else:
        key = (
            "numbers.table.understood"
            if read.table_series.shape == "wide"
            else "numbers.table.understood_rows"
        )
        rest = len(read.series) - known
        st.markdown(words(key if rest else "numbers.table.understood_all", file=file, known=known, rest=rest))
    if read.remembered and read.signature is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(words("numbers.table.remembered"), width="content")
            if may("numbers.forget_columns") and st.button(
                words("numbers.table.forget"),
                type="tertiary",
                icon=":material/history_off:",
                key=f"forget_{held.rank}",
            ):
                service().numbers.forget_columns(read.signature)
                look_afresh()
                st.rerun()
    for notice in read.notices:
        st.caption(plain(notice.text.in_(language())))


def measured_section(snapshot: Snapshot) -> None:
    """Show what differs first, then what agrees, then what a number would tell."""
    st.header(words("numbers.measured.title"))
    st.caption(words("numbers.measured.intro"))
    current, opened = snapshot.id, snapshot.opened
    pairs, profile = snapshot.said_and_measured, snapshot.contradicting_profile
    differing = _asked_once([pair for pair in pairs if pair.verdict == "differ"])
    known = [pair for pair in pairs if pair.value is not None]
    if not known and not profile:
        st.info(words("numbers.measured.without"), icon=":material/info:")
    elif differing or profile:
        st.subheader(words("numbers.measured.differ", count=len(differing) + len(profile)))
    elif any(pair.verdict in {"fit", "beside"} for pair in pairs):
        st.success(words("numbers.measured.none_differ"), icon=":material/check_circle:")
    for group in differing:
        _apart(current, opened, group)
    for each in profile:
        _with_profile(current, opened, each)
    _side_by_side(opened, pairs, "fit")
    _side_by_side(opened, pairs, "beside")
    _unanswered(pairs)
    _could_tell(pairs, opened=not known)


def _asked_once(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Put together the pairs that one question of the bank is about."""
    groups: dict[object, list[Pair]] = {}
    for pair in pairs:
        mark = pair.question if pair.question is not None else (pair.metric.id, pair.item.id)
        groups.setdefault(mark, []).append(pair)
    return list(groups.values())


def _name(item: Item) -> str:
    return plain(item.label.in_(language()))


def answer_label(opened: Opened, pair: Pair) -> str:
    """Say what was answered, for a label."""
    result = pair.result
    if result is None or not result.answered:
        return words("respond.choice.dont_know")
    if result.answer is not None and result.answer.ticks is not None:
        return words("numbers.measured.ticks", count=len(result.answer.ticks))
    return words("numbers.measured.point", point=result.low, top=opened.instrument.top_point)


def _apart(current: str, opened: Opened, pairs: Sequence[Pair]) -> None:
    first = pairs[0]
    with st.container(border=True, key=f"differ_{first.metric.id}_{first.item.id.replace('.', '__')}"):
        left, right = st.columns(2)
        left.caption(words("numbers.measured.said"))
        for pair in pairs:
            left.markdown(f"**{_name(pair.item)}**{SEPARATOR}{answer_label(opened, pair)}")
            if isinstance(pair.item, AnchoredItem) and pair.result is not None:
                left.caption(plain(pair.item.anchors[pair.result.low].in_(language())))
        right.caption(words("numbers.measured.measured"))
        metric = first.metric
        right.markdown(
            f"**{plain(metric.name.in_(language()))}**{SEPARATOR}{format_entered(metric, first.value)}"
        )
        if first.value is not None and first.value.note:
            right.caption(plain(first.value.note))
        st.markdown(_why(opened, first))
        if first.item.evidence is not None:
            st.caption(words("numbers.measured.look", what=plain(first.item.evidence.in_(language()))))
        _links(
            current, [(words("numbers.measured.to_answer"), first.item.id.partition(".")[0]), _to_number()]
        )


def _why(opened: Opened, pair: Pair) -> str:
    """Say politely why both are shown."""
    if pair.question is not None:
        return plain(pair.question.in_(language()))
    if pair.cut is not None and pair.stage is not None:
        least = pair.cut.at_least
        bound = least if least is not None else pair.cut.at_most
        key = "numbers.measured.cut_most" if least is None else "numbers.measured.cut_least"
        cut = f"{plain(format_figure(bound or 0))} {format_unit(pair.metric)}".strip()
        stage = stage_name(opened.instrument, pair.stage)
        return words(key, stage=stage, metric=plain(pair.metric.name.in_(language())), cut=cut)
    return words(f"numbers.measured.{pair.by_peers or 'said_more'}")


def _with_profile(current: str, opened: Opened, asked: Contradiction) -> None:
    with st.container(border=True, key=f"differ_profile_{asked.id}"):
        for subject in asked.subjects:
            if subject.kind == "metric":
                metric = opened.instrument.metric(subject.id)
                value = opened.assessment.metrics.get(subject.id)
                st.markdown(
                    f"**{plain(metric.name.in_(language()))}**{SEPARATOR}{format_entered(metric, value)}"
                )
        st.markdown(plain(asked.question.in_(language())))
        _links(current, [(words("numbers.measured.to_profile"), "profile"), _to_number()])


def _to_number() -> tuple[str, str]:
    return words("numbers.measured.to_number"), "numbers"


def _links(current: str, links: Sequence[tuple[str, str]]) -> None:
    with st.container(horizontal=True, gap="small"):
        for label, section in links:
            st.page_link(
                page_of("respond"),
                label=label,
                icon=":material/arrow_forward:",
                query_params=address(current, **{SECTION: section}),
            )


def _side_by_side(opened: Opened, pairs: Sequence[Pair], verdict: str) -> None:
    some = [pair for pair in pairs if pair.verdict == verdict]
    if not some:
        return
    with st.expander(words(f"numbers.measured.{verdict}", count=len(some))):
        if verdict == "beside":
            st.caption(words("numbers.measured.beside_note"))
        for pair in some:
            line = words(
                "numbers.measured.line",
                item=_name(pair.item),
                said=answer_label(opened, pair),
                metric=plain(pair.metric.name.in_(language())),
                number=format_entered(pair.metric, pair.value),
            )
            st.markdown(f"- {line}")


def _unanswered(pairs: Sequence[Pair]) -> None:
    items = {_name(pair.item): None for pair in pairs if pair.verdict == "no_answer"}
    if items:
        st.caption(words("numbers.measured.unanswered", items=words("app.or").join(items)))


def _could_tell(pairs: Sequence[Pair], *, opened: bool) -> None:
    """List the numbers that nobody entered, with the answers they would be held against."""
    missing: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair.verdict == "no_number":
            missing.setdefault(pair.metric.id, []).append(pair)
    if not missing:
        return
    with st.expander(words("numbers.measured.could_tell", count=len(missing)), expanded=opened):
        for some in missing.values():
            metric = some[0].metric
            line = words(
                "numbers.measured.could_tell_line",
                metric=plain(metric.name.in_(language())),
                items=words("app.or").join(
                    words("numbers.table.quoted", name=_name(pair.item)) for pair in some
                ),
                where=plain(metric.find_out.in_(language())),
            )
            st.markdown(f"- {line}")
