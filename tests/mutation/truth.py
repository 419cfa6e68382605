"""What is true of a claim, by an evaluator that shares nothing with the judges but the terms.

An unspecified function is a polynomial with random coefficients over a prime field, an unspecified cost a random cubic
form. A derivative is the tangent of nested dual numbers, told apart by tags. Two values that differ there are proof
that a claim is false. Where a named function occurs, the numbers are floats of 60 digits instead.
"""

from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count, islice, product

from mpmath import mp, mpf

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
    Sum,
)
from derive.term.traverse import free_indices, subterms
from derive.theory import Formula, Named
from derive.topology import Topology, layer_number, output_layer, size_of

PRIME = 2**89 - 1
KINKED, KINKED_POINTS = ("relu", "step", "abs"), 8
ENTRIES = 16
"""Index values tried for one choice of layers."""


class Missing(Exception):
    """An entry, a layer or a number that this network does not have."""


def draw(*key):
    """Return a random number below the prime, the same for the same key."""
    return int.from_bytes(blake2b(repr(key).encode(), digest_size=16).digest(), "big") % PRIME


class Modular:
    """Arithmetic modulo the prime."""

    exact = True

    def number(self, value):
        return value.numerator * pow(value.denominator, -1, PRIME) % PRIME

    def free(self, *key):
        return draw("free", *key)

    def reciprocal(self, value):
        if value % PRIME == 0:
            raise Missing("a reciprocal of 0")
        return pow(value, -1, PRIME)

    def reduced(self, value):
        return value % PRIME

    def differ(self, left, right):
        return (left - right) % PRIME != 0


class Decimal:
    """Floats of 60 digits; `both_signs` for functions that do different things on either side of 0."""

    exact = False

    def __init__(self, both_signs):
        self.both_signs = both_signs

    def number(self, value):
        return mpf(value.numerator) / value.denominator

    def free(self, *key):
        size = mpf(draw("free", *key) % 9973) / 9973 + mpf(1) / 3
        return -size if self.both_signs and draw("sign", *key) % 2 else size

    def reciprocal(self, value):
        if abs(value) < mpf(10) ** -40:
            raise Missing("a reciprocal of 0")
        return 1 / value

    def reduced(self, value):
        return value

    def differ(self, left, right):
        return abs(left - right) > mpf(10) ** -35 * (1 + abs(left) + abs(right))


@dataclass(frozen=True, slots=True)
class Dual:
    """value + slope·ε with ε² = 0, where every tag has an ε of its own; the largest tag is outermost."""

    tag: int
    value: object
    slope: object


def parts(number, tag):
    """Return value and slope with respect to the tag."""
    return (number.value, number.slope) if isinstance(number, Dual) and number.tag == tag else (number, 0)


def tag_of(*numbers):
    """Return the outermost tag, 0 for plain numbers."""
    return max(number.tag if isinstance(number, Dual) else 0 for number in numbers)


def plus(ring, left, right):
    """Return left + right."""
    tag = tag_of(left, right)
    if not tag:
        return ring.reduced(left + right)
    (a, da), (b, db) = parts(left, tag), parts(right, tag)
    return Dual(tag, plus(ring, a, b), plus(ring, da, db))


def times(ring, left, right):
    """Return left · right; (a + da ε)(b + db ε) = ab + (a db + da b) ε."""
    tag = tag_of(left, right)
    if not tag:
        return ring.reduced(left * right)
    (a, da), (b, db) = parts(left, tag), parts(right, tag)
    return Dual(tag, times(ring, a, b), plus(ring, times(ring, a, db), times(ring, da, b)))


def inverse(ring, number):
    """Return 1 / number; 1/(a + da ε) = 1/a − da/a² ε."""
    tag = tag_of(number)
    if not tag:
        return ring.reciprocal(number)
    a, da = parts(number, tag)
    below = inverse(ring, a)
    return Dual(tag, below, times(ring, -1, times(ring, da, times(ring, below, below))))


def lifted(ring, function, slope, number):
    """Return f(number) for a function of floats whose slope is given on duals."""
    tag = tag_of(number)
    if not tag:
        return function(number)
    a, da = parts(number, tag)
    return Dual(tag, lifted(ring, function, slope, a), times(ring, slope(a), da))


def exponential(ring, number):
    return lifted(ring, mp.exp, lambda t: exponential(ring, t), number)


def logarithm(ring, number):
    def plain(value):
        if value <= 0:
            raise Missing("a logarithm of a negative number")
        return mp.log(value)

    return lifted(ring, plain, lambda t: inverse(ring, t), number)


def error_function(ring, number):
    def slope(t):
        return times(ring, 2 / mp.sqrt(mp.pi), exponential(ring, times(ring, -1, times(ring, t, t))))

    return lifted(ring, mp.erf, slope, number)


def plain_part(number):
    """Return the number without its ε."""
    while isinstance(number, Dual):
        number = number.value
    return number


def named(ring, name, t):
    """Return a function of the catalogue."""
    match name:
        case "identity":
            return t
        case "exp":
            return exponential(ring, t)
        case "log":
            return logarithm(ring, t)
        case "sigmoid":
            return inverse(ring, plus(ring, 1, exponential(ring, times(ring, -1, t))))
        case "tanh":
            twice = inverse(ring, plus(ring, 1, exponential(ring, times(ring, -2, t))))
            return plus(ring, times(ring, 2, twice), -1)
        case "softplus":
            return logarithm(ring, plus(ring, 1, exponential(ring, t)))
        case "relu":
            return t if plain_part(t) > 0 else times(ring, 0, t)
        case "step":
            return mpf(plain_part(t) > 0)
        case "abs":
            return t if plain_part(t) > 0 else times(ring, -1, t)
        case "erf":
            return error_function(ring, t)
        case _:
            raise Missing(name)


@dataclass(slots=True)
class Point:
    """A network with numbers; `computed` keeps entries by the overrides they were computed under."""

    theory: object
    topology: Topology
    ring: object
    seed: int
    tags: object = field(default_factory=lambda: count(1))
    computed: dict = field(default_factory=dict)
    slopes: dict = field(default_factory=dict)


def value(point, term, names, over):
    """Return the value of the term; `over` are entries that are given, as a tuple of (place, number)."""
    ring = point.ring
    match term:
        case Number(number):
            return ring.number(number)
        case Entry():
            return look_up(point, place(point, term, names), over)
        case Add(terms):
            return total(ring, [value(point, part, names, over) for part in terms])
        case Mul(factors):
            result = 1
            for factor in factors:
                result = times(ring, result, value(point, factor, names, over))
            return result
        case Power(base, Number(exponent)):
            return power(ring, value(point, base, names, over), exponent)
        case Sum(index, body):
            return total(ring, spread(point, index, body, names, over))
        case Delta(left, right):
            return int(slot(left, names) == slot(right, names))
        case Apply(function, layer, order, argument):
            tagged = function if layer is None else f"{function}@{layer_number(layer, point.topology, layers(names))}"
            return applied(point, function, tagged, order, value(point, argument, names, over))
        case Functional(function, parameters, index, body):
            key = (function, tuple(slot(parameter, names) for parameter in parameters))
            return form(point, key, spread(point, index, body, names, over))
        case Partial(of, wrt):
            return slope(point, of, place(point, wrt, names), names, over)
        case _:
            raise Missing(type(term).__name__)


def total(ring, numbers):
    result = 0
    for number in numbers:
        result = plus(ring, result, number)
    return result


def power(ring, base, exponent):
    """Return base ** exponent by repeated products, a root by its logarithm."""
    if exponent.denominator != 1 and ring.exact:
        raise Missing("a root")
    if exponent.denominator != 1:
        return (
            exponential(ring, times(ring, ring.number(exponent), logarithm(ring, base)))
            if not ring.exact
            else (ring.root(base, exponent))
        )
    if abs(exponent) > 64:
        raise Missing("a large exponent")
    if exponent < 0:
        base, exponent = inverse(ring, base), -exponent
    result = 1
    for _ in range(int(exponent)):
        result = times(ring, result, base)
    return result


def applied(point, function, key, order, argument):
    """Return the derivative of the given order at the argument: f on numbers with so many ε more."""
    if order:
        tag = next(point.tags)
        wider = applied(point, function, key, order - 1, Dual(tag, argument, 1))
        return parts(wider, tag)[1] if isinstance(wider, Dual) and wider.tag == tag else 0
    ring, meaning = point.ring, point.theory.functions[function]
    match meaning:
        case Named(name) if not ring.exact or name == "identity":
            return named(ring, name, argument)
        case Formula(parameter, body):
            return value(point, body, {}, (((parameter.symbol, None, ()), argument),))
        case _:
            result = 0
            for degree in range(5):
                result = plus(ring, times(ring, result, argument), ring.free(point.seed, "function", key, degree))
            return result


def form(point, key, numbers):
    """Return a random cubic form of the numbers: Σ c_ij x_i x_j + Σ d_i x_i³ + Σ e_i x_i."""
    ring, terms = point.ring, []
    for i, left in enumerate(numbers):
        for j, right in enumerate(numbers[i:]):
            terms.append(times(ring, ring.free(point.seed, "form", key, i, i + j), times(ring, left, right)))
        cube = times(ring, left, times(ring, left, left))
        terms.append(times(ring, ring.free(point.seed, "cube", key, i), cube))
        terms.append(times(ring, ring.free(point.seed, "line", key, i), left))
    return total(ring, terms)


def slope(point, of, where, names, over):
    """Return the slope of the term when the entry alone moves."""
    key = (where, over)
    if key not in point.slopes:
        point.slopes[key] = next(point.tags)
    tag = point.slopes[key]
    held = (*(item for item in over if item[0] != where), (where, Dual(tag, look_up(point, where, over), 1)))
    return parts(value(point, of, names, held), tag)[1]


def look_up(point, where, over):
    """Return an entry: given, computed by its definition, or free."""
    for known, number in over:
        if known == where:
            return number
    if (where, over) not in point.computed:
        point.computed[where, over] = by_definition(point, where, over)
    return point.computed[where, over]


def by_definition(point, where, over):
    symbol, layer, indices = where
    for definition in point.theory.definitions.get(symbol, ()):
        names = matching(point, definition, layer, indices)
        if names is not None:
            return value(point, definition.body, names, over)
    return point.ring.free(point.seed, symbol, layer, indices)


def matching(point, definition, layer, indices):
    """Return the values of the head's letters that make it this entry, None where it is another."""
    if layer is not None and layer < point.topology.input_layer + definition.first:
        return None
    names = {}
    for wanted, given in zip(definition.head.indices, indices, strict=True):
        if isinstance(wanted, Index):
            names[wanted.letter, wanted.uid] = given
        elif wanted != given:
            return None
    own = definition.head.layer
    if own is not None:
        if own.base in ("", "L"):
            if layer_number(own, point.topology, {}) != layer:
                return None
        else:
            names[own.base] = layer - own.offset
    return names


def place(point, entry, names):
    """Return symbol, layer number and index numbers; raise Missing where the network has no such entry."""
    symbol = point.theory.symbols[entry.symbol]
    layer = None if entry.layer is None else layer_number(entry.layer, point.topology, layers(names))
    lowest = point.topology.input_layer + symbol.first
    if layer is not None and not lowest <= layer <= output_layer(point.topology):
        raise Missing(entry.symbol)
    indices = tuple(slot(position, names) for position in entry.indices)
    for given, extent in zip(indices, symbol.extents, strict=True):
        if not 1 <= given <= size_of(extent, point.topology, {}, layer or 0):
            raise Missing(entry.symbol)
    return entry.symbol, layer, indices


def layers(names):
    return {letter: number for letter, number in names.items() if isinstance(letter, str)}


def slot(position, names):
    return position if isinstance(position, int) else names[position.letter, position.uid]


def width(index, point, names):
    sizes = [size_of(size, point.topology, layers(names)) for size in index.sizes]
    if not sizes or min(sizes) == 0:
        raise Missing(index.letter)
    return min(sizes)


def spread(point, index, body, names, over):
    key = (index.letter, index.uid)
    return [value(point, body, {**names, key: i}, over) for i in range(1, width(index, point, names) + 1)]


@dataclass(frozen=True, slots=True)
class Truth:
    """Where the sides are equal and where they differ: networks with the values of the layer letters."""

    equal: tuple
    different: tuple

    @property
    def false(self):
        return bool(self.different)


def networks(theory):
    """Return networks of several depths, all widths distinct where the document allows it."""
    floor = max(2, theory.minimum_width)
    least = max(1, theory.minimum_depth)
    depths = [least, least + 1, least + 2] if theory.depth is None else [theory.depth]
    spaces = sorted({size.space for item in theory.symbols.values() for size in item.extents if size.layer is None})
    found = []
    for number, depth in enumerate(depths):
        widths = [floor + (position * 2 + number) % (depth + 2) for position in range(depth + 1)]
        if theory.single:
            widths = [1] * (depth + 1)
        elif theory.uniform:
            widths = [floor + 1] * (depth + 1)
        elif len(set(widths)) < len(widths):
            widths = [floor + (position + number) % (depth + 1) for position in range(depth + 1)]
        found.append(Topology(tuple(widths), {s: floor + i % 2 for i, s in enumerate(spaces)}, theory.input_layer))
    return found


def layer_letters(claim):
    """Return the letters that stand for layers, in the claim's entries and in the sizes of its indices."""
    found = {}
    for side in (claim.lhs, claim.rhs):
        for part in subterms(side):
            named_layers = [getattr(part, "layer", None)]
            indices = [*getattr(part, "indices", ()), *([part.index] if isinstance(part, Sum | Functional) else [])]
            named_layers += [size.layer for index in indices if isinstance(index, Index) for size in index.sizes]
            for layer in named_layers:
                if layer is not None and layer.base not in ("", "L"):
                    found[layer.base] = None
    return tuple(found)


def uses_named(theory, claim):
    """Tell whether a catalogue function or a root can reach the claim."""
    waiting, seen = [claim.lhs, claim.rhs], set()
    while waiting:
        for part in subterms(waiting.pop()):
            if isinstance(part, Power) and not (
                isinstance(part.exponent, Number) and part.exponent.value.denominator == 1
            ):
                return True
            if isinstance(part, Apply):
                meaning = theory.functions[part.function]
                if isinstance(meaning, Named) and meaning.name != "identity":
                    return True
                if isinstance(meaning, Formula) and part.function not in seen:
                    seen.add(part.function)
                    waiting.append(meaning.body)
            if isinstance(part, Entry) and part.symbol not in seen:
                seen.add(part.symbol)
                waiting.extend(item.body for item in theory.definitions.get(part.symbol, ()))
    return False


def kinked(theory):
    """Tell whether a function has a kink or a jump at 0."""
    return any(isinstance(meaning, Named) and meaning.name in KINKED for meaning in theory.functions.values())


POINTS = {}
"""Points by theory and network, so that entries are computed once for all claims of a document."""


def points(theory, exact):
    key = (id(theory), exact)
    if key not in POINTS:
        several = not exact and kinked(theory)
        ring = Modular() if exact else Decimal(both_signs=several)
        drawn = [network for network in networks(theory) for _ in range(KINKED_POINTS if several else 1)]
        POINTS[key] = (theory, [Point(theory, network, ring, 7 + i) for i, network in enumerate(drawn)])
    return POINTS[key][1]


def truth(theory, claim):
    """Return where the claim's sides are equal and where they differ."""
    mp.dps = 60
    exact = not uses_named(theory, claim)
    equal, different = [], []
    letters = layer_letters(claim)
    for point in points(theory, exact):
        numbers = range(point.topology.input_layer, output_layer(point.topology) + 1)
        for chosen in product(numbers, repeat=len(letters)):
            names = dict(zip(letters, chosen, strict=True))
            outcome = compare(point, claim, names)
            if outcome is not None:
                (different if outcome else equal).append((point.topology.widths, names))
    return Truth(tuple(equal), tuple(different))


def compare(point, claim, names):
    """Tell whether some entry differs at these layers; None where no entry exists."""
    seen = None
    for full in entry_names(point, claim, names):
        try:
            left, right = (value(point, side, full, ()) for side in (claim.lhs, claim.rhs))
        except Missing:
            continue
        if point.ring.differ(plain_part(left), plain_part(right)):
            return True
        seen = False
    return seen


def entry_names(point, claim, names):
    """Yield values of the free indices: a spread over all, those with equal values among them."""
    sizes = {}
    for side in (claim.lhs, claim.rhs):
        for index in free_indices(side):
            sizes.setdefault((index.letter, index.uid), []).extend(index.sizes)
    limits = []
    for own in sizes.values():
        widths = [size_of(size, point.topology, names) for size in own]
        limits.append(min(widths, default=2))
    everything = list(islice(product(*(range(1, limit + 1) for limit in limits)), 4096))
    step = max(1, len(everything) // ENTRIES)
    stride = step if step % 2 or step == 1 else step + 1
    chosen = everything[::stride] + ([everything[-1]] if everything else [])
    for values in chosen:
        yield {**names, **dict(zip(sizes, values, strict=True))}
