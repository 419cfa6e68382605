"""Derivatives by what all steps share, of which authors write two with one sign: ∂s_t/∂W and the immediate ∂⁺s_t/∂W.

In ∂s_t/∂W = Σ_k ∂s_t/∂s_k ∂s_k/∂W the last factor holds s_{k−1}. Where a claim is false of total derivatives, those on
its right side may be meant as immediate ones. Where it is true only with immediate ones on the left side as well, as in
∂z_t/∂W = s_{t−1}, nothing tells which is meant.
"""

from collections.abc import Callable, Iterator

from derive.prove.kernel.rebuild import rebuild
from derive.term.term import Entry, Immediate, LayerSum, Partial, Term
from derive.term.traverse import subterms
from derive.theory import Claim

READ = "the derivatives of single steps on the right side are read as immediate ones, which hold the steps before"
UNTOLD = "this holds only if the derivative on the left side holds the steps before, which nothing says"


def on_the_right(claim: Claim) -> Iterator[Claim]:
    """Yield the claim with immediate derivatives on its right side: all, or those of the left side's own step."""
    total = isinstance(claim.lhs, Partial) and any(isinstance(x, LayerSum | Partial) for x in subterms(claim.rhs))
    if not total:
        return
    everywhere = immediate(claim.rhs, lambda entry: True)
    if everywhere != claim.rhs and chained(everywhere):
        yield Claim(claim.lhs, everywhere)
    of = claim.lhs.of if isinstance(claim.lhs, Partial) else None
    if isinstance(of, Entry):
        own = immediate(claim.rhs, lambda entry: entry.layer == of.layer)
        if own not in (claim.rhs, everywhere) and chained(own):
            yield Claim(claim.lhs, own)


def on_both_sides(claim: Claim) -> Claim | None:
    """Return the claim with immediate derivatives wherever they can stand, None where none can on the left side."""
    left, right = (immediate(side, lambda entry: True) for side in (claim.lhs, claim.rhs))
    return None if left == claim.lhs else Claim(left, right)


def chained(term: Term) -> bool:
    """Tell whether other derivatives or a sum over steps stand beside immediate derivatives."""
    return any(isinstance(part, LayerSum | Partial) for part in subterms(term))


def immediate(term: Term, wanted: Callable[[Entry], bool]) -> Term:
    """Return the term with the wanted derivatives of steps by what has no steps as immediate ones."""

    def change(part: Term) -> Term | None:
        match part:
            case Partial(Entry() as of, wrt) if of.layer is not None and wrt.layer is None and wanted(of):
                return Immediate(of, wrt)
            case _:
                return None

    return rebuild(term, change)
