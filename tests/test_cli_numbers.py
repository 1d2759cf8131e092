"""`numbers`: what is in an export, what would be taken, and nothing written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from assessment.texts import Text
from tests.commands import KEPT, run
from tests.pictures.drawing import screenshot

ROOT = Path(__file__).parents[1]
FILES = Path(__file__).parent / "files" / "numbers"
DAILY, MERCHANT = str(FILES / "doudian-daily.csv"), str(KEPT / "fruit-shop-eight-months.json")
ON = ("--today", "2026-11-22")


def test_each_number_stands_beside_what_the_assessment_has() -> None:
    before = Path(MERCHANT).read_bytes()
    code, out, err = run("numbers", DAILY, "--assessment", MERCHANT, *ON)

    assert (code, err) == (0, "")
    assert "第 57 行是合计" in out
    line = next(line for line in out.splitlines() if line.startswith("扣掉退款后的月成交"))
    assert line.split() == ["扣掉退款后的月成交", "214,000", "306,169", "2026-10-31", "B6:B36,", "D6:D36"]
    assert Path(MERCHANT).read_bytes() == before


def test_json_says_where_each_number_came_from_and_what_is_doubtful() -> None:
    code, out, _ = run("numbers", str(FILES / "two-sheets.xlsx"), "--json", *ON)

    said = json.loads(out)
    assert code == 0
    assert (said["sheet"], said["sheets"]) == ("月度", ["说明", "月度"])
    margin = next(one for one in said["numbers"] if one["metric"] == "contribution_margin")
    assert margin == {
        "metric": "contribution_margin",
        "number": 15.5,
        "as_of": "2026-10-31",
        "how": "last",
        "from": [{"name": "利润率", "cells": "月度!D4"}],
        "before": None,
        "would_take": False,
        "notices": [{"code": "name_doubtful", "name": "利润率"}],
    }


def test_another_sheet_may_be_asked_for() -> None:
    code, out, _ = run("numbers", str(FILES / "two-sheets.xlsx"), "--sheet", "说明", "--lang", "en")

    assert code == 0
    assert "No number of the bank was found" in out


@pytest.mark.slow
def test_what_cannot_be_read_ends_with_one_and_a_sentence(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    picture = tmp_path / "picture.xlsx"
    picture.write_bytes(b"GIF89a" + bytes(100))

    for arguments in (
        (str(picture),),
        (str(tmp_path / "none.csv"),),
        (str(tmp_path),),
        (DAILY, "--assessment", str(tmp_path / "none.json")),
        (str(FILES / "two-sheets.xlsx"), "--sheet", "没有"),
        ("/dev/zero",),
        (str(pipe),),
        (DAILY, str(pipe)),
        (DAILY, "--where", "载体=全部"),
        (str(FILES / "compass-deals.xlsx"), "--where", "载体类型=没有的"),
    ):
        code, out, err = run("numbers", *arguments)
        assert (code, out) == (1, ""), arguments
        assert "Traceback" not in err
        assert err.strip()


def test_cells_do_not_steer_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("指标,数值\n商家体验分,\x1b[31m82\n退款率,5%\n", encoding="utf-8")

    _, out, _ = run("numbers", str(file))

    assert "\x1b" not in out


def test_several_files_are_read_together_and_each_cell_says_which(tmp_path: Path) -> None:
    days = [f"2026-10-{day:02d}" for day in range(1, 32)]
    paid, refunded = tmp_path / "paid.csv", tmp_path / "refunded.csv"
    paid.write_text("日期,支付金额\n" + "".join(f"{day},1000\n" for day in days), encoding="utf-8")
    refunded.write_text("日期,退款金额\n" + "".join(f"{day},80\n" for day in days), encoding="utf-8")

    code, out, _ = run("numbers", str(paid), str(refunded), "--json", *ON)

    said = json.loads(out)
    assert code == 0
    assert [one["file"] for one in said["files"]] == ["paid.csv", "refunded.csv"]
    assert said["numbers"][0] == {
        "metric": "monthly_gmv_after_refunds",
        "number": 28520.0,
        "as_of": "2026-10-31",
        "how": "parts",
        "from": [
            {"file": "paid.csv", "name": "支付金额", "cells": "B2:B32"},
            {"file": "refunded.csv", "name": "退款金额", "cells": "B2:B32"},
        ],
        "before": None,
        "would_take": True,
        "notices": [],
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_list_of_orders_asks_for_another_export_and_not_what_its_columns_are(
    tmp_path: Path, lang: str
) -> None:
    orders = tmp_path / "订单.csv"
    lines = "".join(f"69000{row},苹果,已完成,39.9\n" for row in range(8))
    orders.write_text(f"主订单编号,选购商品,订单状态,支付金额\n{lines}", encoding="utf-8")

    code, out, _ = run("numbers", str(orders), "--lang", lang, *ON)

    assert code == 0
    assert Text("spreadsheets.notice.order_list").in_(lang) in out
    assert Text("spreadsheets.none").in_(lang) not in out


def test_rows_may_be_asked_for() -> None:
    file = str(FILES / "compass-deals.xlsx")
    conditions = ("--where", "载体类型=全部", "--where", "投放时段=不限")

    _, before, _ = run("numbers", file, *ON)
    code, out, _ = run("numbers", file, *conditions, *ON)

    assert code == 0
    assert "29,450（先不取）" in before
    assert "29,450 " in out
    assert "先不取" not in out
    assert run("numbers", file, "--where", "全部")[0] == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "says"), [("zh", "“空白.png”里没有看到数字"), ("en", "No number was seen in “空白.png”.")]
)
def test_of_a_picture_without_numbers_one_thing_is_said(tmp_path: Path, lang: str, says: str) -> None:
    blank = tmp_path / "空白.png"
    Image.new("RGB", (600, 400), "white").save(blank)

    code, out, err = run("numbers", str(blank), "--lang", lang)

    assert (code, err) == (0, "")
    assert len(out.splitlines()) == 1
    assert out.startswith(says)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [("字.jpg", "只是一段文字，不是图"), ("画.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')],
)
def test_what_is_a_picture_by_its_name_only_is_told_so(tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")

    code, out, err = run("numbers", str(file))

    assert (code, out) == (1, "")
    assert "这不是能读的图片" in err


def test_a_screenshot_is_read_beside_exports(tmp_path: Path) -> None:
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(screenshot())

    code, out, err = run("numbers", str(shot), "--json", "--today", "2026-11-28")

    assert (code, err) == (0, "")
    said = json.loads(out)
    assert said["period"] == "近30天"
    found = {each["metric"]: (each["number"], each["would_take"]) for each in said["numbers"]}
    assert found == {"refund_rate": (12.35, True), "repeat_buyer_share": (31.2, True)}
    left, top, right, bottom = said["numbers"][0]["from"][0]["boxes"][0]
    assert 0 < left < right < said["picture"]["width"]
    assert 0 < top < bottom < said["picture"]["height"]
    assert said["unused"] == ["商品访客数 8,231"]

    both = json.loads(run("numbers", DAILY, str(shot), "--json", *ON)[1])
    assert [Path(each["file"]).name for each in both["files"]] == ["doudian-daily.csv", "shot.jpg"]


HIDES_THE_READER = """
import sys
from importlib.machinery import PathFinder

class Without(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name == "rapidocr" else super().find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Without
"""


def in_a_process_of_its_own(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does."""
    return subprocess.run(  # noqa: S603 - our own words only
        [sys.executable, "-m", "assessment", "numbers", *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_without_what_reads_pictures_one_is_told_how_to_add_it_and_the_rest_works(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HIDES_THE_READER, encoding="utf-8")
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(screenshot())
    without = os.pathsep.join([str(tmp_path), str(ROOT)])

    picture = in_a_process_of_its_own(str(shot), PYTHONPATH=without)
    english = in_a_process_of_its_own(str(shot), "--lang", "en", PYTHONPATH=without)
    table = in_a_process_of_its_own(DAILY, *ON, PYTHONPATH=without)

    assert (picture.returncode, picture.stdout) == (1, "")
    assert "没有装读图的部分" in picture.stderr
    assert "pip install -r requirements.lock" in picture.stderr
    assert "pip install -r requirements.lock" in english.stderr
    assert (table.returncode, table.stderr) == (0, "")
    assert "306,169" in table.stdout


@pytest.mark.slow
def test_nothing_of_a_picture_is_left_on_the_disk(tmp_path: Path) -> None:
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(screenshot())
    home = tmp_path / "home"
    home.mkdir()
    places = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"), str(home))

    read = in_a_process_of_its_own(str(shot), "--today", "2026-11-28", **places)

    assert (read.returncode, read.stderr) == (0, "")
    assert "12.35" in read.stdout
    assert [each for each in home.rglob("*") if each.is_file()] == []
