"""How much work one proof may be, and fresh names for its bound indices."""

from dataclasses import dataclass


class Refused(Exception):
    """The kernel does not know how to go on, or the work is too much; the claim is not proved."""


@dataclass(slots=True)
class Budget:
    """What is left of an allowance, counted in monomials made and definitions opened, and the next fresh name.

    Work is also charged to `whole`, the allowance that this one is a part of. Names start far above the uids of any
    statement.
    """

    left: int
    next_name: int = 1_000_000
    whole: "Budget | None" = None


def spend(budget: Budget, amount: int = 1) -> None:
    """Take `amount` from the allowance; raises Refused when it is used up."""
    budget.left -= amount
    if budget.left < 0:
        raise Refused("too large")
    if budget.whole is not None:
        spend(budget.whole, amount)


def fresh(budget: Budget) -> int:
    """Return a number that no index of this proof has borne."""
    budget.next_name += 1
    return budget.next_name
