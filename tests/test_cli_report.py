"""The command `report`."""

import json
from pathlib import Path

import pytest

from tests.commands import EXAMPLES, run, unreadable

TEA = [str(EXAMPLES / f"tea-shop-2026-{month}.json") for month in ("08", "11")]


def test_a_file_is_written_under_its_own_name(tmp_path: Path) -> None:
    code, printed, said = run("report", TEA[0], "--form", "page", "--out", str(tmp_path))

    assert (code, printed) == (0, "")
    (made,) = tmp_path.iterdir()
    assert made.name == "青苔岭茶铺（示例）_2026-08-06_成长期_一页.pdf"
    assert made.name in said
    assert made.read_bytes().startswith(b"%PDF")


def test_what_cannot_be_read_is_told_and_the_others_are_made(tmp_path: Path) -> None:
    broken = unreadable(tmp_path)[0]
    folder = tmp_path / "made"

    code, _, said = run("report", broken, TEA[0], "--form", "picture", "--out", str(folder), "--lang", "en")

    assert code == 1
    assert Path(broken).name in said
    assert [path.suffix for path in folder.iterdir()] == [".png"]


def test_many_files_and_standard_input_are_told_a_line_of_json_each(tmp_path: Path) -> None:
    broken = unreadable(tmp_path)[0]
    folder = tmp_path / "made"

    code, printed, _ = run(
        "report",
        "-",
        broken,
        "--jsonl",
        "--form",
        "html",
        "--out",
        str(folder),
        stdin=Path(TEA[0]).read_bytes(),
    )

    done, refused = (json.loads(line) for line in printed.splitlines())
    assert code == 1
    assert (done["file"], done["form"]) == ("-", "html")
    assert Path(done["written"]).stat().st_size == done["bytes"]
    assert refused["problems"]


def test_an_earlier_round_of_another_merchant_is_refused(tmp_path: Path) -> None:
    other = str(EXAMPLES / "fruit-shop-eight-months.json")

    code, _, said = run("report", TEA[1], "--since", other, "--out", str(tmp_path / "x.pdf"), "--lang", "en")

    assert code == 1
    assert "Traceback" not in said
    assert not (tmp_path / "x.pdf").exists()


def test_a_round_that_is_not_earlier_is_refused_with_what_to_do(tmp_path: Path) -> None:
    later, made = str(EXAMPLES / "candle-brand-2026-11.json"), tmp_path / "x.html"
    asked = ("--form", "html", "--out", str(made), "--lang", "en")

    for redacted in ((), ("--redacted",)):
        code, _, said = run(
            "report", str(EXAMPLES / "candle-brand-2026-02.json"), "--since", later, *asked, *redacted
        )

        assert code == 1
        assert "candle-brand-2026-11.json: it is of 2026-11-" in said
        assert "Give --since an earlier round" in said
        assert not made.exists()


def test_another_merchant_is_refused_of_a_redacted_copy_too(tmp_path: Path) -> None:
    other, made = str(EXAMPLES / "fruit-shop-eight-months.json"), tmp_path / "x.html"

    code, _, _ = run("report", TEA[1], "--since", other, "--redacted", "--form", "html", "--out", str(made))

    assert code == 1
    assert not made.exists()


def test_what_cannot_be_made_is_a_line_of_json_too(tmp_path: Path) -> None:
    made = str(tmp_path / "made")

    code, printed, _ = run(
        "report", TEA[0], "--since", TEA[1], "--jsonl", "--form", "html", "--out", made, "--lang", "en"
    )

    (line,) = map(json.loads, printed.splitlines())
    assert code == 1
    assert line["file"] == TEA[0]
    assert "not earlier" in line["problems"][0]["what"]


@pytest.mark.slow
def test_a_brand_that_fits_no_slides_is_a_line_for_each_file(tmp_path: Path) -> None:
    (tmp_path / "master.pptx").write_bytes(b"no slides")
    asked = ("--jsonl", "--form", "slides", "--brand", str(tmp_path), "--out", str(tmp_path / "made"))

    code, printed, _ = run("report", *TEA, *asked)

    lines = [json.loads(line) for line in printed.splitlines()]
    assert code == 1
    assert [line["file"] for line in lines] == TEA
    assert all(line["problems"][0]["what"] for line in lines)


def test_a_wrong_brand_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "brand.yaml").write_text("name: 远山咨询\nkolour: blue\n", encoding="utf-8")

    code, _, said = run("report", TEA[1], "--brand", str(tmp_path), "--out", str(tmp_path / "x.pdf"))

    assert code == 2
    assert "kolour" in said
