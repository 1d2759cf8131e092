"""User text never becomes markup: the few places that write HTML are known, and what goes in is ours."""

import ast
from pathlib import Path

UI = Path(__file__).parents[2] / "assessment" / "ui"
SOURCES = {source: ast.parse(source.read_text(encoding="utf-8")) for source in sorted(UI.rglob("*.py"))}
WRITES_HTML = {"main.py", "own.py", "progress_line.py"}
"""The style sheet, the progress line made of numbers and the page's own words, the way out of a sheet."""


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """Return the calls of something with this name."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    ]


def test_no_page_allows_html_in_markdown() -> None:
    assert [source.name for source in SOURCES if "unsafe_allow" in source.read_text(encoding="utf-8")] == []


def test_html_is_written_in_the_known_places_only() -> None:
    writing = {source.name for source, tree in SOURCES.items() if calls(tree, "html")}

    assert writing == WRITES_HTML


def test_what_is_put_into_html_is_escaped_or_a_number() -> None:
    for source, tree in SOURCES.items():
        for call in calls(tree, "html"):
            for node in ast.walk(call):
                if isinstance(node, ast.FormattedValue):
                    said = ast.unparse(node.value)
                    assert said.startswith("escape(") or said == "width", (
                        source.name,
                        said,
                    )


def test_no_user_s_text_comes_near_the_progress_line() -> None:
    text = (UI / "progress_line.py").read_text(encoding="utf-8")

    assert "merchant" not in text
    assert ".note" not in text


def test_nothing_on_a_page_comes_from_another_host() -> None:
    for source in [*SOURCES, UI / "style.css", *UI.rglob("*.js"), UI / "icon.svg"]:
        text = source.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
        assert "url(http" not in text
        assert "src=" not in text
        assert "@import" not in text
        assert 'fetch("http' not in text
