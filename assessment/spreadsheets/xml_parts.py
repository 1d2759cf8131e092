"""The XML inside a workbook, read as a stream: no document types, no entities, nothing fetched."""

import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import iterparse


def local(tag: str) -> str:
    """Return a tag without its namespace; there are two, and prefixes as exporters like them."""
    return tag.rpartition("}")[2]


def events(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, Any]]:
    """Yield each element of a part as it starts and as it ends."""
    with archive.open(part) as stream:
        yield from iterparse(stream, events=("start", "end"), forbid_dtd=True)


def elements(archive: zipfile.ZipFile, part: str, *names: str) -> Iterator[Any]:
    """Yield the elements of these names, each whole and then let go of."""
    for event, element in events(archive, part):
        if event == "end" and local(element.tag) in names:
            yield element
            element.clear()


def text_of(element: Any) -> str:
    """Return the text of a string: of all its runs, without the readings above Chinese characters."""
    own = [element.text or ""] if local(element.tag) == "t" else []
    return "".join([*own, *(text_of(child) for child in element if local(child.tag) in {"t", "r", "is"})])


def attribute(element: Any, name: str) -> str:
    """Return an attribute, whatever its namespace; empty where there is none."""
    return next((str(value) for key, value in element.attrib.items() if local(key) == name), "")
