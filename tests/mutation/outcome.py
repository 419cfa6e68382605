"""What the judges say of a claim beside what is true of it."""

import operator
import re
from dataclasses import dataclass

from derive.prove.alternatives import alternatives
from derive.prove.doubts import loose_index, torn_binder
from derive.prove.judge import judge
from derive.prove.kernel.prove import prove
from derive.term.term import Layer
from derive.topology import Topology, layer_number
from derive.verdict import Holds, Unchecked
from tests.mutation.truth import truth

COMPARISONS = {"<": operator.lt, "=": operator.eq, ">": operator.gt, "≤": operator.le, "≥": operator.ge}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`kind` is what became of a mutant; `error` says what the judges got wrong, or nothing."""

    kind: str
    error: str = ""


def outcome(case, mutant):
    """Return what becomes of a mutant of the case's claim."""
    facts = truth(case.theory, mutant)
    proof = prove(case.theory, mutant)
    error = proof_error(proof, facts, case.theory)
    judgement = judge(case.theory, mutant, case.part.bench)
    verdict = judgement.verdict
    if isinstance(verdict, Holds) and (loose_index(mutant) or torn_binder(mutant)):
        return Outcome("ill-formed", error)  # the pipeline says so of what has one index for two sizes
    if isinstance(verdict, Unchecked) and verdict.rule == "D902":
        error = error or f"the judges contradict each other: {verdict.message}"
    elif facts.false and isinstance(verdict, Holds):
        if not any(meant(case, mutant, condition, facts) for condition in verdict.where):
            error = error or f"false at {facts.different[0]}, and it holds, {verdict.scope} {verdict.where}"
    elif facts.equal and not facts.false and verdict is None:
        error = error or "true wherever it was tried, and it is called wrong"
    return Outcome(kind(facts, proof, verdict), error)


def kind(facts, proof, verdict):
    """Return a word for the outcome."""
    if facts.false:
        return "qualified" if isinstance(verdict, Holds) else "wrong" if verdict is None else "unchecked"
    if not facts.equal:
        return "no instance"
    return "equivalent, proved" if proof is not None and not proof.cases else "equivalent, not proved"


def proof_error(proof, facts, theory):
    """Return what a proof covers that is false."""
    if proof is None:
        return ""
    for widths, names in facts.different:
        if not proof.cases:
            return f"proved, and false at {widths} {names}"
        for described in proof.cases:
            if satisfied(described, widths, names, theory):
                return f"proved where {described}, and false at {widths} {names}"
    return ""


def meant(case, mutant, condition, facts):
    """Tell whether the claim is true wherever the condition of the verdict is met."""
    for described, theory in alternatives(case.theory, mutant, case.part.bench.prose):
        if described == condition:
            specific = truth(theory, mutant)
            return bool(specific.equal) and not specific.false
    inside = condition.replace("at the output layer (", "").rstrip(")")
    comparison = re.search("[<=>]", inside) is not None
    return comparison and not any(satisfied(inside, *place, case.theory) for place in facts.different)


def satisfied(described, widths, names, theory):
    """Tell whether the layer letters meet conditions such as l < L, l = 2."""
    topology = Topology(tuple(widths), {}, theory.input_layer)
    for comparison in described.split(","):
        left, sign, right = re.split(r"\s*([<=>≤≥])\s*", comparison.strip(), maxsplit=1)
        if not COMPARISONS[sign](position(left, topology, names), position(right, topology, names)):
            return False
    return True


def position(text, topology, names):
    """Return the number of a layer such as l, L - 1, 2."""
    match = re.fullmatch(r"\s*([^\W\d]*)\s*(?:([+\-−])?\s*(\d+))?\s*", text)
    base, sign, offset = match.groups()
    number = int(offset or 0) * (-1 if sign in ("-", "−") else 1)
    spelled = {"ℓ": "ell"}.get(base, base)
    return layer_number(Layer(spelled, number), topology, names)
