"""A derivation checked afresh: whoever gets one from elsewhere need not believe it."""

from derive.explain.derivation import Derivation
from derive.explain.readings import theories_under
from derive.prove.kernel.prove import prove
from derive.theory import Claim, Theory


def failing_steps(theory: Theory, derivation: Derivation) -> tuple[int, ...]:
    """Return the numbers of the steps that do not follow: unproved, or not from where the step before ended.

    The first must begin with the claim's left side and the last end with its right side. A step may rest on the
    conditions under which the derivation holds.
    """
    theories = list(theories_under(theory, derivation.claim, derivation.where))
    before, failing = derivation.claim.lhs, list[int]()
    last = len(derivation.steps) - 1
    for number, step in enumerate(derivation.steps):
        joined = step.before == before and (number < last or step.after == derivation.claim.rhs)
        claim = Claim(step.before, step.after)
        if not joined or all(prove(own, claim) is None for own in theories):
            failing.append(number)
        before = step.after
    return tuple(failing)
