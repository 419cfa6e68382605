"""Reports in notebooks: how they are displayed, and the magic `%%derive`, which checks the cell it stands in.

`%load_ext derive` brings the magic. IPython itself is never imported: the shell is handed in.
"""

import shlex
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeAlias

import click

import derive
from derive.cli.choice import ACTIVATIONS, COSTS, judges, one_of
from derive.elaborate.elaborate import Elaboration
from derive.elaborate.sections import Known, elaborated, theories
from derive.elaborate.walk import walk
from derive.explain.derivation import Derivation
from derive.explain.places import places_of
from derive.read.read import read
from derive.report import concise
from derive.report.derivation import render
from derive.report.html import page
from derive.report.html.exhibit import Exhibit, Shown, exhibit, nothing, shown_of
from derive.report.html.relation import article, derivation_steps, kind
from derive.report.page import plain
from derive.source import Source, excerpt
from derive.syntax.parse import parse_document
from derive.syntax.spell import spell
from derive.syntax.tree import Relation, Unreadable
from derive.verdict import DocumentReport, Finding, Report

Bundle: TypeAlias = dict[str, str]
"""The same thing in several formats, by their MIME types."""

NOTEBOOK = 80
"""The cells of a line of plain text in a notebook."""


def report_bundle(report: Report) -> Bundle:
    """Return a report as a page, as LaTeX and as lines of text."""
    lines = [plain(line) for line in concise.render(report)]
    exhibits = [exhibit_of(document) for document in report.documents]
    name = blake2b("\n".join(document.source.text for document in report.documents).encode("utf-8", "surrogatepass"))
    rows = (
        (finding, shown_of(shown, finding).relation)
        for document, shown in zip(report.documents, exhibits, strict=True)
        for finding in document.findings
    )
    return {
        "text/html": page.fragment(report, exhibits, f"derive-{name.hexdigest()[:8]}-"),
        "text/latex": _table(rows),
        "text/plain": "\n".join(lines),
    }


def document_bundle(document: DocumentReport) -> Bundle:
    """Return the report of one document like a whole report."""
    return report_bundle(Report((document,)))


def finding_bundle(finding: Finding) -> Bundle:
    """Return one relation with its verdict."""
    source = finding.span.source
    relations = (item.relation for part in parts_of(source) for item in part.items)
    relation = next((found for found in relations if found.span == finding.span), None)
    number, _, digest = finding.id.partition("-")
    said = article(finding, f"derive-{digest}-{number}", places_of(source), Shown(relation))
    return {
        "text/html": page.scoped(said),
        "text/latex": _table([(finding, relation)]),
        "text/plain": f"{kind(finding)}: {excerpt(finding.span)}",
    }


def derivation_bundle(derivation: Derivation) -> Bundle:
    """Return a derivation step by step."""
    steps = [spell(step.shown) for step in derivation.steps]
    rows = " \\\\\n".join((spell(derivation.left), *(f"&= {step}" for step in steps)))
    return {
        "text/html": page.scoped(*derivation_steps(derivation)),
        "text/latex": f"$$\\begin{{aligned}}\n{rows}\n\\end{{aligned}}$$",
        "text/plain": "\n".join(plain(line) for line in render(derivation, NOTEBOOK)),
    }


def _table(rows: Iterable[tuple[Finding, Relation | None]]) -> str:
    """Return an array of relations and verdicts in LaTeX, spelled from what was understood of them."""
    lines: list[str] = []
    for finding, relation in rows:
        sides = () if relation is None else (relation.left, relation.right)
        unread = not sides or any(isinstance(node, Unreadable) for side in sides for node in walk(side))
        formula = "\\text{not read} &" if unread else " &= ".join(map(spell, sides))
        lines.append(f"{formula} & \\text{{{kind(finding)}}}")
    return "$$\\begin{array}{rll}\n" + " \\\\\n".join(lines) + "\n\\end{array}$$"


def bundle(shown: object) -> Bundle:
    """Return a report, a finding or a derivation in the formats that a notebook can show."""
    match shown:
        case Report():
            return report_bundle(shown)
        case DocumentReport():
            return document_bundle(shown)
        case Finding():
            return finding_bundle(shown)
        case Derivation():
            return derivation_bundle(shown)
        case _:
            raise TypeError(f"{type(shown).__name__} is not shown in notebooks")


def exhibit_of(document: DocumentReport) -> Exhibit:
    """Return what is shown of a document beside its report; empty where the report is not that of its text."""
    parts = parts_of(document.source)
    spans = [item.relation.span for part in parts for item in part.items]
    return exhibit(parts, document.findings) if spans == [found.span for found in document.findings] else nothing()


def parts_of(source: Source) -> list[Elaboration]:
    """Return the sections of the document as they are understood without choices of the user."""
    known = Known(source)
    return [elaborated(run, known) for run in theories(parse_document(read(source)).statements, source, known)]


def load(shell: Any) -> None:
    """Give the shell the magics %derive FILE and %%derive."""
    shell.register_magic_function(magic, "line_cell", "derive")


@click.command(help="Check the equations of a cell, or with %derive those of FILE.")
@click.option("--layers", metavar="2-3-2", help="Widths of the layers of the network on which to check.")
@click.option("--activation", metavar="NAME", callback=one_of(ACTIVATIONS), help=", ".join(ACTIVATIONS))
@click.option("--cost", metavar="NAME", callback=one_of(COSTS), help=", ".join(COSTS))
@click.option("--judges", metavar="auto|all|NAME,…", callback=judges, default="auto", help="Who judges.")
@click.argument("file", required=False)
def asked(**given: Any) -> dict[str, Any]:
    """Return what the line of the magic asks for."""
    return given


def magic(line: str, cell: str | None = None) -> Report | None:
    """Return the report on the cell, or on the file that the line names; None where only a message was shown."""
    try:
        given = asked.main(shlex.split(line), prog_name="%%derive", standalone_mode=False)
        file = given.pop("file") if isinstance(given, dict) else None
        if cell is not None and file is None:
            return derive.verify(formulas(cell), **given)
        if cell is None and file is not None:
            return derive.verify(Path(file), **given)
        if isinstance(given, dict):
            print("Give %derive a file, or write equations below %%derive.")
    except click.ClickException as error:
        print(error.format_message())
    except ValueError as error:
        print(error)
    return None


def formulas(cell: str) -> str:
    """Return the text of the cell; where nothing says what is mathematics, every line is a formula."""
    if any(sign in cell for sign in ("$", "\\(", "\\[", "\\begin{")):
        return cell
    return "\n".join(f"$${line}$$" if line.strip() else line for line in cell.split("\n"))
