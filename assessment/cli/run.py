"""`run`: the pages, served on this machine."""

from pathlib import Path

import click

from assessment.cli.settings import Settings

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
        message = settings.say(
            "run 只用自带的题库，请去掉 --questions。", "run serves the shipped bank: leave out --questions."
        )
        raise click.UsageError(message)
    # Streamlit takes most of a second to import: only the command that needs it waits.
    from streamlit.web.cli import main as streamlit  # noqa: PLC0415

    streamlit(["run", str(APP), *options])
