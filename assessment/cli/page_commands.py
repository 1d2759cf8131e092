"""`run`, `demo`, `backup`, `restore`: the pages served, and what is in the store."""

from contextlib import closing
from pathlib import Path

import click

from assessment.cli.context import CommandOptions, check_ordinary_file, common, plain, show_problems
from assessment.instrument.problems import errors

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def run(ctx: click.Context, options: tuple[str, ...]) -> None:
    """Serve the pages; open the printed address in a browser.

    OPTIONS are Streamlit's own, as `--server.port 8600`.
    """
    settings = ctx.ensure_object(CommandOptions)
    if settings.questions is not None:
        raise click.UsageError(settings.say("cli.pages.shipped_bank_only"))
    # Streamlit takes most of a second to import: only the command that needs it waits.
    from streamlit.web.cli import main as streamlit  # noqa: PLC0415

    streamlit(["run", str(APP), *options])


@click.command()
@click.option("--remove", is_flag=True, help="Take the examples away again, and nothing else.")
@common
@click.pass_context
def demo(ctx: click.Context, *, remove: bool) -> None:
    """Put the example merchants into the store, marked as examples; those already there stay as they are."""
    # Imported here, because opening a database takes a second that the other commands need not wait.
    from assessment.service import open_service  # noqa: PLC0415

    settings = ctx.ensure_object(CommandOptions)
    with closing(open_service(None, settings.folder())) as service:
        count = service.examples.remove() if remove else service.examples.add()
        here = sum(card.example for card in service.assessments.recent())
        where = service.where().text.in_(settings.lang)
    click.echo(settings.say("cli.pages.removed" if remove else "cli.pages.added", count=count, here=here))
    click.echo(where)


@click.command()
@click.argument("merchants", metavar="[MERCHANT ...]", nargs=-1)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--all", "everybody", is_flag=True, help="Every merchant of the store but the examples.")
@common
@click.pass_context
def backup(ctx: click.Context, merchants: tuple[str, ...], file: Path, *, everybody: bool) -> None:
    """Write a whole merchant of the store into one zip file; MERCHANT is its id, or its name.

    Every round with evidence files, roadmaps and progress, respondents'
    sheets, who looks after it and its history; no private notes, no links.
    Several merchants, or --all, make a zip with the backup of each.
    """
    from assessment.service import open_service  # noqa: PLC0415 - opening a database takes a second

    settings = ctx.ensure_object(CommandOptions)
    if everybody == bool(merchants):
        raise click.UsageError(settings.say("cli.pages.which_merchants"))
    try:
        with closing(open_service(None, settings.folder())) as service:
            known = service.backups.merchants()
            wanted = [each.id for each in known if not each.is_example] if everybody else []
            for merchant in merchants:
                ids = {each.id for each in known if each.name == merchant}
                if len(ids) > 1:
                    settings.tell("cli.pages.several", name=merchant, ids=", ".join(sorted(ids)))
                    ctx.exit(1)
                wanted.append(next(iter(ids), merchant))
            one = len(wanted) == 1 and not everybody
            raw = service.backups.pack(wanted[0]) if one else service.bundles.pack(wanted)
        with file.open("xb") as written:
            written.write(raw)
    except OSError as trouble:
        settings.tell("cli.pages.not_written", file=str(file), why=trouble.strerror or str(trouble))
        ctx.exit(1)
    click.echo(settings.say("cli.pages.backed_up", file=str(file), size=f"{len(raw) / 1_000_000:.1f}"))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what is new, the same, or different here.")
@common
@click.pass_context
def restore(ctx: click.Context, file: Path, *, dry_run: bool) -> None:
    """Bring a backup back into the store: what is not there yet; nothing is overwritten.

    FILE may also be a zip of several backups, or of assessment files.
    """
    from assessment.service import open_service  # noqa: PLC0415 - opening a database takes a second
    from assessment.service.bundle import is_bundle  # noqa: PLC0415

    settings = ctx.ensure_object(CommandOptions)
    check_ordinary_file(ctx, settings, file)
    raw = file.read_bytes()
    with closing(open_service(None, settings.folder())) as service:
        if is_bundle(raw):
            bundle = service.bundles.preview(raw) if dry_run else service.bundles.bring_in(raw)
            found = [(each.assessment, each.state) for each in bundle.assessments]
            problems, new, name = bundle.problems, bundle.new, file.name
        else:
            whole = service.backups.preview(raw) if dry_run else service.backups.restore(raw)
            found = [(each.assessment, each.state) for each in whole.rounds]
            problems, new, name = whole.problems, whole.new, whole.merchant
    show_problems(problems, settings)
    for assessment, state in found:
        day = "" if assessment.taken_on is None else assessment.taken_on.isoformat()
        click.echo(f"{assessment.id or '-'}\t{day}\t{settings.say(f'cli.pages.{state}')}")
    if errors(problems):
        ctx.exit(1)
    key = "cli.pages.would_restore" if dry_run else "cli.pages.restored"
    click.echo(settings.say(key, name=plain(name), count=new))
