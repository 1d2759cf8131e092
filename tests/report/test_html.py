"""Reports as HTML: one file, no script, nothing fetched, whatever was typed."""

import re
from html.parser import HTMLParser

import pytest

from assessment.report.brand import Brand
from assessment.report.content import report_of
from assessment.report.document import Options
from assessment.report.html import as_html
from tests.report.subjects import EXAMPLES, HOSTILE, example, written
from tests.shipped import each_of

ORCHARD = "orchard-before-first-stream"


class Tags(HTMLParser):
    """Collects the elements of a page, and what they refer to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.targets: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and its targets."""
        self.names.add(tag)
        self.targets += [value or "" for key, value in attrs if key in {"src", "href", "action", "data"}]

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


@pytest.mark.parametrize("name", each_of(EXAMPLES))
def test_every_example_is_a_page_that_fetches_nothing(name: str) -> None:
    page = as_html(report_of(example(name), Options("zh", "consultant"))).decode()
    tags = Tags(page)

    assert "script" not in tags.names
    assert all(target.startswith("#") for target in tags.targets)
    assert not re.search(r"url\(|@import", page)


def test_what_strangers_typed_stays_text() -> None:
    subject = written(example(ORCHARD), *HOSTILE)
    tags = Tags(as_html(report_of(subject, Options("zh", "consultant"))).decode())

    assert not {"script", "img", "iframe", "标签"} & tags.names
    assert all(target.startswith("#") for target in tags.targets)
    for text in HOSTILE:
        assert text[:2] in tags.text
        assert text[:10] in tags.text or not text.isprintable()


def test_a_logo_stands_in_the_file_itself() -> None:
    brand = Brand(name="远山咨询", logo=b"<svg xmlns='http://www.w3.org/2000/svg'/>", logo_kind="svg")

    tags = Tags(as_html(report_of(example(ORCHARD), Options("zh", brand=brand))).decode())

    assert [target[:24] for target in tags.targets if not target.startswith("#")] == [
        "data:image/svg+xml;base6"
    ]
