"""`derive lsp`: the editor server."""

from typing import Any

import click

from derive.cli.choice import ACTIVATIONS, COSTS, judges, layers, one_of, rules
from derive.cli.configuration import configure

EPILOG = """\b
Examples:
  derive lsp
      started by an editor, which then shows what derive verify would say, on the text as it is being typed
  pip install 'derive[lsp]'
      what it needs

\b
In the editor:
  diagnostics    every equation that is wrong, with its counterexample
  quick fixes    corrections that are proved
  hover          why an equation holds, step by step, or what would be true
"""


@click.command(epilog=EPILOG, context_settings={"max_content_width": 110})
@click.option("--layers", metavar="2-3-2", callback=layers, help="Widths of the network on which to check.")
@click.option("--activation", metavar="NAME", callback=one_of(ACTIVATIONS), help="As for derive verify.")
@click.option("--cost", metavar="NAME", callback=one_of(COSTS), help="As for derive verify.")
@click.option("--judges", metavar="auto|all|NAME,…", callback=judges, default="auto", help="As for derive verify.")
@click.option("--select", metavar="RULES", callback=rules, help="Report these rules alone.")
@click.option("--extend-select", metavar="RULES", callback=rules, help="Report these rules too.")
@click.option("--ignore", metavar="RULES", callback=rules, help="Do not report these rules.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=20,
    show_default=True,
    metavar="SECONDS",
    help="The most time for one document.",
)
@click.option("--isolated", is_flag=True, is_eager=True, help="Read no derive.toml and no pyproject.toml.")
@click.option("--config", metavar="FILE", is_eager=True, callback=configure, help="Take options from FILE.")
@click.pass_context
def lsp(ctx: click.Context, /, **given: Any) -> None:
    """Serve an editor: say of the equations in its documents whether they hold, while they are being written.

    Speaks the language server protocol on standard input and output. Options may come from derive.toml or
    [tool.derive], as for derive verify, from the folder in which the editor starts it.
    """
    try:
        from derive.cli.editor.server import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise click.UsageError("the editor server needs pygls: pip install 'derive[lsp]'", ctx) from None
    serve(
        {
            "layers": given["layers"],
            "activation": given["activation"],
            "cost": given["cost"],
            "judges": given["judges"],
            "seconds": given["timeout"],
            "rules": [given["select"], given["extend_select"], given["ignore"]],
        }
    )
