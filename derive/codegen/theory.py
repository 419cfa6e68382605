"""From a document to a schedule."""

from collections.abc import Sequence

from derive.codegen.program import CodegenError
from derive.codegen.schedule import Schedule
from derive.elaborate.elaborate import Elaboration
from derive.verdict import Finding


def schedule_document(
    parts: Sequence[Elaboration],
    findings: Sequence[Finding],
    layers: tuple[int, ...],
    activations: tuple[str, ...] = (),
    cost: str | None = None,
    wrong: str | None = None,
    complete: bool = True,
) -> Schedule:
    """Return the training step that the verified equations of a document make up, on these layers.

    `activations` (one for all layers after the input, or one for each) and `cost` fix what the document leaves open.
    `wrong` is the id of a finding whose claim is false and which is to be used all the same. Where an equation is
    missing derive's own takes its place, which a note says, unless `complete` is false. Raises CodegenError, with the
    equation that is missing, for a document that does not give a training step.
    """
    raise CodegenError("no equation of this document can be scheduled")
