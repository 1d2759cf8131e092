"""`database backup` and `database restore`: every row there is, for operators."""

from datetime import UTC, datetime
from pathlib import Path

import click

from assessment.cli.context import CommandOptions, check_ordinary_file, common


@click.group()
@common
def database() -> None:
    """Back up or restore the whole database, also while it is in use (one merchant: see `backup`)."""


@database.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@common
@click.pass_context
def back_up(ctx: click.Context, file: Path) -> None:
    """Write every row of the database into FILE, a zip; compare the two row by row.

    Where FILE is a folder, the file is named after the moment. Accounts, links (as hashes),
    private notes and evidence files are in it: keep it as safe as the database.
    """
    from assessment.store.database_backup import back_up_database  # noqa: PLC0415 - SQLAlchemy takes a second

    options = ctx.ensure_object(CommandOptions)
    now = datetime.now(UTC)
    if file.is_dir():
        file /= f"assessment-{now:%Y%m%dT%H%M%SZ}.zip"
    try:
        whole = back_up_database(None, file, now)
    except OSError as trouble:
        options.tell("operate.database.not_written", file=str(file), why=trouble.strerror or str(trouble))
        ctx.exit(1)
    size = f"{file.stat().st_size / 1_000_000:.1f}"
    click.echo(
        options.say(
            "operate.database.backed_up", file=str(file), tables=len(whole.rows), rows=whole.total, size=size
        )
    )


@database.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only make sure that the file is whole.")
@common
@click.pass_context
def restore(ctx: click.Context, file: Path, *, dry_run: bool) -> None:
    """Bring FILE back into the database of the settings, which must be empty: every row, or nothing."""
    from assessment.store.database_backup import (  # noqa: PLC0415 - SQLAlchemy takes a second
        check_file,
        restore_database,
    )

    options = ctx.ensure_object(CommandOptions)
    check_ordinary_file(ctx, options, file)
    where = ""
    try:
        if dry_run:
            whole = check_file(file)
        else:
            whole, where = restore_database(None, file)
    except OSError as trouble:
        options.tell("operate.database.not_read", file=str(file), why=trouble.strerror or str(trouble))
        ctx.exit(1)
    key = "operate.database.checked" if dry_run else "operate.database.restored"
    summary = options.say(
        key,
        file=str(file),
        where=where,
        tables=len(whole.rows),
        rows=whole.total,
        day=whole.made_at.date().isoformat(),
    )
    click.echo(summary)
