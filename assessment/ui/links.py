"""The pages by name, for links between them."""

from typing import Any

import streamlit as st

from assessment.ui.session import words


def pages() -> dict[str, Any]:
    """Return the pages by name, in the order of the work."""
    # The views link to each other through here, so they are named only when asked for.
    from assessment.ui.views import coverage, home, intake, private, respond, results, roadmap  # noqa: PLC0415

    return {
        "home": st.Page(home.page, title=words("nav.home"), url_path="home", default=True),
        "respond": st.Page(respond.page, title=words("nav.respond"), url_path="respond"),
        "intake": st.Page(intake.page, title=words("nav.intake"), url_path="intake"),
        "private": st.Page(private.page, title=words("nav.private"), url_path="private"),
        "results": st.Page(results.page, title=words("nav.results"), url_path="results"),
        "roadmap": st.Page(roadmap.page, title=words("nav.roadmap"), url_path="roadmap"),
        "coverage": st.Page(coverage.page, title=words("nav.coverage"), url_path="coverage"),
    }


def page(name: str) -> Any:
    """Return one page by name."""
    return pages()[name]
