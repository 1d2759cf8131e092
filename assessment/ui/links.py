"""The pages by name, for links between them."""

from importlib import import_module
from typing import Any

import streamlit as st

from assessment.ui.session import words

VIEWS = (
    "home",
    "respond",
    "intake",
    "private",
    "numbers",
    "results",
    "roadmap",
    "compare",
    "voices",
    "sheet",
    "portfolio",
    "coverage",
)
"""Every page, by its name in the address; the module `views.<name>` draws it."""


def pages() -> dict[str, Any]:
    """Return every page by its name."""
    # The views link to each other through here, so they are loaded only when asked for.
    return {
        name: st.Page(
            import_module(f"assessment.ui.views.{name}").page,
            title=words(f"app.nav.{name}"),
            url_path=name,
            default=name == "home",
        )
        for name in VIEWS
    }


def only_a_sheet() -> list[Any]:
    """Return the pages for a visitor with a private link: whatever the address, the one sheet.

    Every address the pages have leads there, so that none of them is told to be missing.
    """
    from assessment.ui.views import sheet  # noqa: PLC0415

    title = words("app.nav.sheet")
    root = st.Page(sheet.page, title=title, url_path="own", default=True)
    return [root, *(st.Page(sheet.page, title=title, url_path=name) for name in pages())]


def page(name: str) -> Any:
    """Return one page by name."""
    return pages()[name]
