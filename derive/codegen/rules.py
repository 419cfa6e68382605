"""A document's claims as rules: what can be computed by which equation, at which layers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from derive.codegen.lower import size
from derive.codegen.program import CodegenError
from derive.elaborate.elaborate import Elaboration, Item
from derive.prove.kernel.prove import prove
from derive.source import excerpt
from derive.term.spelling import pretty
from derive.term.term import LITERAL, OUTPUT, Entry, Index, Layer, Partial, Position, Size, Term
from derive.term.traverse import rebuild, substitute
from derive.theory import Claim
from derive.topology import Topology, layer_number, output_layer
from derive.verdict import Finding, Holds, IllFormed, Unchecked, Wrong


@dataclass(frozen=True, slots=True)
class Rule:
    """lhs = rhs, to be used from left to right, under conditions; `wrong` for one that is false and asked for."""

    lhs: Entry | Partial
    rhs: Term
    where: tuple[str, ...]
    equation: str
    origin: str
    wrong: bool

    @property
    def price(self) -> int:
        """Return how dear the right side is; a wrong equation that was asked for comes before all others."""
        return -1 if self.wrong else size(self.rhs)


def rules_of(part: Elaboration, findings: Sequence[Finding], wrong: str | None) -> tuple[Rule, ...]:
    """Return what the verified claims of a section compute, links of chains from the chain's head."""
    found: list[Rule] = []
    head: Item | None = None
    where: tuple[str, ...] | None = ()
    for item, finding in zip(part.items, findings, strict=True):
        if not item.relation.chain or head is None:
            head, where = item, ()
        asked = finding.id == wrong
        claim = usable(item, finding, part) if not asked else demanded(item, finding)
        holds = conditions(finding)
        if claim is not None and (where is not None or asked):
            along = (*(where or ()), *(holds or ()))
            found += rule(claim.lhs, claim.rhs, holds or (), item, item, finding, asked)
            if head is not item and head.claim is not None:
                found += rule(head.claim.lhs, claim.rhs, along, head, item, finding, asked)
        definition = item.role == "definition" and item.claim is None
        where = None if where is None or (holds is None and not definition) else (*where, *(holds or ()))
    return tuple(found)


def usable(item: Item, finding: Finding, part: Elaboration) -> Claim | None:
    """Return the claim in the reading in which it holds, None where it does not."""
    if item.claim is None or not isinstance(finding.verdict, Holds):
        return None
    if not item.others:
        return item.claim
    readings = (item.claim, *item.others)
    return next((claim for claim in readings if prove(part.theory, claim) is not None), None)


def demanded(item: Item, finding: Finding) -> Claim:
    """Return the claim of a wrong equation that is asked for."""
    match finding.verdict:
        case Wrong() if item.claim is not None:
            return item.claim
        case Wrong() | IllFormed():
            raise CodegenError("this equation cannot be trained: its sides have no values of one shape")
        case Unchecked():
            raise CodegenError("this equation was not understood: it cannot be trained")
        case _:
            raise CodegenError("this equation holds: there is nothing to compare it with")


def conditions(finding: Finding) -> tuple[str, ...] | None:
    """Return where the relation holds, None when it does not."""
    return finding.verdict.where if isinstance(finding.verdict, Holds) else None


def rule(
    lhs: Term, rhs: Term, where: tuple[str, ...], head: Item, item: Item, finding: Finding, wrong: bool
) -> Iterator[Rule]:
    """Yield the rule lhs → rhs where the left side is one quantity with letters for indices."""
    head_entry = lhs.wrt if isinstance(lhs, Partial) else lhs
    if not isinstance(head_entry, Entry) or not isinstance(lhs, Entry | Partial) or lhs == rhs:
        return
    if isinstance(lhs, Partial) and not isinstance(lhs.of, Entry):
        return
    line = finding.span.source.text.count("\n", 0, finding.span.start) + 1
    text = f"{excerpt(head.relation.left.span)} = {excerpt(item.relation.right.span)}"
    yield Rule(lhs, rhs, where, text, f"line {line}", wrong)


def holds_at(rule: Rule, letters: Mapping[str, int], activations: tuple[str, ...], topology: Topology) -> bool:
    """Tell whether the conditions of the rule are met where its layer letters have these values."""
    last = output_layer(topology)
    at_output = {f"at the output layer ({pretty(letter)} = L)": number == last for letter, number in letters.items()}
    below = {f"{pretty(letter)} < L": number < last for letter, number in letters.items()}
    sums = {condition: True for condition in rule.where if condition.startswith("where Σ ")}
    functions = {f"for the {name} function": set(activations) == {name} for name in activations}
    known = {**at_output, **below, **sums, **functions}
    return all(known.get(condition, False) for condition in rule.where)


def concrete(term: Term, letters: Mapping[str, int], topology: Topology) -> Term:
    """Return the term with every layer given by its number."""

    def layer(old: Layer) -> Layer:
        if old.base not in (LITERAL, OUTPUT) and old.base not in letters:
            raise KeyError(old.base)
        return Layer(LITERAL, layer_number(old, topology, letters))

    def index(old: Index) -> Index:
        sizes = tuple(Size(s.space, None if s.layer is None else layer(s.layer)) for s in old.sizes)
        return Index(old.letter, old.uid, sizes)

    def position(old: Position) -> Position:
        return index(old) if isinstance(old, Index) else old

    return rebuild(term, position, layer, index)


def letters_at(layer: Layer | None, number: int, topology: Topology) -> dict[str, int] | None:
    """Return the value of the layer's letter that makes it this number, None when it is another layer."""
    if layer is None:
        return None
    if layer.base in (LITERAL, OUTPUT):
        return {} if layer_number(layer, topology, {}) == number else None
    return {layer.base: number - layer.offset}


def renamed(term: Term, old: tuple[Position, ...], new: tuple[Position, ...]) -> Term | None:
    """Return the term with the positions `old` replaced by `new`; None when no replacement does that."""
    replacement: dict[tuple[str, int], Position] = {}
    for before, after in zip(old, new, strict=True):
        if not isinstance(before, Index):
            return None
        if replacement.setdefault((before.letter, before.uid), after) != after:
            return None
    return substitute(term, replacement, lambda layer: layer)
