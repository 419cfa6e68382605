"""A derivation: the left side of a claim, brought step by step to the right side, with the reason for each step."""

from dataclasses import dataclass
from typing import TypeAlias

from derive.display import Displayed
from derive.syntax.tree import Tree
from derive.term.term import Term
from derive.theory import Claim

Phrase: TypeAlias = tuple[str | Tree, ...]
"""Words with mathematics between them."""


@dataclass(frozen=True, slots=True)
class Step:
    """before = after, by one rule: `rule` is its key in the catalogue of rules ("chain rule", "substitute", …).

    `shown` is `after` in the author's notation, `reason` what stands beside it.
    """

    rule: str
    before: Term
    after: Term
    shown: Tree
    reason: Phrase


@dataclass(frozen=True, slots=True)
class Derivation(Displayed):
    """A claim and the steps that lead from its left side to its right side.

    `label` is its \\tag or its place, `title` what it is about, `left` the left side in the author's notation, `where`
    the conditions under which it holds. `parting` is the number of the step from which the author's chain and the
    true one part, when the claim is wrong; the steps then lead to the true value, `claim` says what is true, and
    `author` is the right side as it was written.
    """

    label: str
    title: Phrase
    claim: Claim
    left: Tree
    steps: tuple[Step, ...]
    where: tuple[str, ...] = ()
    parting: int | None = None
    author: Tree | None = None


@dataclass(frozen=True, slots=True)
class Untold:
    """A relation without a derivation: `title` is what it is about, `reason` why there is none."""

    label: str
    title: Phrase
    reason: str


Told: TypeAlias = Derivation | Untold
