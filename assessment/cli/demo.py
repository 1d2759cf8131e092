"""`demo`: the example merchants into the store, or out of it."""

from contextlib import closing

import click

from assessment.cli.settings import Settings, common


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
        with closing(open_service(None, settings.bank())) as service:
            count = service.remove_examples() if remove else service.add_examples()
            here = sum(card.example for card in service.assessments())
            where = service.where().said(settings.lang)
    except SpokenError as trouble:
        click.echo(trouble.said(settings.lang), err=True)
        ctx.exit(1)
    if remove:
        click.echo(settings.say(f"拿走了 {count} 份示例评估。", f"{count} example assessments removed."))
    else:
        click.echo(
            settings.say(
                f"加入了 {count} 份示例评估，现在共 {here} 份。",
                f"{count} example assessments added, {here} here now.",
            )
        )
    click.echo(where)
