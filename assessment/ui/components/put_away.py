"""Putting away and back: the buttons in a menu, what the dialog says, the way back from a slip."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from assessment.service import NoSuchAssessment, Place, StoreError
from assessment.service.put_away import BIN_DAYS
from assessment.ui.format import plain
from assessment.ui.navigation import page as page_of
from assessment.ui.state.session import address, may, service, words


@dataclass(frozen=True)
class PutAwayChoice:
    """What a menu puts away: one assessment, or all of a merchant that stand in the lists."""

    name: str
    ids: Sequence[str]
    whole: bool = False


def put_away_buttons(choice: PutAwayChoice, key: str, on_press: Callable[[], None]) -> None:
    """Offer the archive and, after a dialog, the bin; `on_press` is called before either."""
    if not may("put_away.put"):
        return
    if _button("archive", key, on_press, whole=choice.whole):
        service().put_away.put(choice.ids, "archive")
        _note(choice, "archive")
    if _button("bin", key, on_press, whole=choice.whole):
        _ask(choice)


def put_away_merchant(merchant_id: str, name: str) -> None:
    """Offer the archive and the bin for a merchant, inside a dialog about it: at once, with a way back."""
    if not may("put_away.put_merchant"):
        return
    places: tuple[Place, Place] = ("archive", "bin")
    for place in places:
        if _button(place, f"about_{merchant_id}", whole=True):
            _note(PutAwayChoice(name, service().put_away.put_merchant(merchant_id, place)), place)


def _button(place: Place, key: str, on_press: Callable[[], None] | None = None, *, whole: bool) -> bool:
    return st.button(
        words(f"put_away.merchant_to_{place}" if whole else f"put_away.to_{place}"),
        key=f"{'delete' if place == 'bin' else place}_{key}",
        icon=":material/delete:" if place == "bin" else ":material/archive:",
        type="tertiary",
        on_click=on_press,
    )


def _ask(choice: PutAwayChoice) -> None:
    @st.dialog(words("put_away.to_bin_title"))
    def ask() -> None:
        key = "put_away.to_bin_merchant" if choice.whole else "put_away.to_bin_sure"
        st.markdown(words(key, name=plain(choice.name), count=len(choice.ids), days=BIN_DAYS))
        held = service().put_away.held(choice.ids)
        st.markdown(held_text(held))
        if held["links"]:
            st.markdown(words("put_away.links_close"))
        with st.container(horizontal=True):
            if st.button(words("put_away.to_bin_yes"), type="primary", icon=":material/delete:"):
                service().put_away.put(choice.ids, "bin")
                _note(choice, "bin")
            if st.button(words("app.cancel")):
                st.rerun()

    ask()


def held_text(held: Mapping[str, int]) -> str:
    """Say what hangs on assessments: answers, files, roadmaps and so on."""
    parts = [words(f"put_away.held.{kind}", count=count) for kind, count in held.items() if count]
    if not parts:
        return words("put_away.with_nothing")
    return words("put_away.with_it", what=words("app.or").join(parts))


def _note(choice: PutAwayChoice, place: Place) -> None:
    """Remember what was put away, for the way back; draw the lists without it."""
    for id_ in choice.ids:
        st.session_state.get("drafts", {}).pop(id_, None)
    st.session_state["put_away"] = (choice, place)
    st.rerun()


def undo_notice() -> None:
    """Say what was put away last in this tab, with a button that takes it back."""
    last: tuple[PutAwayChoice, Place] | None = st.session_state.get("put_away")
    if last is None:
        return
    choice, place = last
    with st.container(key="put_away_notice", horizontal=True, vertical_alignment="center"):
        st.info(words(f"put_away.done_{place}", name=plain(choice.name)), icon=":material/inventory_2:")
        if st.button(words("put_away.undo"), icon=":material/undo:", key="put_away_undo"):
            put_back(choice.ids)


def put_back(ids: Sequence[str]) -> None:
    """Put assessments back into the lists, and say so."""
    service().put_away.put_back(ids)
    st.session_state.pop("put_away", None)
    st.toast(words("put_away.is_back"))
    st.rerun()


def way_to_put_away() -> None:
    """Show the way to the bin and the archive, where there is anything in them."""
    if not may("put_away.counts"):
        return
    counts = service().put_away.counts()
    if not any(counts.values()):
        return
    st.page_link(
        page_of("put_away"),
        label=words("put_away.to_here", **counts),
        icon=":material/inventory_2:",
        query_params=address(),
    )


def put_away_notice(id_: str | None, *, reading: bool) -> bool:
    """Say that the assessment of the address was put away; return whether the page is not to be drawn.

    Args:
        id_: the assessment.
        reading: whether the page only shows what is there.
    """
    try:
        place = None if id_ is None else service().put_away.place(id_)
    except (NoSuchAssessment, StoreError):
        return False  # the page shows what was read before, or says why it cannot
    if id_ is None or place is None:
        return False
    with st.container(key="put_away_here", horizontal=True, vertical_alignment="center"):
        st.info(words(f"put_away.opened_{place}"), icon=":material/inventory_2:")
        if may("put_away.put_back") and st.button(
            words(f"put_away.put_back_{place}"), icon=":material/undo:", type="primary"
        ):
            put_back([id_])
    return place == "bin" or not reading
