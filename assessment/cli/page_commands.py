"""`run` and `demo`: the pages served, and the example merchants in the store."""

from contextlib import closing
from pathlib import Path

import click

from assessment.cli.context import Settings, common

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def run(ctx: click.Context, options: tuple[str, ...]) -> None:
    """Serve the pages; open the printed address in a browser.

    OPTIONS are Streamlit's own, as `--server.port 8600`.
    """
    settings = ctx.ensure_object(Settings)
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
    from assessment.service import SpokenError, open_service  # noqa: PLC0415

    settings = ctx.ensure_object(Settings)
    try:
        with closing(open_service(None, settings.folder())) as service:
            count = service.examples.remove() if remove else service.examples.add()
            here = sum(card.example for card in service.assessments.recent())
            where = service.where().text.in_(settings.lang)
    except SpokenError as trouble:
        click.echo(trouble.in_(settings.lang), err=True)
        ctx.exit(1)
    click.echo(settings.say("cli.pages.removed" if remove else "cli.pages.added", count=count, here=here))
    click.echo(where)
