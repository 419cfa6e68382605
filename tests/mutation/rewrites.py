"""True claims written another way: what holds must still be proved.

A rewrite gives further claims that follow from the claim, with the identity it rests on.
"""

from derive.term.term import (
    MINUS_ONE,
    ZERO,
    Add,
    Delta,
    Entry,
    Functional,
    Index,
    Layer,
    Mul,
    Partial,
    Power,
    Sum,
    number,
)
from derive.term.traverse import children, free_indices, free_layers, layers, rebuild, subterms
from tests.mutation.claims import fitted
from tests.mutation.operators import depends, everywhere, fresh, replaced, scope_of, with_children


def throughout(local, term):
    """Return the term with a local identity used at every place where it applies, innermost first."""
    again = with_children(term, [throughout(local, part) for part in children(term)])
    return local(again)


def both(local):
    """Return the rewrite that uses a local identity everywhere on both sides."""

    def rewrite(theory, claim):
        yield throughout(local, claim.lhs), throughout(local, claim.rhs)

    return rewrite


def reversed_parts(term):
    """Return a b = b a, a + b = b + a at the top of the term."""
    if isinstance(term, Mul):
        return Mul(term.factors[::-1])
    return Add(term.terms[::-1]) if isinstance(term, Add) else term


def grouped(term):
    """Return a b c = a (b c), a + b + c = a + (b + c)."""
    if isinstance(term, Mul) and len(term.factors) > 2:
        return Mul((term.factors[0], Mul(term.factors[1:])))
    if isinstance(term, Add) and len(term.terms) > 2:
        return Add((term.terms[0], Add(term.terms[1:])))
    return term


def expanded(term):
    """Return a (b + c) = a b + a c."""
    if isinstance(term, Mul):
        for position, factor in enumerate(term.factors):
            if isinstance(factor, Add):
                rest = term.factors[:position] + term.factors[position + 1 :]
                return Add(tuple(Mul((part, *rest)) for part in factor.terms))
    return term


def into_sum(term):
    """Return a Σ_i b = Σ_i a b."""
    if isinstance(term, Mul):
        for position, factor in enumerate(term.factors):
            if isinstance(factor, Sum):
                rest = term.factors[:position] + term.factors[position + 1 :]
                return Sum(factor.index, Mul((*rest, factor.body)))
    return term


def out_of_sum(term):
    """Return Σ_i a b = a Σ_i b where i does not occur in a."""
    if isinstance(term, Sum) and isinstance(term.body, Mul):
        outside = [factor for factor in term.body.factors if not depends(factor, term.index)]
        inside = [factor for factor in term.body.factors if depends(factor, term.index)]
        if outside and inside:
            return Mul((*outside, Sum(term.index, Mul(tuple(inside)))))
    return term


def sum_of_addends(term):
    """Return Σ_i (a + b) = Σ_i a + Σ_i b."""
    if isinstance(term, Sum) and isinstance(term.body, Add):
        parts = []
        for position, part in enumerate(term.body.terms):
            again = Index(term.index.letter, fresh(term) + position, term.index.sizes)
            if not depends(part, term.index):
                return term
            parts.append(Sum(again, replaced(part, term.index, again)))
        return Add(tuple(parts))
    return term


def renamed_binder(term):
    """Return Σ_i b(i) = Σ_q b(q)."""
    if isinstance(term, Sum):
        again = Index("q", fresh(term), term.index.sizes)
        return Sum(again, replaced(term.body, term.index, again))
    return term


def negative_difference(term):
    """Return a + b = −(−a − b)."""
    if isinstance(term, Add):
        return Mul((MINUS_ONE, Add(tuple(Mul((MINUS_ONE, part)) for part in term.terms))))
    return term


def halves(term):
    """Return x = ½ x + ½ x, at entries that are not differentiated by."""
    return Add((Mul((_HALF, term)), Mul((_HALF, term)))) if isinstance(term, Mul) else term


_HALF = Power(number(2), MINUS_ONE)


def rename_free_indices(theory, claim):
    """Return the claim for p, q, … instead of its own free indices."""
    letters = iter("pqrstuv")
    lhs, rhs = claim.lhs, claim.rhs
    found = dict.fromkeys((*free_indices(lhs), *free_indices(rhs)))
    if found:
        for index in found:
            again = Index(next(letters), index.uid, ())
            lhs, rhs = replaced(lhs, index, again), replaced(rhs, index, again)
        yield lhs, rhs


def exchange_free_indices(theory, claim):
    """Return the claim with its first two free indices exchanged on both sides."""
    found = list(dict.fromkeys((*free_indices(claim.lhs), *free_indices(claim.rhs))))
    if len(found) > 1:
        marker = Index("exchange", -1, ())

        def exchanged(term):
            return replaced(replaced(replaced(term, found[0], marker), found[1], found[0]), marker, found[1])

        yield exchanged(claim.lhs), exchanged(claim.rhs)


def with_layers(claim, letter, base, step):
    """Return both sides with a layer letter replaced and moved."""

    def moved(layer):
        return Layer(base, layer.offset + step) if layer.base == letter else layer

    return tuple(rebuild(side, lambda slot: slot, moved, lambda index: index) for side in (claim.lhs, claim.rhs))


def rename_layer(theory, claim):
    """Return the claim for a layer called r."""
    for letter in free_layers(claim.lhs, claim.rhs)[:1]:
        yield with_layers(claim, letter, "r", 0)


def shift_whole_claim(theory, claim):
    """Return the claim for l + 1, or l − 1, instead of l, which says the same."""
    for letter in free_layers(claim.lhs, claim.rhs)[:1]:
        for step in (-1, 1):
            yield with_layers(claim, letter, letter, step)


def at_the_output(theory, claim):
    """Return the claim for the highest layer at which it has an instance."""
    for letter in free_layers(claim.lhs, claim.rhs)[:1]:
        named = [layer.offset for side in (claim.lhs, claim.rhs) for layer in layers(side) if layer.base == letter]
        yield with_layers(claim, letter, "L", -max(named))


def exchange_sides(theory, claim):
    yield claim.rhs, claim.lhs


def twice(theory, claim):
    """Return 2 A = 2 B, −A = −B."""
    for factor in (number(2), MINUS_ONE):
        yield Mul((factor, claim.lhs)), Mul((claim.rhs, factor))


def squared(theory, claim):
    """Return A² = B²."""
    yield Power(claim.lhs, number(2)), Mul((claim.rhs, claim.rhs))


def difference(theory, claim):
    """Return A − B = 0."""
    yield Add((claim.lhs, Mul((MINUS_ONE, claim.rhs)))), ZERO


def move_across(theory, claim):
    """Return A − b = c for A = b + c."""
    for whole, other in ((claim.rhs, claim.lhs), (claim.lhs, claim.rhs)):
        if isinstance(whole, Add):
            first, *rest = whole.terms
            yield Add((other, Mul((MINUS_ONE, first)))), Add(tuple(rest))


def times_entry(theory, claim):
    """Return A x = B x for an entry x of the claim."""
    found = next((part for part in subterms(claim.lhs) if isinstance(part, Entry)), None)
    if found is not None and not any(index.uid for index in found.indices if isinstance(index, Index)):
        yield Mul((claim.lhs, found)), Mul((found, claim.rhs))


def plus_entry(theory, claim):
    """Return A + x = x + B."""
    found = next((part for part in subterms(claim.rhs) if isinstance(part, Entry)), None)
    if found is not None and not any(index.uid for index in found.indices if isinstance(index, Index)):
        yield Add((claim.lhs, found)), Add((found, claim.rhs))


def summed(theory, claim):
    """Return Σ_j A = Σ_j B over a free index."""
    both_free = [index for index in free_indices(claim.lhs) if index in free_indices(claim.rhs)]
    for index in both_free[:1]:
        one = Index("s", fresh(claim.lhs, claim.rhs), index.sizes)
        two = Index("t", fresh(claim.lhs, claim.rhs) + 1, index.sizes)
        yield Sum(one, replaced(claim.lhs, index, one)), Sum(two, replaced(claim.rhs, index, two))


def through_delta(theory, claim):
    """Return A = Σ_m δ_{jm} B(m) for a free index j."""
    for index in free_indices(claim.rhs)[:1]:
        again = Index("m", fresh(claim.lhs, claim.rhs), index.sizes)
        yield claim.lhs, Sum(again, Mul((Delta(index, again), replaced(claim.rhs, index, again))))


def unfolded_once(theory, claim):
    """Return the claim with one entry of the right side replaced by its definition."""

    def unfold(term, scope):
        if isinstance(term, Entry):
            group = theory.definitions.get(term.symbol, ())
            for definition in group if len(group) == 1 else ():
                head, body = definition.head, definition.body
                if isinstance(body, Partial) or not alike(head, term):
                    continue
                yield instance(head, body, term, fresh(claim.lhs, claim.rhs, body))

    scope = scope_of(theory, claim)
    for rhs in everywhere(unfold, claim.rhs, scope):
        if not isinstance(rhs, Entry):
            yield claim.lhs, rhs


def alike(head, entry):
    """Tell whether the head has a letter for everything in the entry."""
    plain = all(isinstance(slot, Index) for slot in head.indices)
    return (
        plain
        and (head.layer is None) == (entry.layer is None)
        and (head.layer is None or head.layer.base not in ("", "L"))
    )


def instance(head, body, entry, uid):
    """Return the body of the definition at the entry, with binders of its own."""
    for number_, part in enumerate([p for p in subterms(body) if isinstance(p, Sum | Functional)]):
        body = rebound(body, part.index, uid + number_)
    markers = [Index(f"slot{position}", -2, ()) for position in range(len(head.indices))]
    for slot, marker in zip(head.indices, markers, strict=True):
        body = replaced(body, slot, marker)
    for marker, given in zip(markers, entry.indices, strict=True):
        if isinstance(given, Index):
            body = replaced(body, marker, given)
        else:
            body = rebuild(
                body, lambda slot, m=marker, g=given: g if slot == m else slot, lambda layer: layer, lambda index: index
            )
    if head.layer is None:
        return body
    gap = entry.layer.offset - head.layer.offset

    def moved(layer):
        return Layer(entry.layer.base, layer.offset + gap) if layer.base == head.layer.base else layer

    return rebuild(body, lambda slot: slot, moved, lambda index: index)


def rebound(term, index, uid):
    """Return the term with a binder renamed."""
    key = (index.letter, index.uid)

    def again(slot):
        same = isinstance(slot, Index) and (slot.letter, slot.uid) == key
        return Index(slot.letter, uid, slot.sizes) if same else slot

    return rebuild(term, again, lambda layer: layer, again)


REWRITES = {
    "reverse factors and addends": both(reversed_parts),
    "group factors and addends": both(grouped),
    "expand products": both(expanded),
    "factors into sums": both(into_sum),
    "factors out of sums": both(out_of_sum),
    "split sums": both(sum_of_addends),
    "rename bound indices": both(renamed_binder),
    "minus a negative": both(negative_difference),
    "two halves": both(halves),
    "rename free indices": rename_free_indices,
    "exchange free indices": exchange_free_indices,
    "rename the layer": rename_layer,
    "shift the whole claim": shift_whole_claim,
    "at the output": at_the_output,
    "exchange sides": exchange_sides,
    "both sides times a number": twice,
    "both sides squared": squared,
    "difference is zero": difference,
    "move a term across": move_across,
    "both sides times an entry": times_entry,
    "both sides plus an entry": plus_entry,
    "both sides summed": summed,
    "through a delta": through_delta,
    "unfold a definition": unfolded_once,
}


def rewrites(theory, claim, name):
    """Return the distinct claims that the rewrite gives, other than the claim."""
    found = dict.fromkeys(fitted(theory, lhs, rhs) for lhs, rhs in REWRITES[name](theory, claim))
    return [other for other in found if other != claim]
