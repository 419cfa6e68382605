"""What a claim was found to mean: in which reading, under which condition it holds."""

from collections.abc import Iterator

from derive.elaborate.elaborate import Item
from derive.prove.alternatives import alternatives
from derive.prove.judge import meant
from derive.prove.separate import separated
from derive.theory import Claim, Theory
from derive.verdict import Holds


def meant_readings(theory: Theory, item: Item, verdict: Holds) -> Iterator[tuple[Theory, Claim, str]]:
    """Yield the theories and claims by which the item may hold, and the condition that a theory adds."""
    assert item.claim is not None
    where = " ".join(verdict.where).lower()
    for claim in (item.claim, *item.others):
        yield theory, claim, ""
        if separated(theory, claim) != claim:
            yield theory, separated(theory, claim), ""
    if "output layer" in where:
        for letter in theory.output_letters:
            yield theory, meant(item.claim, letter), ""
    for claim in (item.claim, *item.others):
        for condition, other in alternatives(theory, claim, where):
            if condition in verdict.where:
                yield other, claim, condition


def theories_under(theory: Theory, claim: Claim, where: tuple[str, ...]) -> Iterator[Theory]:
    """Yield the document's theory, and those that add one of the conditions under which the claim holds."""
    yield theory
    for condition, other in alternatives(theory, claim, " ".join(where).lower()):
        if condition in where:
            yield other
