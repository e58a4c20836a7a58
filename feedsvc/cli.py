"""The command line."""

from __future__ import annotations

import sys

import click

from feedsvc import __version__
from feedsvc.commands.check import check
from feedsvc.commands.common import say
from feedsvc.commands.excerpt import excerpt
from feedsvc.commands.explain import explain
from feedsvc.commands.export import export
from feedsvc.commands.ledger import ledger
from feedsvc.commands.plan import plan
from feedsvc.commands.processes import serve, sync, web
from feedsvc.errors import FeedsvcError, UsageError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="feedsvc")
def cli() -> None:
    """Publish post records as Atom, RSS and JSON feeds, a latest-updates page, and a static export."""


for _command in (serve, sync, web, export, plan, ledger, excerpt, explain, check):
    cli.add_command(_command)


def main() -> None:
    """Run the command line; a user's mistake ends in one line and an exit code, never in a traceback."""
    try:
        status = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except FeedsvcError as error:
        say(f"error: {error}")
        sys.exit(2 if isinstance(error, UsageError) else 1)
    sys.exit(status if isinstance(status, int) else 0)
