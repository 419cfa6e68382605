"""Values of terms in a concrete network: forward-mode derivatives over a prime field, or in floating point.

Shares nothing with the kernel. Over the field an unspecified function is a random table of values and slopes; in
floating point it is some fixed smooth function.
"""

import math
import random
from fractions import Fraction
from itertools import product

from derive.term.term import (
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Index,
    Mul,
    Number,
    Partial,
    Power,
    Shift,
    Sum,
)
from derive.theory import Formula, Named
from derive.topology import Topology, layer_number, output_layer, size_of

PRIME = 2**61 - 1


class NoInstance(Exception):
    """An entry of the term does not exist here."""


class Field:
    """Numbers modulo a prime."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.table = {}

    def draw(self, key):
        if key not in self.table:
            self.table[key] = random.Random(f"{self.random.getstate()[1][0]} {key}").randrange(1, PRIME)
        return self.table[key]

    def number(self, value):
        value = Fraction(value)
        return value.numerator * pow(value.denominator, -1, PRIME) % PRIME

    def norm(self, value):
        return value % PRIME

    def power(self, value, exponent):
        if exponent.denominator != 1:
            raise NotImplementedError
        if value == 0 and exponent < 0:
            raise ZeroDivisionError
        return pow(value, int(exponent), PRIME)

    def call(self, name, meaning, order, value):
        if isinstance(meaning, Named):
            if meaning.name == "exp":
                return self.draw(("exp", value))
            if meaning.name == "log":
                if order == 0:
                    return self.draw(("log", value))
                return self.power(value, Fraction(-order)) * (-1) ** (order - 1) * math.factorial(order - 1) % PRIME
            if meaning.name in ("sigmoid", "tanh"):
                s = self.draw((meaning.name, value))
                first = s - s * s if meaning.name == "sigmoid" else 1 - s * s
                second = first * (1 - 2 * s) if meaning.name == "sigmoid" else -2 * s * first
                return (s, first, second)[order] % PRIME
        return self.draw((name, order, value))

    def equal(self, left, right):
        return (left - right) % PRIME == 0


def sigmoid(x, order):
    s = 1 / (1 + math.exp(-x))
    return (s, s * (1 - s), s * (1 - s) * (1 - 2 * s))[order]


def tanh(x, order):
    t = math.tanh(x)
    return (t, 1 - t * t, -2 * t * (1 - t * t))[order]


SLOPES = {
    "exp": lambda x, order: math.exp(x),
    "log": lambda x, order: (math.log(abs(x)), 1 / x, -1 / (x * x))[order],
    "ln": lambda x, order: (math.log(abs(x)), 1 / x, -1 / (x * x))[order],
    "sigmoid": sigmoid,
    "tanh": tanh,
    "softplus": lambda x, order: math.log(1 + math.exp(x)) if order == 0 else sigmoid(x, order - 1),
    "sqrt": lambda x, order: (abs(x) ** 0.5, 0.5 * abs(x) ** -0.5, -0.25 * abs(x) ** -1.5)[order],
    "sin": lambda x, order: (math.sin(x), math.cos(x), -math.sin(x))[order],
    "cos": lambda x, order: (math.cos(x), -math.sin(x), -math.cos(x))[order],
    "relu": lambda x, order: (max(x, 0.0), float(x > 0), 0.0)[order],
    "identity": lambda x, order: (x, 1.0, 0.0)[order],
}
"""Value and derivatives of the named functions."""


class Reals(Field):
    """Floating point."""

    def draw(self, key):
        if key not in self.table:
            self.table[key] = random.Random(f"{self.random.getstate()[1][0]} {key}").uniform(0.3, 1.1)
        return self.table[key]

    def number(self, value):
        return float(value)

    def norm(self, value):
        return value

    def power(self, value, exponent):
        return value ** float(exponent)

    def call(self, name, meaning, order, value):
        kind = meaning.name if isinstance(meaning, Named) else "opaque"
        if kind == "opaque":
            c = 1.1 + len(name) / 10
            turned = (math.sin(c * value), math.cos(c * value), -math.sin(c * value), -math.cos(c * value))
            polynomial = (value * value / 3 + 0.7, 2 * value / 3, 2 / 3, 0.0)
            return c**order * turned[order] + polynomial[order]
        return SLOPES[kind](value, order)

    def equal(self, left, right):
        return abs(left - right) <= 1e-6 * (1 + abs(left) + abs(right))


def constant(term):
    """Return the rational number that a term without entries is."""
    match term:
        case Number(value):
            return value
        case Add(terms):
            return sum(constant(part) for part in terms)
        case Mul(factors):
            return math.prod(constant(part) for part in factors)
        case Power(base, exponent):
            return constant(base) ** int(constant(exponent))
    raise NotImplementedError


class World:
    """A theory on a topology, with all free quantities drawn at random."""

    def __init__(self, theory, topology, seed=0, real=False):
        self.theory, self.topology = theory, topology
        self.numbers = Reals(seed) if real else Field(seed)
        self.memory = {}

    def definition(self, symbol, layer):
        several = self.theory.definitions.get(symbol, ())
        chosen = None
        for rank in (0, 1, 2):
            for definition in several:
                head = definition.head.layer
                kind = 2 if head is None or head.base not in ("", "L") else (0 if head.base == "" else 1)
                if kind != rank or chosen is not None:
                    continue
                if kind == 2 or layer_number(head, self.topology, {}) == layer:
                    chosen = definition
        if chosen is None or (layer is not None and layer < self.topology.input_layer + chosen.first):
            return None
        return chosen

    def position(self, position, env):
        return position if isinstance(position, int) else env[1][position.letter, position.uid]

    def key(self, entry, env):
        symbol = self.theory.symbols[entry.symbol]
        layer = None if entry.layer is None else layer_number(entry.layer, self.topology, env[0])
        if layer is not None:
            first = self.topology.input_layer + symbol.first
            if not first <= layer <= output_layer(self.topology):
                raise NoInstance
        places = tuple(self.position(p, env) for p in entry.indices)
        for place, extent in zip(places, symbol.extents, strict=True):
            if not 1 <= place <= size_of(extent, self.topology, env[0], layer or 0):
                raise NoInstance
        return entry.symbol, layer, places

    def entry(self, key, seed):
        """Return (value, slope) of the entry with this key, where the entry `seed` is the variable."""
        if seed is not None and key[:2] == seed[:2]:
            return self.entry(key, None)[0], self.numbers.number(int(key == seed))
        if (key, seed) not in self.memory:
            symbol, layer, places = key
            definition = self.definition(symbol, layer)
            if definition is None:
                self.memory[key, seed] = self.numbers.draw(key), self.numbers.number(0)
            else:
                head = definition.head
                layers = {}
                if head.layer is not None and head.layer.base not in ("", "L"):
                    layers[head.layer.base] = layer - head.layer.offset
                names = {(i.letter, i.uid): p for i, p in zip(head.indices, places, strict=True)}
                self.memory[key, seed] = self.value(definition.body, (layers, names, None), seed)
        return self.memory[key, seed]

    def extent(self, index, env):
        return min(size_of(size, self.topology, env[0]) for size in index.sizes)

    def value(self, term, env, seed=None):
        """Return (value, slope) of the term; env = (layers, indices, (parameter, value) of a formula)."""
        n = self.numbers
        match term:
            case Number(v):
                return n.number(v), n.number(0)
            case Entry():
                if env[2] is not None and term == env[2][0]:
                    return env[2][1]
                return self.entry(self.key(term, env), seed)
            case Delta(left, right):
                return n.number(int(self.position(left, env) == self.position(right, env))), n.number(0)
            case Shift(left, right, offset):
                totals = [sum(self.position(place, env) for place in side) for side in (left, right)]
                return n.number(int(totals[0] == totals[1] + offset)), n.number(0)
            case Add(terms):
                parts = [self.value(t, env, seed) for t in terms]
                return n.norm(sum(p[0] for p in parts)), n.norm(sum(p[1] for p in parts))
            case Mul(factors):
                v, s = n.number(1), n.number(0)
                for factor in factors:
                    fv, fs = self.value(factor, env, seed)
                    v, s = n.norm(v * fv), n.norm(s * fv + v * fs)
                return v, s
            case Power(base, exponent):
                k = constant(exponent)
                v, s = self.value(base, env, seed)
                value = n.power(v, k)
                return value, n.norm(n.number(k) * n.power(v, k - 1) * s) if s else n.number(0)
            case Sum(index, body):
                v, s = n.number(0), n.number(0)
                for place in range(1, self.extent(index, env) + 1):
                    inner = (env[0], {**env[1], (index.letter, index.uid): place}, env[2])
                    bv, bs = self.value(body, inner, seed)
                    v, s = n.norm(v + bv), n.norm(s + bs)
                return v, s
            case Apply():
                return self.apply(term, env, seed)
            case Functional(name, parameters, index, body):
                return self.functional(name, parameters, index, body, env, seed)
            case Partial(of, wrt):
                if seed is not None:
                    raise NotImplementedError
                return self.value(of, env, self.key(wrt, env))[1], n.number(0)
        raise NotImplementedError

    def apply(self, term, env, seed):
        n = self.numbers
        v, s = self.value(term.argument, env, seed)
        meaning = self.theory.functions.get(term.function)
        name = term.function
        if isinstance(meaning, Formula):
            if term.order == 0:
                return self.value(meaning.body, ({}, {}, (meaning.parameter, (v, s))), None)
            if term.order == 1 and seed is None:
                one = n.number(1)
                return self.value(meaning.body, ({}, {}, (meaning.parameter, (v, one))), None)[1], n.number(0)
            raise NotImplementedError
        if not isinstance(meaning, Named) and term.layer is not None:
            name = f"{name}@{layer_number(term.layer, self.topology, env[0])}"
        slope = n.norm(n.call(name, meaning, term.order + 1, v) * s) if s else n.number(0)
        return n.call(name, meaning, term.order, v), slope

    def functional(self, name, parameters, index, body, env, seed):
        n = self.numbers
        places = range(1, self.extent(index, env) + 1)
        inner = [(env[0], {**env[1], (index.letter, index.uid): place}, env[2]) for place in places]
        pairs = [self.value(body, e, seed) for e in inner]
        at = (name, tuple(self.position(p, env) for p in parameters), tuple(p[0] for p in pairs))
        slope = sum(n.draw((*at, "slope", i)) * s for i, (_, s) in enumerate(pairs))
        return n.draw(at), n.norm(slope)


def letters_and_indices(*terms):
    """Return the layer letters, and the free indices with their sizes, that occur in the terms."""
    letters, free = {}, {}

    def visit(term, bound):
        def see(position):
            if isinstance(position, Index) and (position.letter, position.uid) not in bound:
                free.setdefault((position.letter, position.uid), position)
                for size in position.sizes:
                    see_layer(size.layer)

        def see_layer(layer):
            if layer is not None and layer.base not in ("", "L"):
                letters[layer.base] = None

        match term:
            case Entry(_, layer, indices):
                see_layer(layer)
                for position in indices:
                    see(position)
            case Apply(_, layer, _, argument):
                see_layer(layer)
                visit(argument, bound)
            case Functional(_, parameters, index, body):
                for position in parameters:
                    see(position)
                visit(body, {*bound, (index.letter, index.uid)})
            case Sum(index, body):
                for size in index.sizes:
                    see_layer(size.layer)
                visit(body, {*bound, (index.letter, index.uid)})
            case Add(parts) | Mul(parts):
                for part in parts:
                    visit(part, bound)
            case Power(base, exponent):
                visit(base, bound)
                visit(exponent, bound)
            case Delta(left, right):
                see(left)
                see(right)
            case Shift(left, right):
                for position in (*left, *right):
                    see(position)
            case Partial(of, wrt):
                visit(of, bound)
                visit(wrt, bound)

    for term in terms:
        visit(term, set())
    return list(letters), free


def satisfies(cases, layers, topology):
    """Return whether one of the cases ("l < L", "l = L-1, L > 2") is true of the layers."""
    if not cases:
        return True

    def number(text):
        for base in (*sorted(layers, key=len, reverse=True), "L"):
            if text.startswith(base):
                return (output_layer(topology) if base == "L" else layers[base]) + int(text[len(base) :] or 0)
        return int(text)

    def true(comparison):
        left, relation, right = comparison.split(" ")
        left, right = number(left), number(right)
        return {"<": left < right, ">": left > right, "=": left == right}[relation]

    return any(all(true(part) for part in case.split(", ")) for case in cases)


def entries(term):
    """Return every entry of the term."""
    match term:
        case Entry():
            return [term]
        case Apply(argument=body) | Functional(body=body) | Sum(body=body):
            return entries(body)
        case Add(parts) | Mul(parts):
            return [entry for part in parts for entry in entries(part)]
        case Power(base, exponent):
            return [*entries(base), *entries(exponent)]
        case Partial(of, wrt):
            return [*entries(of), wrt]
    return []


def exists(entry, world, layers):
    """Return whether the family has entries at the layer."""
    if entry.layer is None:
        return True
    low = world.topology.input_layer + world.theory.symbols[entry.symbol].first
    return low <= layer_number(entry.layer, world.topology, layers) <= output_layer(world.topology)


def counterexamples(theory, claim, topology, cases=(), seed=0, real=False, limit=40):
    """Return (number of instances tried, a list of the instances at which the sides differ)."""
    world = World(theory, topology, seed, real)
    letters, free = letters_and_indices(claim.lhs, claim.rhs)
    low, high = topology.input_layer, output_layer(topology)
    tried, bad = 0, []
    whole = [part for side in (claim.lhs, claim.rhs) for part in entries(side)]
    for numbers in product(range(low - 2, high + 3), repeat=len(letters)):
        layers = dict(zip(letters, numbers, strict=True))
        try:
            if not satisfies(cases, layers, topology) or not all(exists(entry, world, layers) for entry in whole):
                continue
            ranges = [range(1, min(size_of(s, topology, layers) for s in i.sizes) + 1) for i in free.values()]
        except KeyError:
            continue
        places = list(product(*ranges))
        random.Random(seed).shuffle(places)
        for place in places[:limit]:
            env = (layers, dict(zip(free, place, strict=True)), None)
            try:
                left, right = world.value(claim.lhs, env)[0], world.value(claim.rhs, env)[0]
            except (NoInstance, ZeroDivisionError):
                continue
            tried += 1
            if not world.numbers.equal(left, right):
                bad.append((layers, place, left, right))
    return tried, bad


def topology_of(depth, theory, widths=(3, 2, 4, 5, 6, 7)):
    """Return a network of that depth with distinct widths, or equal ones where the theory wants it."""
    widths = tuple([3] * (depth + 1)) if theory.uniform else tuple(widths[: depth + 1])
    if theory.single:
        widths = tuple([1] * (depth + 1))
    sizes = {"m": 3, "x": 4, "p": 2, "q": 3, "r": 5}
    return Topology(widths, sizes, theory.input_layer)
