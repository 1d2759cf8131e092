"""User text never becomes markup: the few places that write HTML are known, and what goes in is ours."""

import ast
from pathlib import Path

from assessment.responses import Answer, Mode
from tests.code import CODE, parsed
from tests.ui.pages import page, store

UI = CODE / "ui"
SOURCES = sorted(UI.rglob("*.py"))
HOSTILE = "<img src=x onerror=alert(1)>"


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """Return the calls of something with this name."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    ]


def test_no_page_allows_html_in_markdown() -> None:
    assert [source.name for source in SOURCES if "unsafe_allow" in source.read_text(encoding="utf-8")] == []


def test_what_is_put_into_html_is_escaped_or_a_number() -> None:
    for source in SOURCES:
        for call in calls(parsed()[source], "html"):
            for node in ast.walk(call):
                if isinstance(node, ast.FormattedValue):
                    said = ast.unparse(node.value)
                    assert said.startswith("escape(") or said == "width", (
                        source.name,
                        said,
                    )


def test_what_a_visitor_typed_is_in_no_html_of_a_page(tmp_path: Path) -> None:
    with store(tmp_path) as service:
        draft = service.assessments.start(HOSTILE, Mode.CORE, {}, None)
        item = next(item for item in service.bank.instrument.items() if item.kind == "anchored")
        service.answers.record(draft, item.id, Answer(point=1, note=HOSTILE), 0)
        for name in ("respond", "results", "home", "portfolio"):
            markup = [str(one.proto) for one in page(name, a=draft, d=item.dimension).get("html")]
            assert not [text for text in markup if "onerror" in text]


def test_nothing_on_a_page_comes_from_another_host() -> None:
    for source in [*SOURCES, UI / "style.css", *UI.rglob("*.js"), UI / "icon.svg"]:
        text = source.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
        assert "url(http" not in text
        assert "src=" not in text.replace('src="data:image/', "")
        assert "@import" not in text
        assert 'fetch("http' not in text
