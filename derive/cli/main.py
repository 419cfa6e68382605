"""The command `derive`: which subcommands there are; each is imported only when it runs."""

import gc
import importlib
import os
import sys
import traceback
from typing import Any

import click

from derive.cli.status import INTERRUPTED, OUR_BUG, describe_bug

COMMANDS = {
    "verify": ("derive.cli.verify", "Check every equation of a document, or the built-in ones."),
    "explain": ("derive.cli.explain", "Derive an equation step by step."),
    "export": ("derive.cli.export", "Write verified equations as LaTeX or Markdown."),
    "train": ("derive.cli.train", "Train a network by the equations of a note."),
    "lsp": ("derive.cli.lsp", "Serve an editor while notes are being written."),
    "rule": ("derive.cli.rule", "Say what a rule means, with a bad and a good example."),
}
"""Name of a subcommand → module that has a click command of the same name, and one line of help."""

NEW_OBJECTS = 100_000
"""How many new objects the garbage collector waits for: what loading makes, nearly all of it, stays for good."""

EPILOG = """\b
Examples:
  derive verify                   check the built-in equations with all judges
  derive verify notes/            check every note in a folder
  derive explain BP2              derive an equation step by step
  derive train                    train a network on digits by the built-in BP1 to BP4
  derive rule D205                what an error code means

Exit status: 0 nothing wrong, 1 something wrong, 2 usage or unreadable file, 3 an error in derive.
"""


class Program(click.Group):
    """A group whose subcommands are modules, and whose own mistakes end with status 3 and one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the subcommands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the subcommand, imported now; None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        gc.set_threshold(NEW_OBJECTS)
        command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the subcommand that the first argument names; an unknown one is an error that suggests a name."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from derive.cli.choice import suggestion

            hint = suggestion(args[0], COMMANDS)
            if not hint and os.path.exists(args[0]):
                hint = f" To check a file: derive verify {args[0]}"
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of subcommands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_, help_line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; an interrupt ends with status 130, an unexpected exception with one line and status 3."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except Exception as error:
            if os.environ.get("DERIVE_DEBUG"):
                traceback.print_exc()
            click.echo(describe_bug(error), err=True)
            ctx.exit(OUR_BUG)


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EPILOG,
    invoke_without_command=True,
)
@click.version_option(package_name="derive", prog_name="derive", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Check hand-written derivations: does every equation hold?

    derive reads course notes (Markdown, LaTeX, notebooks), takes the network from the note itself, differentiates on
    its own and says of every equation whether it holds for every layer size, with a counterexample and a proven
    correction where it does not.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


if __name__ == "__main__":
    sys.exit(main())
