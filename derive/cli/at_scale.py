"""What verify says of networks too large for SymPy: the document's formulas against its cost, for every parameter."""

from derive.cli.request import Request
from derive.codegen.catalogue import COSTS
from derive.codegen.concrete import Concrete, check_concrete
from derive.codegen.program import CodegenError
from derive.pipeline import Options, study
from derive.topology import Topology, spell
from derive.training.equations import Network, schedule_note
from derive.verdict import DocumentReport, Unchecked

LIMIT = "D901"


def at_scale(document: DocumentReport, request: Request) -> tuple[str, bool]:
    """Return a line for the reader, and whether the formulas agree; a document that gives no gradient says why."""
    assert request.layers is not None
    source, options = document.source, Options(judges="general,numeric", seconds=request.timeout)
    layers = spell(Topology(request.layers, {}, 0))
    activation = () if request.activation in (None, "abstract") else (str(request.activation),)
    cost = request.cost if request.cost in COSTS else None
    try:
        if any(isinstance(found.verdict, Unchecked) and found.verdict.rule == LIMIT for found in document.findings):
            raise CodegenError("a limit was reached when its equations were judged")
        schedule = schedule_note(study(source, options), Network(request.layers, activation, cost))
        found = check_concrete(schedule, request.seed)
    except CodegenError as error:
        return f"{source.path}: nothing is said of {layers} parameter by parameter: {error}", True
    functions = f"{', '.join(dict.fromkeys(schedule.activations))}; {schedule.cost}"
    return f"{source.path}: on {layers} ({functions}) {said(found)}", found.agrees


def said(found: Concrete) -> str:
    """Return what the check found, in words."""
    if not found.agrees:
        where = ", ".join(map(str, found.differing)) or "no layer by itself"
        return f"derive's own judges disagree about the gradient (layers: {where}); please report it"
    return (
        f"the derivatives by all {found.parameters:,} parameters are those of the cost at a random point of the field "
        f"of 2^61 − 1 elements, and so is the slope in a random direction (chance of an error below {found.error:.1e})"
    )
