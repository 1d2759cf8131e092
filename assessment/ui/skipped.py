"""What is not asked because of the profile, and which of its answers is the reason."""

import streamlit as st

from assessment.instrument.model import Item, ProfileQuestion
from assessment.service import Opened
from assessment.ui.plain import plain
from assessment.ui.progress import asked_items, is_shown
from assessment.ui.session import language, words


def skipped_items(opened: Opened, dimension_id: str) -> list[Item]:
    """Return the items of a dimension that the profile rules out."""
    dimension = opened.instrument.dimension(dimension_id)
    asked = {item.id for item in asked_items(dimension, opened.assessment)}
    return [
        item
        for item in dimension.items
        if item.applies is not None and item.id not in asked and is_shown(item, opened.assessment.mode)
    ]


def _reasons(opened: Opened, items: list[Item]) -> str:
    """Return the profile questions, with their answers, that rule these items out."""
    keys = {item.applies.profile for item in items if item.applies is not None}
    profile = opened.assessment.profile
    return words("app.or").join(
        f"{plain(question.question.in_(language()))} {_said(question, profile.get(question.id))}"
        for question in opened.instrument.profile
        if question.id in keys
    )


def _said(question: ProfileQuestion, value: object) -> str:
    if isinstance(value, bool):
        return words("respond.profile.yes") if value else words("respond.profile.no")
    option = question.options.get(str(value))
    return "" if option is None else plain(option.in_(language()))


def skipped_here(opened: Opened, dimension_id: str) -> None:
    """Say which questions are left out of a dimension, and why."""
    items = skipped_items(opened, dimension_id)
    if items:
        why = _reasons(opened, items)
        st.caption(words("respond.skipped", count=len(items), why=why))


def skipped_sections(opened: Opened) -> None:
    """Say which dimensions are not asked at all, and why."""
    for dimension in opened.instrument.dimensions:
        items = skipped_items(opened, dimension.id)
        if items and not asked_items(dimension, opened.assessment):
            name = plain(dimension.name.in_(language()))
            why = _reasons(opened, items)
            st.info(words("respond.skipped_section", name=name, why=why), icon=":material/remove_road:")
