"""The pages by name, for links between them."""

from typing import Any

import streamlit as st

from assessment.ui.session import words


def pages() -> dict[str, Any]:
    """Return the pages by name; the first one is where a visitor begins."""
    # The views link to each other through here, so they are named only when asked for.
    from assessment.ui.views import (  # noqa: PLC0415
        coverage,
        home,
        respond,
        results,
        roadmap,
        sheet,
        voices,
    )

    return {
        "home": st.Page(home.page, title=words("nav.home"), url_path="home", default=True),
        "respond": st.Page(respond.page, title=words("nav.respond"), url_path="respond"),
        "results": st.Page(results.page, title=words("nav.results"), url_path="results"),
        "roadmap": st.Page(roadmap.page, title=words("nav.roadmap"), url_path="roadmap"),
        "voices": st.Page(voices.page, title=words("nav.voices"), url_path="voices"),
        "sheet": st.Page(sheet.page, title=words("sheet.title"), url_path="sheet"),
        "coverage": st.Page(coverage.page, title=words("nav.coverage"), url_path="coverage"),
    }


def only_a_sheet() -> list[Any]:
    """Return the pages for a visitor with a private link: whatever the address, the one sheet.

    Every address the pages have leads there, so that none of them is told to be missing.
    """
    from assessment.ui.views import sheet  # noqa: PLC0415

    title = words("sheet.title")
    root = st.Page(sheet.page, title=title, url_path="own", default=True)
    return [root, *(st.Page(sheet.page, title=title, url_path=name) for name in pages())]


def page(name: str) -> Any:
    """Return one page by name."""
    return pages()[name]
