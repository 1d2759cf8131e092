"""The few things a page needs to know about its visitor: language, place, and the service.

The store is the only truth. What stays in `session_state` is what this
browser tab last knew, so that a difference can be noticed and saved.
"""

import os
from typing import Any

import streamlit as st

from assessment.instrument.load import shipped_bank
from assessment.service import Service, open_service
from assessment.texts import LANGUAGES, Text


@st.cache_resource(show_spinner=False)
def service() -> Service:
    """Return the service of this server, opened once.

    Raises:
        StoreError: the database cannot be used, said in words.
    """
    return open_service(os.environ.get("ASSESSMENT_DATABASE_URL"), shipped_bank())


def language() -> str:
    """Return the language of the page: the address first, then this tab, then the browser."""
    asked = st.query_params.get("lang") or st.session_state.get("language")
    if asked not in LANGUAGES:
        asked = "en" if (st.context.locale or "zh").lower().startswith("en") else "zh"
    st.session_state["language"] = asked
    return str(asked)


def switch_language(to: str) -> None:
    """Show every page in another language from now on."""
    st.session_state["language"] = to
    st.query_params["lang"] = to


def words(key: str, **values: Any) -> str:
    """Return a message in the page's language."""
    return Text(key, **values).in_(language())


def assessment_id() -> str | None:
    """Return the assessment this page is about, from the address."""
    return st.query_params.get("a")


def address(assessment: str | None = None, **more: str) -> dict[str, str]:
    """Return the query of a link: the assessment and the language go with the visitor."""
    query = {"lang": language(), **more}
    return {"a": assessment, **query} if assessment else query


def is_dark() -> bool:
    """Whether the visitor's page is dark."""
    return st.context.theme.type == "dark"
