"""A schedule written to files that other programs open: a calendar, and a table."""

from datetime import UTC, datetime
from pathlib import Path

import click

from assessment.cli.settings import Settings
from assessment.instrument.model import Instrument
from assessment.planning import NoSchedule, Roadmap, Schedule


def write(
    files: tuple[Path | None, Path | None],
    plan: tuple[Roadmap, Schedule | NoSchedule | None],
    instrument: Instrument,
    settings: Settings,
    whose: tuple[str, str],
) -> bool:
    """Write what was asked for; return False, having said why, where there is nothing to write.

    Args:
        files: where to write the calendar file and the table; None for neither.
        plan: the roadmap and its schedule.
        instrument: whose items the steps raise.
        settings: in which language.
        whose: what no other roadmap has, with which ids of calendar entries begin; and the merchant's name.

    Raises:
        OSError: a file cannot be written.
    """
    (ics, table), (roadmap, laid) = files, plan
    if ics is None and table is None:
        return True
    if not isinstance(laid, Schedule) or not laid.steps:
        _say(settings, "没有排好的步骤，所以没有写文件。", "No step is laid out, so no file was written.")
        return False
    if ics is not None and laid.start is None:
        _say(
            settings,
            "--ics：没有开始日期，排不进日历；请加 --start。",
            "--ics: without a first day there are no dates for a calendar. Add --start.",
        )
        return False
    if ics is not None:
        from assessment.planning.ical import as_ical  # noqa: PLC0415 - it takes long to load

        uid, merchant = whose
        now = datetime.now(UTC)
        ics.write_bytes(
            as_ical(laid, roadmap, instrument, settings.lang, uid=uid, now=now, merchant=merchant)
        )
        _written(settings, ics, len(laid.steps))
    if table is not None:
        from assessment.charts.schedule_csv import schedule_csv  # noqa: PLC0415 - so does pandas

        table.write_bytes(schedule_csv(laid, roadmap, instrument, settings.lang))
        _written(settings, table, len(laid.steps))
    return True


def _say(settings: Settings, zh: str, en: str) -> None:
    click.echo(settings.say(zh, en), err=True)


def _written(settings: Settings, path: Path, steps: int) -> None:
    count = "1 step" if steps == 1 else f"{steps} steps"
    _say(settings, f"{path}：写好了 {steps} 步。", f"{path}: written, {count}.")
