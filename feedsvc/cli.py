"""The command line."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click

from feedsvc import __version__
from feedsvc.commands.messages import say_error
from feedsvc.errors import FeedsvcError, UsageError

# The module of each command, below feedsvc.commands.
_MODULES = {
    "check": "check",
    "dump": "dump",
    "excerpt": "excerpt",
    "explain": "explain",
    "export": "export",
    "import": "import_posts",
    "init": "init",
    "ledger": "ledger",
    "load": "dump",
    "plan": "plan",
    "serve": "services",
    "status": "status",
    "sync": "services",
    "web": "services",
}


class _Commands(click.Group):
    """The commands, each imported when it is asked for: no command waits for the imports of the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        # Of a name that is none, click says which commands are like it; for that it needs them all.
        with _imports():
            for name in [cmd_name] if cmd_name in _MODULES else _MODULES:
                if name not in self.commands:
                    module = import_module(f"feedsvc.commands.{_MODULES[name]}")
                    self.add_command(getattr(module, f"{name}_", None) or getattr(module, name))
        return self.commands.get(cmd_name)


@contextmanager
def _imports() -> Iterator[None]:
    """While modules are imported, nothing becomes garbage: classes and functions stay until the process ends.
    So the collector would look at each many times for nothing, then and later, and takes a quarter of the
    start for that. It passes over what is frozen."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="feedsvc")
def cli() -> None:
    """Publish post records as Atom, RSS and JSON feeds, a latest-updates page, and a static export."""


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
        say_error(error)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    sys.exit(status if isinstance(status, int) else 0)
