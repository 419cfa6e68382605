"""The leaves of a document's terms on a concrete network: which value an entry or a derivative is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.codegen.array import Array, Kind, Value
from derive.codegen.lower import Factor, Reading, Unsupported, is_matrix, lower, sampled
from derive.codegen.roles import Roles
from derive.codegen.rules import Rule, concrete, letters_at, renamed
from derive.source import excerpt
from derive.term.term import LITERAL, Apply, Entry, Index, Layer, Mul, Partial, Sum, Term, number
from derive.term.traverse import subterms
from derive.theory import Definition, Theory
from derive.topology import Topology, layer_number, size_of

SLOPE = "d"
"""Put before the name of a value for the derivative of the cost by it."""


@dataclass(frozen=True, slots=True)
class Network:
    """A theory on chosen layers; `activations` names the function of every layer after the input.

    `names` are the names of values for families of the document: a program never sees a letter of the document.
    """

    theory: Theory
    roles: Roles
    topology: Topology
    activations: tuple[str, ...]
    cost: str
    names: Mapping[str, str]
    aliases: Mapping[str, Entry] = field(default_factory=dict)

    def number(self, layer: int) -> int:
        """Return the author's number of a layer counted from the input."""
        return layer + self.topology.input_layer

    def value(self, entry: Entry, prefix: str = "") -> Factor:
        """Return the value of which this is an entry."""
        if entry.symbol not in self.names:
            raise Unsupported("it contains a quantity that is no part of the network")
        symbol = self.theory.symbols[entry.symbol]
        layer = len(self.activations) if entry.layer is None else entry.layer.offset - self.topology.input_layer
        if not (0 if entry.symbol == self.roles.activation else symbol.first) <= layer <= len(self.activations):
            raise KeyError(entry.symbol)
        if any(not isinstance(position, Index) for position in entry.indices):
            raise Unsupported("it speaks of one neuron by its number")
        for position in entry.indices:
            if isinstance(position, Index):
                self.extent(position)
        labels = tuple((i.letter, i.uid) for i in entry.indices if isinstance(i, Index))
        if len(set(labels)) != len(labels):
            raise Unsupported("it has a diagonal of a matrix")
        name = prefix + self.names[entry.symbol]
        match name:
            case "w":
                return Factor(Value(name, layer, Kind.MATRIX), self.roles.ordered(labels), False)
            case "b":
                return Factor(Value(name, layer, Kind.VECTOR), labels, False)
            case "dw":
                return Factor(Value(name, layer, Kind.MATRIX), self.roles.ordered(labels), True)
            case _:
                return Factor(Value(name, layer, Kind.SAMPLES), labels, True)

    def entry(self, entry: Entry) -> Factor:
        """Return what an entry of a term stands for: δ = ∂C/∂z is read as the derivative itself."""
        alias = self.aliases.get(entry.symbol)
        if alias is None:
            return self.value(entry)
        assert entry.layer is not None
        return self.value(Entry(alias.symbol, entry.layer, entry.indices), SLOPE)

    def target_of(self, lhs: Entry | Partial) -> Value | None:
        """Return the value that the left side of a rule is, None for derivatives of other things than the cost."""
        if isinstance(lhs, Entry):
            found = self.entry(lhs).array
        elif isinstance(lhs.of, Entry) and lhs.of.symbol == self.roles.cost:
            found = self.value(lhs.wrt, SLOPE).array
        else:
            return None
        assert isinstance(found, Value)
        return found

    def reading(self, rules: tuple[Rule, ...], used: list[Rule]) -> Reading:
        """Return how the leaves of terms are read; the rules by which a derivative is replaced are added to `used`."""

        def partial(term: Partial) -> Factor | Term:
            if isinstance(term.of, Entry) and term.of.symbol == self.roles.cost:
                found = self.value(term.wrt, SLOPE)
                if is_matrix(found):
                    raise Unsupported("it is computed from the gradient of a weight")
                return found
            return self.jacobian(term, rules, used)

        return Reading(self.entry, partial, self.function, self.extent)

    def function(self, term: Apply) -> str:
        """Return the name of an applied function: at z^l, the activation function of layer l."""
        if isinstance(term.argument, Entry) and term.argument.symbol == self.roles.pre_activation:
            assert term.argument.layer is not None
            name = self.activations[term.argument.layer.offset - self.topology.input_layer - 1]
            if name != "softmax":
                return name
        raise Unsupported("it applies a function to something else than a pre-activation")

    def extent(self, index: Index) -> int:
        """Return how far an index runs."""
        sizes = {size_of(size, self.topology, {}) for size in index.sizes}
        if len(sizes) != 1:
            widths = " and ".join(map(str, sorted(sizes)))
            raise Unsupported(f"the index {index.letter} counts layers of {widths} neurons")
        return sizes.pop()

    def definition(self, target: Value) -> tuple[Array, str, str] | None:
        """Return the body of the definition of a value that no derivative defines."""
        symbol = next((s for s, name in self.names.items() if name == target.name), None)
        for definition in self.theory.definitions.get(symbol or "", ()):
            letters = letters_at(definition.head.layer, self.number(target.layer), self.topology)
            if letters is None or target.layer < definition.first:
                continue
            if any(isinstance(part, Partial) for part in subterms(definition.body)):
                continue
            body = concrete(definition.body, letters, self.topology)
            try:
                return sampled(lower(body, self.reading((), []))), spelled(definition), origin(definition)
            except Unsupported:
                return None
        return None

    def jacobian(self, term: Partial, rules: tuple[Rule, ...], used: list[Rule]) -> Term:
        """Return ∂x/∂y for two entries of neighbouring values, by a rule of the document or the standard one."""
        if not isinstance(term.of, Entry) or term.of.layer is None or term.wrt.layer is None:
            raise Unsupported("it has a derivative of an expression")
        for rule in sorted(rules, key=lambda rule: rule.price):
            found = self.instance(rule, term)
            if found is not None:
                used.append(rule)
                return found
        return self.slope(term.of, term.wrt)

    def instance(self, rule: Rule, term: Partial) -> Term | None:
        """Return the right side of a rule whose left side is this derivative."""
        lhs = rule.lhs
        if not isinstance(lhs, Partial) or rule.where or any(isinstance(part, Sum) for part in subterms(rule.rhs)):
            return None
        if not isinstance(lhs.of, Entry) or not isinstance(term.of, Entry) or lhs.of.layer is None:
            return None
        if (lhs.of.symbol, lhs.wrt.symbol) != (term.of.symbol, term.wrt.symbol) or lhs.wrt.layer is None:
            return None
        assert term.of.layer is not None and term.wrt.layer is not None
        letters = letters_at(lhs.of.layer, term.of.layer.offset, self.topology)
        if letters is None or layer_number(lhs.wrt.layer, self.topology, letters) != term.wrt.layer.offset:
            return None
        old = (*lhs.of.indices, *lhs.wrt.indices)
        try:
            rhs = concrete(rule.rhs, letters, self.topology)
        except KeyError:
            return None
        return renamed(rhs, old, (*term.of.indices, *term.wrt.indices))

    def slope(self, of: Entry, wrt: Entry) -> Term:
        """Return ∂of/∂wrt by the standard network's own formulas."""
        z, a, w, b = self.roles.pre_activation, self.roles.activation, self.roles.weight, self.roles.bias
        assert of.layer is not None and wrt.layer is not None
        step = of.layer.offset - wrt.layer.offset
        before = Layer(LITERAL, of.layer.offset - 1)
        function = self.applied(wrt)
        match of.symbol, wrt.symbol, step:
            case (left, right, 0) if (left, right) == (a, z) and of.indices == wrt.indices and function is not None:
                # ∂a_j/∂z_j = f'(z_j)
                return Apply(function, None, 1, wrt)
            case (left, right, 0) if (left, right) == (z, w):
                # ∂z_j/∂w_jk = a_k
                own, source = self.roles.ordered(wrt.indices) if wrt.indices else (None, None)
                if not wrt.indices or (own,) == of.indices:
                    return Entry(a, before, () if source is None else (source,))
            case (left, right, 0) if (left, right) == (z, b) and of.indices == wrt.indices:
                # ∂z_j/∂b_j = 1
                return number(1)
            case (left, right, 1) if (left, right) == (z, a):
                # ∂z_j/∂a_k = w_jk
                return Entry(w, of.layer, self.roles.ordered((*of.indices, *wrt.indices)))
            case (left, right, 1) if (left, right) == (z, z) and function is not None:
                # ∂z^{l+1}_j/∂z^l_k = w_jk f'(z^l_k)
                weight = Entry(w, of.layer, self.roles.ordered((*of.indices, *wrt.indices)))
                return Mul((weight, Apply(function, None, 1, wrt)))
        raise Unsupported("it has a derivative that no equation gives")

    def applied(self, entry: Entry) -> str | None:
        """Return any letter for the activation function: which function it is follows from its argument's layer."""
        return "f" if entry.symbol == self.roles.pre_activation else None


def spelled(definition: Definition) -> str:
    """Return the definition as it stands in the document, nothing when it is assumed."""
    return "" if definition.span is None else excerpt(definition.span)


def origin(definition: Definition) -> str:
    """Return where the definition stands."""
    if definition.span is None:
        return "assumed"
    return f"line {definition.span.source.text.count(chr(10), 0, definition.span.start) + 1}"
