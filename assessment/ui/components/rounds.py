"""A merchant in the list: its last round, whether it is time for another, and every assessment of it."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit import config

from assessment.presentation.values import score_range_text
from assessment.service import (
    Archived,
    Card,
    Conflict,
    MerchantCard,
    NoSuchAssessment,
    NoSuchMerchant,
    Refused,
    RoundCard,
)
from assessment.service.evidence_types import MB
from assessment.service.rounds import day_of
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.components.correction import correct_button
from assessment.ui.components.evidence import size_of
from assessment.ui.components.menu import closing_menu
from assessment.ui.components.put_away import PutAwayChoice, put_away_buttons
from assessment.ui.format import plain, unbroken
from assessment.ui.navigation import may_open
from assessment.ui.navigation import page as page_of
from assessment.ui.state.answering import in_all, progress_of
from assessment.ui.state.clock import to_local, today
from assessment.ui.state.double_submit import submit_once
from assessment.ui.state.session import (
    SEPARATOR,
    address,
    language,
    may,
    service,
    service_later,
    words,
)
from assessment.ui.state.typed_fields import ANY_PAGE, done_with
from assessment.ui.widgets import MEDIA_TYPES, download, remember_files


def merchant_card(one: MerchantCard) -> None:
    """Show a merchant; one that has a single assessment is that assessment."""
    if len(one.cards) == 1:
        with st.container(border=True, key=f"card_{one.cards[0].id}"):
            _assessment(one.cards[0], one)
            _due(one)
        return
    with st.container(border=True, key=f"merchant_{one.merchant_id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(width="stretch", key=f"facts_{one.merchant_id}"):
                st.markdown(f"**{plain(one.name)}**{_mark(one.cards[0])}")
                st.caption(unbroken(_where_it_stands(one)))
            if one.last is not None:
                _link("results", one.last.card.id, "home.see_results", "insights")
            if len(one.rounds) > 1 and one.last is not None and may_open("compare"):
                _link("compare", one.last.card.id, "home.compare", "compare_arrows")
            _time_for_another(one)
            merchant_menu(one)
        _due(one)
        with st.expander(words("home.all_assessments", count=len(one.cards))):
            for card in one.cards:
                with st.container(key=f"card_{card.id}"):
                    _assessment(card, None)


def begin_next(id_: str, *, primary: bool = False) -> None:
    """Offer to begin the next round of a merchant, dated today or, where the last one is later, that day.

    Args:
        id_: any assessment of the merchant.
        primary: whether it is what the page is about.
    """
    if not may("next_round.start"):
        return
    begins = st.button(
        words("rounds.begin_next"),
        key=f"next_{id_}",
        icon=":material/replay:",
        type="primary" if primary else "tertiary",
    )
    if not begins:
        return
    try:
        merchant = service().rounds.merchant_of(id_)
        # Begun meanwhile, here or elsewhere: that one is gone on with.
        begun = merchant.draft.id if merchant.draft is not None else _begin(merchant, id_)
    except (Archived, NoSuchAssessment, Refused) as refused:
        st.warning(plain(refused.in_(language())))
        return
    st.switch_page(page_of("respond"), query_params=address(begun))


def _begin(merchant: MerchantCard, id_: str) -> str:
    day = today() if merchant.last is None else max(today(), merchant.last.day)
    return submit_once(("next", id_), lambda: service().next_round.start(id_, day))


def _time_for_another(one: MerchantCard) -> None:
    """Offer the next round, or the way to the one that was begun."""
    if one.last is None:
        return
    if one.draft is None:
        begin_next(one.last.card.id)
    elif may("answers.record"):
        _link("respond", one.draft.id, "home.continue_next", "edit")


def _due(one: MerchantCard) -> None:
    """Say when it is time for another round."""
    if one.draft is None and one.is_due(today()):
        st.caption(f":material/schedule: {words('home.due', weeks=one.weeks_since(today()))}")


def _where_it_stands(one: MerchantCard) -> str:
    if one.last is None:
        return words("home.no_round_yet")
    parts = [
        words("home.rounds", count=len(one.rounds), day=one.last.day.isoformat()),
        _stage(one.last.card),
    ]
    if one.last.card.index is not None:
        parts.append(_index(one.last.card.index, one.last.card.index_high))
    if one.change is not None:
        way = "up" if one.change > 0 else "down" if one.change < 0 else "level"
        parts.append(words(f"home.trend_{way}", by=f"{abs(one.change):.1f}"))
    return SEPARATOR.join(parts)


def _stage(card: Card) -> str:
    stages = {stage.id: stage.name.in_(language()) for stage in service().bank.instrument.stages}
    return plain(stages.get(card.stage or "", words("results.stage.none")))


def _index(low: float, high: float | None) -> str:
    """Say the index as the results do: with what it may still become."""
    return words("home.index", index=score_range_text(low, high))


def _mark(card: Card) -> str:
    return f" :gray-badge[{words('home.example')}]" if card.example else ""


def _assessment(card: Card, alone: MerchantCard | None) -> None:
    """Show one assessment with what can be done about it.

    Args:
        card: the assessment.
        alone: its merchant, where it is the only one of it.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", key=f"facts_{card.id}"):
            mark = f" :gray-badge[{words('home.correction')}]" if card.corrects else ""
            if alone is not None:
                st.markdown(f"**{plain(card.merchant_name)}**{_mark(card)}{mark}")
                st.caption(facts_and_how_far(card))
            else:
                st.markdown(f"{facts_and_how_far(card)}{mark}")
        if card.status == "completed":
            _link("results", card.id, "home.see_results", "insights")
        elif may("answers.record"):
            _link("respond", card.id, "home.continue", "edit")
        elif may_open("respond"):
            _link("respond", card.id, "home.see_answers", "visibility")
        if alone is not None:
            _time_for_another(alone)
        card_menu(card, alone=alone is not None)


def _link(page: str, id_: str, label: str, icon: str) -> None:
    st.page_link(page_of(page), label=words(label), icon=f":material/{icon}:", query_params=address(id_))


def facts(card: Card) -> str:
    """Say of an assessment whether it is finished, since when, and what came of it."""
    if card.status == "completed":
        day = day_of(card).isoformat()
        index = "" if card.index is None else SEPARATOR + _index(card.index, card.index_high)
        return f"{words('home.completed')} {day}{SEPARATOR}{_stage(card)}{index}"
    when = to_local(card.updated_at).strftime("%Y-%m-%d %H:%M")
    mode, touched = words(f"home.mode.{card.mode.value}"), words("home.touched", when=when)
    return f"{words('home.draft')}{SEPARATOR}{mode}{SEPARATOR}{touched}"


def facts_and_how_far(card: Card) -> str:
    """Say also how many questions a draft has answered, counted as on its own page; fit for a narrow page."""
    if card.status == "completed":
        return unbroken(facts(card))
    opened, begun = service().assessments.open(card.id), service().next_round.of(card.id, today())
    again = None if begun is None else begun.again
    total = in_all(progress_of(opened.instrument, opened.assessment, again))
    how_far = words("respond.progress", done=total.done, asked=total.asked)
    return unbroken(f"{facts(card)}{SEPARATOR}{how_far}")


@dataclass(frozen=True)
class CurrentRound:
    """A draft that goes on from an earlier round, with something answered anew in it."""

    round: RoundCard
    done: int
    asked: int
    """Of what the round asks again."""


def current_round(merchant: MerchantCard) -> CurrentRound | None:
    """Return the round that was begun; None where nothing was answered in it yet.

    A draft that was begun from nothing is none: what nobody has come to in
    it yet would look like decline.
    """
    draft = merchant.draft
    begun = None if draft is None else service().next_round.of(draft.id, today())
    if draft is None or begun is None:
        return None
    opened = service().assessments.open(draft.id)
    total = in_all(progress_of(opened.instrument, opened.assessment, begun.again))
    if total.done == 0:
        return None
    return CurrentRound(RoundCard(begun.rank, draft, draft.taken_on or today(), ()), total.done, total.asked)


def current_round_notice(begun: CurrentRound) -> None:
    """Say that a comparison is of an unfinished round, and what that means."""
    left = begun.asked - begun.done
    key = "compare.so_far" if left else "compare.so_far_all"
    st.info(words(key, rank=begun.round.rank, asked=begun.asked, left=left), icon=":material/edit:")


def backup_button(merchant_id: str, close: Callable[[], None] | None = None) -> None:
    """Offer a whole merchant as one file.

    Args:
        merchant_id: whose.
        close: closes the menu it stands in, for the dialog that follows; None within a dialog.
    """
    if not may("backups.pack"):
        return
    asked = st.button(
        words("backup.make"),
        key=f"backup_{merchant_id}",
        icon=":material/inventory:",
        help=words("backup.make_help"),
        type="tertiary",
        on_click=close,
    )
    if asked and close is None:
        _backup(merchant_id)
    elif asked:
        st.dialog(words("backup.make"))(_backup)(merchant_id)


def _backup(merchant_id: str) -> None:
    """Make the file within the page, so that one that is too large is said in words."""
    with st.spinner(words("backup.making")):
        try:
            packed = service().backups.pack(merchant_id)
        except (NoSuchMerchant, Refused) as refused:
            st.warning(plain(refused.in_(language())))
            return
    size = size_of(len(packed))
    file_name = f"shop-backup-{today().isoformat()}-{merchant_id[-6:].lower()}.zip"
    most = int(config.get_option("server.maxUploadSize"))
    if len(packed) > MB * most:
        st.warning(words("backup.larger_than_upload", size=size, most=most, file=file_name))
    remember_files(merchant_id)
    st.download_button(
        words("backup.save", size=size),
        packed,
        file_name=file_name,
        mime=MEDIA_TYPES["zip"],
        key="backup_save",
        icon=":material/download:",
        on_click="ignore",
    )


def card_menu(card: Card, *, alone: bool) -> None:
    """A small menu beside an assessment.

    Args:
        card: the assessment.
        alone: whether it is the only one of its merchant, so that this is the merchant's menu as well.
    """
    if not may("files.export"):
        return
    with closing_menu(f"menu_{card.id}", words("home.manage.more")) as close:
        _rename_button(card, card.id, close)
        if card.status == "draft" and may_open("intake"):
            st.page_link(
                page_of("intake"),
                label=words("intake.open"),
                icon=":material/co_present:",
                query_params=address(card.id),
            )
        day = day_of(card).isoformat()
        known = service_later()
        download(
            words("home.manage.export"),
            lambda _: known().files.export(card.id)[1],
            f"assessment-{day}-{card.id[-6:].lower()}.json",
            key=f"export_{card.id}",
            tertiary=True,
        )
        st.caption(words("home.manage.export_leaves_out"))
        if alone:
            _to_links(card)
            backup_button(card.merchant_id, close)
        if card.status == "completed" and may("assessments.correct"):
            correct_button(card.id, f"correct_{card.id}", tertiary=True, on_press=close)
        put_away_buttons(PutAwayChoice(card.merchant_name, (card.id,)), card.id, close)


def merchant_menu(one: MerchantCard) -> None:
    """A small menu beside a merchant of several assessments."""
    if not may("put_away.put"):
        return
    with closing_menu(f"menu_{one.merchant_id}", words("home.manage.more")) as close:
        _rename_button(one.cards[0], one.merchant_id, close)
        _to_links(one.cards[0])
        backup_button(one.merchant_id, close)
        choice = PutAwayChoice(one.name, tuple(card.id for card in one.cards), whole=True)
        put_away_buttons(choice, one.merchant_id, close)


def _to_links(card: Card) -> None:
    """Lead to the private links of a merchant, and to all that is held on it."""
    if may_open("links"):
        _link("links", card.id, "links.to_page", "qr_code_2")


def _rename_button(card: Card, key: str, close: Callable[[], None]) -> None:
    """Offer another name for the merchant of an assessment."""
    if may("merchants.rename") and st.button(
        words("home.manage.rename"),
        key=f"rename_{key}",
        icon=":material/edit:",
        type="tertiary",
        on_click=close,
    ):
        _rename(card)


def _rename(card: Card) -> None:
    @st.dialog(words("home.manage.rename"))
    def ask() -> None:
        field = f"rename|{card.merchant_id}"
        # What it is called as far as this dialog knows: it stays open while others rename.
        seen = f"renamed_over|{card.merchant_id}"
        name = typed_field(words("home.shop_name"), card.merchant_name, name=field)
        if st.button(words("home.manage.save"), type="primary"):
            try:
                service().merchants.rename(
                    card.merchant_id, name, st.session_state.get(seen, card.merchant_name)
                )
            except Conflict as conflict:
                st.session_state[seen] = conflict.stored
                st.warning(words("home.manage.renamed_elsewhere", name=plain(str(conflict.stored))))
                return
            except Refused as refused:
                st.warning(plain(refused.in_(language())))
                return
            st.session_state.pop(seen, None)
            done_with(ANY_PAGE, field)
            st.rerun()

    ask()
