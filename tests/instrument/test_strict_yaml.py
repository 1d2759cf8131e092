"""Hostile and careless YAML: refused with its line, never a crash, never a guess."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.instrument.yaml_tree import LARGEST_FILE, parse_yaml, read_yaml

LAUGHS = "a: &a [x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]\n"
    for below, name in zip("abcdefgh", "bcdefghi", strict=True)
)

REFUSED = [
    ("billion laughs", LAUGHS, 1, "Anchors and aliases are not used here (&a)"),
    ("an alias", "a: 1\nb: *a\n", 2, "Anchors and aliases are not used here (*a)"),
    ("a merge key", "a:\n  <<: {b: 1}\n", 2, "Merge keys"),
    ("brackets without end", "a:\n  " + "[" * 100_000, 2, "nested more than"),
    ("deep indents", "".join(f"{' ' * depth}a:\n" for depth in range(200)), 31, "nested more than"),
    ("a duplicate key", "a: 1\nb: 2\na: 3\n", 3, "'a' is given twice, first on line 1"),
    ("a duplicate number", "1: a\n2: b\n1: c\n", 3, "'1' is given twice"),
    ("a tag that runs code", "a: !!python/object/apply:os.system [ls]\n", 1, "Tags are not used here"),
    ("an older YAML", "%YAML 1.1\n---\na: no\n", 1, "% directive"),
    ("two documents", "a: 1\n---\nb: 2\n", 2, "A second document"),
    ("a tab as indent", "a:\n\tb: 1\n", 2, "cannot start with this character"),
    ("a colon in a text", "a: 1\nb: so: it is\n", 2, "colon of this line"),
    ("a wrong indent", "a:\n  b: 1\n c: 2\n", 3, "indent"),
    ("an open bracket", "a: 1\nb: [1, 2\nc: 3\n", 2, "never closed"),
    ("an open quote", "a: 1\nb: 'x\nc: 3\n", 2, "never closed"),
    ("a control character", "a: 1\nb: \x07\n", 2, "invisible control character"),
    ("a mapping as a key", "{a: 1}: 2\n", 1, "A key is a single word"),
    ("nothing", "", 1, "The file is empty"),
    ("only a comment", "# nothing yet\n", 1, "The file is empty"),
    ("a day that is not", "a: 2026-02-30\n", 1, "There is no day"),
]


@pytest.mark.parametrize(("text", "line", "says"), [pytest.param(*rest, id=name) for name, *rest in REFUSED])
def test_it_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    _, problems = parse_yaml(text, "file.yaml")

    assert any(one.line == line and says in one.what.in_("en") for one in problems), [
        one.text("en") for one in problems
    ]
    assert all(one.level == "error" and one.what.in_("zh") and one.fix.in_("zh") for one in problems)


def test_every_duplicate_and_every_anchor_is_told() -> None:
    _, problems = parse_yaml("a: 1\na: 2\nb: &x 1\nc: &y 2\nd: {e: 1, e: 2}\n", "file.yaml")

    assert [one.line for one in problems] == [2, 3, 4, 5]


def test_plain_words_follow_yaml_1_2_and_dates_are_dates() -> None:
    text = """
a: No
b: on
c: 010
d: 1:30
e: 1e3
f: .inf
g: 2027-06-30
h: '2027-06-30'
i: 1_000
j: true
k: 0x10
"""

    node, problems = parse_yaml(text, "file.yaml")

    assert problems == []
    assert node is not None
    assert node.plain() == {
        "a": "No",
        "b": "on",
        "c": 10,
        "d": "1:30",
        "e": 1000.0,
        "f": ".inf",
        "g": date(2027, 6, 30),
        "h": "2027-06-30",
        "i": "1_000",
        "j": True,
        "k": "0x10",
    }


def test_every_value_knows_its_line() -> None:
    node, _ = parse_yaml("a:\n  - b: 1\n    c: {d: 2,\n        e: 3}\n  - f\n", "file.yaml")

    assert node is not None
    places = [("a",), ("a", 0, "b"), ("a", 0, "c", "d"), ("a", 0, "c", "e"), ("a", 1), ("a", 0, "no", "c")]
    assert [node.line_at(place) for place in places] == [1, 2, 3, 4, 5, 3]


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a" * (LARGEST_FILE + 1))

    node, problems = read_yaml(path, "large.yaml")

    assert node is None
    assert [one.what.in_("en") for one in problems] == ["The file has more than 1,000,000 bytes."]


def test_other_encodings_and_missing_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes("a: 1\nb: 直播\n".encode("gbk"))
    (tmp_path / "folder.yaml").mkdir()

    said = [
        [(one.line, one.what.in_("en")) for one in read_yaml(tmp_path / name, name)[1]]
        for name in ("gbk.yaml", "none.yaml", "folder.yaml")
    ]

    assert said == [
        [(2, "This is not UTF-8 text.")],
        [(None, "There is no such file.")],
        [(None, "This is no ordinary file.")],
    ]


@given(st.text(alphabet=st.sampled_from("ab:-[]{}#&*!|>'\"%@`, \n\t?1.\u4e2d\x00\ufeff"), max_size=60))
def test_no_text_makes_it_crash(text: str) -> None:
    node, problems = parse_yaml(text, "file.yaml")

    assert node is not None or problems
