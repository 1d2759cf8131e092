"""Opening a file of any kind that holds a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assessment.instrument.problems import both
from assessment.spreadsheets.cells import Grid
from assessment.spreadsheets.kinds import kind_of
from assessment.spreadsheets.limits import LARGEST
from assessment.spreadsheets.refusal import EXPORT_AGAIN, Unreadable
from assessment.spreadsheets.text_file import read_text
from assessment.spreadsheets.workbook import Workbook, open_workbook
from assessment.spreadsheets.zip_guard import guarded


@dataclass(frozen=True)
class Opened:
    """A file that can be read, with its sheets."""

    sheets: Sequence[str]
    """Names in order; a text file has one, without a name."""
    _workbook: Workbook | None = field(repr=False)
    _text: Grid | None = field(repr=False)

    def read(self, sheet: str) -> Grid:
        """Return the rows of a sheet.

        Raises:
            Unreadable: there is no such sheet, or nothing in it, or it is damaged.
        """
        if sheet not in self.sheets:
            raise Unreadable(
                both("没有这张工作表。", "There is no such sheet."),
                both("请从列表里选一张。", "Choose one of the list."),
            )
        grid = self._text if self._workbook is None else self._workbook.read(sheet)
        if grid is None or not grid.rows:
            raise Unreadable(
                both("这张表里没有内容。", "There is nothing in this sheet."),
                both("请选另一张，或重新导出。", "Choose another one, or export it again."),
            )
        return grid


def open_file(raw: bytes) -> Opened:
    """Open a file by what is in it, whatever it is called.

    Raises:
        Unreadable: too large, or of a kind that holds no table; says what to do.
    """
    if len(raw) > LARGEST:
        raise Unreadable(
            both(f"文件超过 {LARGEST // 10**6} MB。", f"The file is larger than {LARGEST // 10**6} MB."),
            both("请只导出需要的日期和指标。", "Export only the days and the figures that are needed."),
        )
    if kind_of(raw) == "zip":
        workbook = open_workbook(guarded(raw))
        return Opened(list(workbook.sheets), workbook, None)
    grid = read_text(raw)
    if not grid.rows:
        raise Unreadable(both("文件里没有内容。", "There is nothing in the file."), EXPORT_AGAIN)
    return Opened([grid.sheet], None, grid)
