"""`derive explain`: derivations, step by step."""

import json
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from derive.cli.choice import entry, layers, one_of
from derive.cli.output import is_unicode, make_safe, show, silence, width_of
from derive.cli.status import NOTHING_WRONG, SOMETHING_WRONG
from derive.cli.targets import ALGORITHM, Target, wanted
from derive.network.layers import refusal
from derive.report.page import Line, line

if TYPE_CHECKING:
    from derive.explain.derivation import Told
    from derive.explain.explain import Teller
    from derive.explain.written_out import WrittenOut
    from derive.report.plane.alphabet import Alphabet
    from derive.syntax.tree import Relation

FORMATS = ("text", "latex", "json")

EPILOG = """\b
Examples:
  derive explain BP2
      how the error goes from layer to layer, from the built-in equations
  derive explain from-i-to-j:BP2
      the same in the notation of another of the built-in notes
  derive explain notes.md:67
      every relation on line 67 of a note
  derive explain notes.md --output-format latex
      every relation of a note, as LaTeX
  derive explain BP2 --layers 2-3-2 --entry j=1
      one entry of one network, its sums written out, with numbers
  derive explain algorithm
      backpropagation in five steps
  cat note.md | derive explain -
      every relation of standard input

\b
Exit status:
  0    what was asked for is explained
  1    something that was asked for is wrong or ill-formed
  2    usage: an unknown label, a missing file
"""


@dataclass(frozen=True, slots=True)
class Explained:
    """One relation of a document, told."""

    path: str
    line: int
    told: "Told"
    wrong: bool
    relation: "Relation | None"
    numbers: "WrittenOut | None" = None


@click.command(epilog=EPILOG, context_settings={"max_content_width": 110})
@click.argument("target", required=False, metavar="[LABEL|FILE[:LINE|:LABEL]|-]")
@click.argument("path", required=False, metavar="[FILE]")
@click.option("--all", "everything", is_flag=True, help="Every relation of the built-in equations.")
@click.option(
    "--output-format",
    metavar="|".join(FORMATS),
    callback=one_of(FORMATS),
    default="text",
    show_default=True,
    help="For reading, as LaTeX, or as JSON.",
)
@click.option("--layers", metavar="2-3-2", callback=layers, help="Write one entry out for a network of these widths.")
@click.option("--entry", metavar="j=1,k=2", callback=entry, help="Which entry, by indices and layers; with --layers.")
@click.option("--ascii", is_flag=True, help="Plain ASCII, as where the terminal has no other characters.")
@click.pass_context
def explain(
    ctx: click.Context,
    /,
    target: str | None,
    path: str | None,
    everything: bool,
    output_format: str,
    layers: tuple[int, ...] | None,
    entry: dict[str, int],
    ascii: bool,
) -> None:
    """Derive an equation step by step, in the notation of its document.

    LABEL is the \\tag of an equation, in FILE or in the equations that come with derive; a FILE alone is explained
    relation by relation. Each step is proved for every layer size before it is shown. Of a wrong equation the true
    value is derived, and the step is named at which the author's side parts from it.
    """
    make_safe()
    asked = wanted(ctx, target, path, everything)
    if entry and layers is None:
        ctx.fail("--entry needs --layers, the network whose entry it is.")
    if layers is not None and (reason := refusal(layers)) is not None:
        ctx.fail(f"--layers: {reason}")
    found = [one for own in asked.targets for one in explained(ctx, own, layers, entry)]
    found += [one for own in asked.targets if own.label == ALGORITHM for one in plain_steps(own)]
    if len(asked.targets) == 1:
        found.sort(key=lambda one: one.line)
    if not found:
        own = asked.targets[0]
        ctx.fail(f"{own.source.path} has no relation{f' on line {own.line}' if own.line else ''} to explain.")
    try:
        if output_format == "text":
            show([*pictures(found, ascii), *([line(), line(asked.note)] if asked.note else [])], sys.stdout)
        else:
            sys.stdout.write(rendered(found, output_format))
            sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    ctx.exit(SOMETHING_WRONG if any(one.wrong for one in found) else NOTHING_WRONG)


def explained(
    ctx: click.Context, target: Target, layers: tuple[int, ...] | None, entry: dict[str, int]
) -> Iterator[Explained]:
    """Yield what was asked for of one document."""
    from derive.explain.explain import derivation, is_algorithm, teller
    from derive.explain.places import heading_of, line_of, tag_of
    from derive.pipeline import Options, study
    from derive.verdict import Holds

    found = study(target.source, Options())
    findings = iter(found.report.findings)
    for part in found.parts:
        own = teller(part)
        for item in part.items:
            finding = next(findings)
            line = line_of(own.places, item.relation.span)
            last = line + target.source.text.count("\n", item.relation.span.start, item.relation.span.end)
            tag = tag_of(own.places, item.relation.span)
            heading = heading_of(own.places, item.relation.span)
            algorithm = target.label == ALGORITHM and is_algorithm(heading)
            if (target.label in (None, tag) or algorithm) and (target.line is None or line <= target.line <= last):
                told = derivation(own, item, finding)
                wrong = not isinstance(finding.verdict, Holds)
                several = target.label is None and target.line is None
                numbers = None if layers is None else written_out(ctx, own, told, layers, entry, several)
                shown = told if numbers is None else numbers.derivation
                yield Explained(target.source.path, line, shown, wrong, item.relation, numbers)


def plain_steps(target: Target) -> Iterator[Explained]:
    """Yield the steps of an algorithm that are words alone."""
    from derive.explain.derivation import Untold
    from derive.explain.explain import is_algorithm
    from derive.explain.places import places_of, plain_items

    places = places_of(target.source)
    for _, heading in places.headings:
        for place, number, words in plain_items(places, heading) if is_algorithm(heading) else ():
            told = Untold(f"step {number}", (words,), "there is nothing to derive")
            yield Explained(target.source.path, place, told, False, None)


def written_out(
    ctx: click.Context, own: "Teller", told: "Told", layers: tuple[int, ...], entry: dict[str, int], several: bool
) -> "WrittenOut | None":
    """Return the derivation for one entry of a network; fail where there is no such entry of a single equation."""
    from derive.explain.derivation import Untold
    from derive.explain.written_out import NoEntryError, write_out
    from derive.pipeline import nearest

    if isinstance(told, Untold):
        return None
    try:
        return write_out(own, told, nearest(own.part.theory, layers), entry)
    except NoEntryError as error:
        if several:
            return None
        ctx.fail(f"{told.label}: {error}")


def rendered(found: list[Explained], output_format: str) -> str:
    """Return the derivations as LaTeX or JSON."""
    if output_format == "json":
        return json.dumps({"schema": 1, "derivations": [as_data(one) for one in found]}, indent=2) + "\n"
    return "\n".join(map(as_latex, found))


def pictures(found: list[Explained], ascii: bool) -> list[Line]:
    """Return the derivations as they are seen in a terminal, one below the other."""
    from derive.report.derivation import render
    from derive.report.plane.alphabet import ASCII, UNICODE
    from derive.report.plane.reading import reading

    alphabet = UNICODE if is_unicode(sys.stdout) and not ascii else ASCII
    width = width_of(sys.stdout)
    shown: list[Line] = []
    for one in found:
        written = "" if one.relation is None else reading(one.relation, alphabet)
        shown += [*([line()] if shown else []), *render(one.told, width, alphabet, place_of(one), written)]
        if one.numbers is not None:
            shown += figures(one.numbers, alphabet)
    return shown


def figures(numbers: "WrittenOut", alphabet: "Alphabet") -> list[Line]:
    """Return the numbers of an entry: what was chosen, what follows, and what both sides are."""
    from derive.report.plane.phrase import on_one_line

    shown: list[Line] = []
    for words, pairs in (("With ", numbers.chosen), ("follow ", numbers.computed)):
        listed = ", ".join(f"{on_one_line((tree,), alphabet)} = {value}" for tree, value in pairs)
        if listed:
            shown += [line(), *(line(f"  {text}") for text in textwrap.wrap(words + listed, width_of(sys.stdout) - 2))]
    if numbers.value:
        shown += [line(), line(f"  and both sides are {numbers.value}.")]
    return shown


def place_of(one: Explained) -> str:
    """Return where the relation stands: `note.md:67`."""
    return f"{one.path}:{one.line}"


def as_data(one: Explained) -> dict[str, Any]:
    """Return the derivation as plain data; formulas are LaTeX."""
    from derive.explain.derivation import Untold
    from derive.syntax.spell import spell

    told = one.told
    data: dict[str, Any] = {"path": one.path, "line": one.line, "label": told.label, "title": phrase(told.title)}
    if isinstance(told, Untold):
        return {**data, "reason": told.reason, "steps": []}
    data |= {"left": spell(told.left), "where": list(told.where), "parting": told.parting}
    if one.numbers is not None:
        given = ((spell(tree), value) for tree, value in (*one.numbers.chosen, *one.numbers.computed))
        data |= {"values": dict(given), "value": one.numbers.value}
    steps = [{"rule": s.rule, "latex": spell(s.shown), "reason": phrase(s.reason)} for s in told.steps]
    return {**data, "steps": steps}


def as_latex(one: Explained) -> str:
    """Return the derivation as an aligned display."""
    data = as_data(one)
    if "left" not in data:
        return f"% {data['label']}: {data['reason']}\n"
    rows = [rf"  &= {step['latex']} && \text{{{step['reason']}}}" for step in data["steps"]]
    body = " \\\\\n".join([f"  {data['left']}\n{rows[0]}", *rows[1:]])
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n"


def phrase(items: tuple[Any, ...]) -> str:
    """Return the words with their formulas between dollar signs."""
    from derive.syntax.spell import spell

    return "".join(item if isinstance(item, str) else f"${spell(item)}$" for item in items)
