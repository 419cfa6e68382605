"""What seven ways of telling say of the same derivatives, and where two of them contradict each other.

On a random network of few neurons: the kernel, SymPy, the prime field and real balls on claims, true ones and mutants
of them; and on gradients PyTorch's and JAX's automatic differentiation, difference quotients and the emitted program,
with the formulas over the field, a tape read backwards and dual numbers.
"""

from functools import cache
from random import Random

import numpy as np

from derive.codegen.concrete import check_concrete
from derive.codegen.forward import mean_cost
from derive.elaborate.standard import Choices
from derive.prove.instance import judge_instance
from derive.prove.kernel.prove import prove
from derive.prove.numeric.judge import judge_numeric
from derive.topology import Topology
from derive.verdict import Answer
from tests.codegen.documents import schedule_built_in
from tests.codegen.test_autodiff import ENDS, HIDDEN, distance, gradient_of, jax_gradient, samples, torch_gradient
from tests.mutation.claims import holding, sources
from tests.mutation.operators import OPERATORS, mutants

CLAIMS = 2
SETTLED = (Answer.AGREES, Answer.DIFFERS)


def drawn_network(seed):
    """Return layers, activations and cost, few enough neurons for SymPy."""
    draw = Random(f"oracles {seed}")
    layers = tuple(draw.randint(1, 3) for _ in range(draw.randint(2, 4)))
    last, cost = draw.choice(ENDS)
    return layers, (*(draw.choice(HIDDEN) for _ in layers[2:]), last), cost


@cache
def cases(activation, cost):
    """Return the claims of the four equations that hold, with this activation and cost in every layer."""
    (source,) = (source for source in sources(builtin_only=True) if source.path == "four-equations.md")
    return tuple(holding(source, Choices(activation, cost)))


def claims(seed, activation, cost):
    """Yield some claims that hold, each with a mutant of it, and their theory."""
    draw = Random(f"claims {seed}")
    for case in draw.sample(cases(activation, cost), CLAIMS):
        yield case.theory, case.claim, True
        found = [
            mutant for operator in draw.sample(OPERATORS, 6) for mutant in mutants(case.theory, case.claim, operator)
        ]
        if found:
            yield case.theory, draw.choice(found), False


def contradictions(seed):
    """Return what the judges of claims say against each other on the network of this number, and how many they saw."""
    layers, activations, cost = drawn_network(seed)
    found, judged = [], 0
    activation = next((name for name in activations if name != "softmax"), "abstract")
    for theory, claim, true in claims(seed, activation, cost):
        sizes = {size.space for item in theory.symbols.values() for size in item.extents if size.layer is None}
        topology = Topology(layers, {space: 2 + i % 2 for i, space in enumerate(sorted(sizes))}, theory.input_layer)
        proof = prove(theory, claim)
        proved = proof is not None and not proof.cases
        symbolic = judge_instance(theory, claim, topology).answer
        numeric = judge_numeric(theory, claim, topology, seed).answer
        judged += symbolic in SETTLED and numeric in SETTLED
        said = f"kernel {proved}, SymPy {symbolic}, numbers {numeric}: {claim}"
        both = {symbolic, numeric}
        if both >= set(SETTLED) or ((proved or true) and Answer.DIFFERS in both):
            found.append(f"network {seed}, {layers}, {activation}, {cost}: {said}")
    return found, judged


def gradients(seed):
    """Return how far the gradients are apart on the network of this number, and whether the field agrees."""
    layers, activations, cost = drawn_network(seed)
    x, y, parameters = samples(layers, seed)
    schedule = schedule_built_in("four-equations", layers, activations, cost)
    emitted = gradient_of("emitted", schedule, parameters, x, y)
    apart = {"PyTorch": torch_gradient, "JAX": jax_gradient}
    apart = {name: distance(emitted, judge(parameters, activations, cost, x, y)) for name, judge in apart.items()}
    apart["quotients"] = quotient_distance(emitted, parameters, activations, cost, x, y)
    return apart, check_concrete(schedule, seed).agrees


def quotient_distance(gradient, parameters, activations, cost, x, y, step=1e-5):
    """Return the difference of ⟨∇C, V⟩ from the difference quotient of C along a random V, relative to its size."""
    generator = np.random.default_rng(7)
    direction = [(generator.standard_normal(w.shape), generator.standard_normal(b.shape)) for w, b in parameters]

    def along(t):
        moved = [(w + t * v, b + t * u) for (w, b), (v, u) in zip(parameters, direction, strict=True)]
        return mean_cost(moved, activations, cost, x, y)

    quotient = (along(step) - along(-step)) / (2 * step)
    product = sum(float((g * v).sum() + (h * u).sum()) for (g, h), (v, u) in zip(gradient, direction, strict=True))
    return abs(quotient - product) / (1 + abs(quotient))
