"""`derive rule`: the rule catalogue."""

import textwrap

import click

from derive.cli.choice import suggestion
from derive.rules import BY_CODE, RULES, Rule


@click.command()
@click.argument("code", required=False)
def rule(code: str | None) -> None:
    """Say what the rule CODE means, with a bad and a good example; without CODE, list all rules.

    \b
    Examples:
      derive rule             every code with its name
      derive rule D205        what D205 means
    """
    if code is None:
        click.echo("\n".join(f"{entry.code}  {entry.name}" for entry in RULES))
        return
    found = BY_CODE.get(code.strip().upper())
    if found is None:
        hint = suggestion(code, BY_CODE) or " derive rule lists all of them."
        raise click.BadParameter(f"there is no rule {code!r}.{hint}", param_hint="CODE")
    click.echo(describe(found))


def describe(entry: Rule) -> str:
    """Return the rule as a short page of text."""
    return "\n".join(
        [
            f"{entry.code}: {entry.name}",
            "",
            *textwrap.wrap(entry.what, 90),
            "",
            *textwrap.wrap(f"Why it matters: {entry.why}", 90),
            "",
            *([f"Given: {entry.given}"] if entry.given else []),
            f"Bad:   {entry.bad}",
            f"Good:  {entry.good}",
        ]
    )
