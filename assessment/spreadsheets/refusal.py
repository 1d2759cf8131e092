"""A file that cannot be read as a table, told with what to do about it."""

# ruff: noqa: N818 - named after what happened, as its sentence is

from assessment.instrument.problems import Words, both


class Unreadable(Exception):
    """Nothing of the file was taken.

    Attributes:
        what: what is wrong, in every language.
        fix: what to do.
    """

    def __init__(self, what: Words, fix: Words) -> None:
        super().__init__(f"{what['en']} {fix['en']}")
        self.what = what
        self.fix = fix

    def said(self, language: str) -> str:
        """Say it in `zh` or `en`."""
        return self.what[language] + ("" if language == "zh" else " ") + self.fix[language]


SAVE_AS_XLSX = both(
    "请用 Excel 或 WPS 打开，另存为 .xlsx 或 CSV，再传一次。",
    "Open it in Excel or WPS, save it as .xlsx or CSV, and choose that file.",
)
EXPORT_AGAIN = both("请从后台重新导出一次，再传。", "Export it once more, then choose the new file.")
