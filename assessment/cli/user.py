"""`user`: the people of a team, from the machine the program runs on; the first owner begins here."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

from assessment.cli.context import CommandOptions, common, plain, print_json, table
from assessment.settings import ROLES, Role, settings

if TYPE_CHECKING:
    from assessment.service import Service
    from assessment.service.accounts import AccountLink, Person


@contextmanager
def opened(ctx: click.Context) -> Iterator["Service"]:
    """Open the store for a command."""
    # Imported here, because opening a database takes a second that the other commands need not wait.
    from assessment.service import open_service  # noqa: PLC0415

    options = ctx.ensure_object(CommandOptions)
    with closing(open_service(None, options.folder())) as service:
        yield service


def found(service: "Service", name: str) -> "Person":
    """Return the person of a name or an id.

    Raises:
        NoSuchAccount: there is none.
    """
    from assessment.service.account_errors import NoSuchAccount  # noqa: PLC0415
    from assessment.service.passwords import as_compared  # noqa: PLC0415

    for person in service.accounts.people():
        if person.account.id == name or as_compared(person.account.name) == as_compared(name):
            return person
    raise NoSuchAccount


def say_link(ctx: click.Context, name: str, link: "AccountLink") -> None:
    """Print a link, alone on its line, and until when it is open."""
    options = ctx.ensure_object(CommandOptions)
    base = settings().public_url or "http://127.0.0.1:8501"
    click.echo(options.say("cli.user.link", name=plain(name), until=f"{link.expires_at:%Y-%m-%d %H:%M}"))
    click.echo(f"{base}/i/{link.token}")


@click.group()
@common
def user() -> None:
    """Keep the accounts of a team: add, list, disable, enable, reset, role."""


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="consultant", show_default=True)
@click.option("--mail", help="By which they are known at the identity provider.")
@common
@click.pass_context
def add(ctx: click.Context, name: str, role: Role, mail: str | None) -> None:
    """Invite somebody: prints a link that is open for 7 days and enters the account once."""
    with opened(ctx) as service:
        link = service.accounts.invite(name, role, mail)
    say_link(ctx, name, link)


@user.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def list_(ctx: click.Context, *, as_json: bool) -> None:
    """Show everybody: name, role, state, when they last signed in (UTC)."""
    options = ctx.ensure_object(CommandOptions)
    with opened(ctx) as service:
        people = service.accounts.people()
    if as_json:
        print_json([as_row(person) for person in people])
        return
    if not people:
        click.echo(options.say("cli.user.nobody"))
        return
    for line in table(
        [
            (
                plain(person.account.name),
                options.say(f"cli.user.role_{person.account.role}"),
                options.say(f"cli.user.state_{person.state}"),
                f"{person.account.signed_in_at:%Y-%m-%d %H:%M}" if person.account.signed_in_at else "-",
            )
            for person in people
        ]
    ):
        click.echo(line)


def as_row(person: "Person") -> dict[str, str | bool | int | None]:
    """Return a person as the contract spells it in JSON."""
    account = person.account
    return {
        "id": account.id,
        "name": account.name,
        "role": account.role,
        "sees_all": account.role == "owner" or account.sees_all,
        "mail": account.mail,
        "state": person.state,
        "signed_in_at": account.signed_in_at.isoformat() if account.signed_in_at else None,
        "browsers": person.browsers,
    }


@user.command()
@click.argument("name")
@click.option("--links", is_flag=True, help="Also call back the private links they made.")
@common
@click.pass_context
def disable(ctx: click.Context, name: str, *, links: bool) -> None:
    """Shut somebody out: every browser they are signed in with is out with its next page."""
    options = ctx.ensure_object(CommandOptions)
    with opened(ctx) as service:
        person = found(service, name)
        service.accounts.disable(person.account.id)
        revoked = service.accounts.revoke_links(person.account.id) if links else 0
        left = found(service, person.account.id).open_links
    _done(ctx, "disabled", person.account.name)
    if revoked:
        click.echo(options.say("cli.user.links_revoked", count=revoked))
    if left:
        click.echo(options.say("cli.user.links_left", count=left))


@user.command()
@click.argument("name")
@common
@click.pass_context
def enable(ctx: click.Context, name: str) -> None:
    """Let somebody in again, with the password they had."""
    with opened(ctx) as service:
        person = found(service, name)
        service.accounts.enable(person.account.id)
    _done(ctx, "enabled", person.account.name)


@user.command()
@click.argument("name")
@common
@click.pass_context
def reset(ctx: click.Context, name: str) -> None:
    """Make a link by which somebody chooses a new password; the old one and every sign-in end now."""
    with opened(ctx) as service:
        person = found(service, name)
        link = service.accounts.reset(person.account.id)
    say_link(ctx, person.account.name, link)


@user.command()
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.option(
    "--all/--own",
    "sees_all",
    default=None,
    help="Whether every merchant is theirs to see (default: as usual with a new role).",
)
@common
@click.pass_context
def role(ctx: click.Context, name: str, role: Role, *, sees_all: bool | None) -> None:
    """Give somebody another role, from their next page on."""
    with opened(ctx) as service:
        person = found(service, name)
        changed = service.accounts.set_role(person.account.id, role, sees_all=sees_all)
    _done(ctx, f"role_{role}", person.account.name)
    if role != "owner":
        sight = "all" if changed.sees_all else "own"
        click.echo(ctx.ensure_object(CommandOptions).say(f"cli.user.sees_{sight}"))


def _done(ctx: click.Context, what: str, name: str) -> None:
    options = ctx.ensure_object(CommandOptions)
    click.echo(options.say("cli.user.done", name=plain(name), what=options.say(f"cli.user.{what}")))
