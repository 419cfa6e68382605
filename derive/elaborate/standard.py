"""The standard network under the document's own letters, for what it uses and never defines."""

from dataclasses import dataclass, replace

from derive.elaborate import complete
from derive.elaborate.average import mean_cost
from derive.elaborate.define import applications, letters, safe_layer
from derive.elaborate.lexicon import Lexicon, arity, family, function_name
from derive.elaborate.network import NEVER_DEFINED, NOT_UNDERSTOOD, Draft, carrier_of, define
from derive.elaborate.scripts import scripted
from derive.elaborate.spread import INPUTS
from derive.elaborate.walk import walk
from derive.syntax.tree import Derivative, Tree
from derive.term.term import LITERAL, OUTPUT, Apply, Entry, Index, Layer, Mul, Partial, Power, number
from derive.term.traverse import entries, subterms
from derive.theory import Definition, Named


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user fixes that a document may leave open; `layout` is numerator or denominator."""

    activation: str | None = None
    cost: str | None = None
    layout: str | None = None


UNNAMED_COST = "cost"
"""The name of a cost that the document speaks of only through its sensitivities."""


def complete_network(draft: Draft, sensitivities: tuple[str, ...], trees: list[Tree], choices: Choices) -> None:
    """Add what the standard network says of the letters that are used and not defined."""
    lexicon = draft.lexicon
    used = dict.fromkeys(letter.name for tree in trees for letter in letters(tree))
    applied = applications(trees, lexicon)
    pre_activation = pre_activation_of(draft, applied)
    activation = lexicon.carrier or carrier_of(draft.definitions) or standard_activation(used, lexicon)
    if pre_activation is not None:
        complete_pre_activation(draft, pre_activation, activation, used)
        complete_activation(draft, activation, pre_activation, applied)
        complete_output(draft, activation, pre_activation, trees)
    draft.lexicon = replace(lexicon, carrier=activation)
    if sensitivities and lexicon.cost is None:
        lexicon = draft.lexicon = replace(draft.lexicon, cost=UNNAMED_COST)
    if lexicon.averaged is not None:
        complete_mean(draft, lexicon.averaged, trees)
        lexicon = draft.lexicon
    complete_cost(draft, activation, choices, sloped_by(trees, lexicon))
    layered = pre_activation is not None
    if not layered and len(set(applied.values())) == 1:
        pre_activation = next(iter(applied.values()))
    for name in sensitivities:
        count = arity(lexicon, name)
        if pre_activation is None or lexicon.cost is None or count > 2 or count != arity(lexicon, pre_activation):
            draft.unknown.setdefault(name, NEVER_DEFINED)
            continue
        if define(draft, complete.sensitivity(name, lexicon.cost, pre_activation, count, layered)):
            draft.assumed.append(f"{name} = ∂{lexicon.cost}/∂{pre_activation}")
    complete_input(draft, activation, used, trees)
    name_activation(draft, pre_activation if layered else None, choices)


def complete_mean(draft: Draft, count: str, trees: list[Tree]) -> None:
    """Define J = L/m for a cost J that is differentiated by parameters only, L being that of the samples together."""
    draft.assumed.append(f"d before a parameter means the slope of the mean over {count} samples")
    mean = mean_cost(trees, draft.lexicon)
    if mean is None or mean in draft.definitions or mean in draft.unknown:
        return
    rest = [name for name in draft.lexicon.vocabulary.costs if name != mean and not name.endswith(".")]
    draft.lexicon = replace(draft.lexicon, cost=rest[0] if rest else UNNAMED_COST)
    share = Power(Entry(count, None, ()), number(-1))
    total = Entry(draft.lexicon.cost or UNNAMED_COST, None, ())
    if define(draft, Definition(Entry(mean, None, ()), Mul((share, total)), 0, None)):
        draft.assumed.append(f"{mean} is the mean over {count} samples")


def complete_input(draft: Draft, activation: str | None, used: dict[str, None], trees: list[Tree]) -> None:
    """Define x = a^0 where the document speaks of x and of a^0, and never ties the two or differentiates by x."""
    lexicon = draft.lexicon
    if activation is None or any(item.head.layer is None for item in draft.definitions.get(activation, ())):
        return
    known = {entry.symbol for group in draft.definitions.values() for item in group for entry in entries(item.body)}
    known |= {*draft.definitions, *lexicon.vocabulary.layered, *lexicon.vocabulary.functions}
    slopes = [part for tree in trees for part in walk(tree) if isinstance(part, Derivative)]
    varied = {letter.name for part in slopes for letter in letters(part.wrt)}
    reaches_input = any(Layer(LITERAL) == safe_layer(x, lexicon) for tree in trees for x in letters(tree))
    for name in INPUTS:
        if name not in used or name in known | varied or not reaches_input:
            continue
        count = arity(lexicon, name)
        if count == arity(lexicon, activation) and activation in lexicon.vocabulary.layered:
            indices = tuple(Index(letter, 0, ()) for letter in ("j", "k")[:count])
            body = Entry(activation, Layer(LITERAL), indices)
            if define(draft, Definition(Entry(name, None, indices), body, 0, None)):
                draft.assumed.append(f"{name} is {activation}^0, the input")


def pre_activation_of(draft: Draft, applied: dict[str, str]) -> str | None:
    """Return the layered letter that a function is applied to."""
    vocabulary = draft.lexicon.vocabulary
    return next((name for name in applied.values() if name in vocabulary.layered), None)


def standard_activation(used: dict[str, None], lexicon: Lexicon) -> str | None:
    """Return the layered letter a (or h, o) when no definition tells the activation."""
    return next((name for name in ("a", "h", "o") if name in used and name in lexicon.vocabulary.layered), None)


def complete_pre_activation(draft: Draft, name: str, activation: str | None, used: dict[str, None]) -> None:
    """Define z as the argument of the function in a = σ(…), or as w a + b."""
    if name in draft.definitions or activation is None:
        return
    lexicon = draft.lexicon
    for definition in draft.definitions.get(activation, ()):
        if isinstance(definition.body, Apply) and not isinstance(definition.body.argument, Entry):
            head = Entry(name, definition.head.layer, definition.head.indices)
            if define(draft, Definition(head, definition.body.argument, 0, None)):
                draft.assumed.append(f"{name} is the argument of the activation function")
            return
    weights: tuple[str, ...] = ("w", "W", "theta", "Theta")
    weight = next((letter for letter in weights if letter in used), None)
    if weight is not None and "b" in used and arity(lexicon, weight) == 2 * arity(lexicon, name):
        weight = lexicon.aliases.get(weight, weight)
        if define(draft, complete.weighted_input(name, weight, "b", activation, arity(lexicon, name))):
            draft.assumed.append(f"{name} = Σ {weight} {activation} + b, layer by layer")


def complete_activation(draft: Draft, name: str | None, pre_activation: str, applied: dict[str, str]) -> None:
    """Define a = σ(z) where the document has no definition of a."""
    if name is None or name in draft.definitions or name == pre_activation:
        return
    if pre_activation not in draft.definitions:
        return
    function = next(function for function, argument in applied.items() if argument == pre_activation)
    if define(draft, complete.activated(name, function, pre_activation, arity(draft.lexicon, name))):
        draft.assumed.append(f"{name} = {function}({pre_activation})")


def complete_output(draft: Draft, name: str | None, pre_activation: str, trees: list[Tree]) -> None:
    """Define a^L = σ_o(z^L) where a function σ_o is used beside a^l = σ(z^l) and never defined.

    The function of the output layer has the letter of the others and a suffix; with two such functions none is meant.
    """
    group = draft.definitions.get(name or "", ())
    if name is None or len(group) != 1 or group[0].head.layer is None or group[0].head.layer.base in (OUTPUT, LITERAL):
        return
    head, body = group[0].head, group[0].body
    if not isinstance(body, Apply) or body.layer is not None or not isinstance(body.argument, Entry):
        return
    suffixed = suffixed_functions(trees, draft.lexicon, body.function)
    if len(suffixed) != 1 or suffixed[0] in draft.functions or body.argument.symbol != pre_activation:
        return
    argument = Entry(body.argument.symbol, Layer(OUTPUT), body.argument.indices)
    applied = Apply(suffixed[0], None, body.order, argument)
    define(draft, Definition(Entry(name, Layer(OUTPUT), head.indices), applied, 0, None))
    draft.assumed.append(f"{name} = {suffixed[0]}({pre_activation}) at the output layer")


def suffixed_functions(trees: list[Tree], lexicon: Lexicon, function: str) -> tuple[str, ...]:
    """Return the functions that have the letter of the given one and a suffix: g_o beside g."""
    found: dict[str, None] = {}
    for tree in trees:
        for letter in letters(tree):
            named = letter.name == function or letter.name.startswith(f"{function}_")
            if named and letter.name in lexicon.vocabulary.functions:
                found.setdefault(function_name(letter, lexicon))
    return tuple(name for name in found if name != function)


def sloped_by(trees: list[Tree], lexicon: Lexicon) -> set[str]:
    """Return the families that a cost is differentiated by."""
    slopes = [part for tree in trees for part in walk(tree) if isinstance(part, Derivative)]
    costs = [part for part in slopes if (of := scripted(part.of)) is not None and of.name in lexicon.vocabulary.costs]
    return {family(lexicon, letter) for part in costs if (letter := scripted(part.wrt)) is not None}


def complete_cost(draft: Draft, activation: str | None, choices: Choices, sloped: set[str]) -> None:
    """Define every cost that has no definition, as stated by the user or as an unspecified function of the output."""
    lexicon = draft.lexicon
    outputs = output_entries(draft, activation)
    # of several quantities that nothing is made of, those are outputs that the document differentiates the cost by
    outputs = [entry for entry in outputs if entry.symbol in sloped] or outputs
    for name in per_sample(draft):
        parameters = tuple(Index(letter, 0, ()) for letter in ("x", "i")[: arity(lexicon, name)])
        if define(draft, complete.abstract_cost(name, parameters, outputs)):
            draft.assumed.append(f"{name[:-1]} of a sample is any smooth function of the output")
    for name in dict.fromkeys((*lexicon.vocabulary.costs, *((lexicon.cost,) if lexicon.cost else ()))):
        if name in draft.definitions or name in draft.unknown:
            continue
        same = same_cost(draft, name)
        if same is not None and define(draft, Definition(Entry(name, None, ()), same, 0, None)):
            draft.assumed.append(f"{name} is the cost that is defined with a number")
            continue
        if not outputs:
            continue
        if is_used(draft, name):
            draft.unknown[name] = NOT_UNDERSTOOD
            continue
        if choices.cost not in (None, "abstract"):
            target = free_target(draft)
            if define(draft, complete.stated_cost(name, str(choices.cost), outputs[0], target)):
                draft.assumed.append(f"{name} is the {choices.cost} cost")
        else:
            if define(draft, complete.abstract_cost(name, (), outputs)):
                draft.assumed.append(f"{name} is any smooth function of the output")


def same_cost(draft: Draft, name: str) -> Entry | None:
    """Return the cost C_0 that C means where only C_0 is defined."""
    for group in (draft.definitions.get(f"{variant}.", ()) for variant in (name, name.swapcase())):
        if len(group) == 1 and all(isinstance(position, int) for position in group[0].head.indices):
            return group[0].head
    return None


def is_used(draft: Draft, name: str) -> bool:
    """Tell whether a definition is made of the letter, which then is no cost of its own: F in y = x + F(x, W)."""
    bodies = [
        item.body
        for head, group in draft.definitions.items()
        if head not in draft.lexicon.vocabulary.costs
        for item in group
        if not any(isinstance(part, Partial) for part in subterms(item.body))
    ]
    return any(entry.symbol == name for body in bodies for entry in entries(body))


def output_entries(draft: Draft, activation: str | None) -> list[Entry]:
    """Return what a cost without definition depends on: a^L, or all that is computed and used by nothing else."""
    lexicon = draft.lexicon
    if activation is not None and any(
        item.head.layer is not None and item.head.layer.base != LITERAL
        for item in draft.definitions.get(activation, ())
    ):
        return [complete.output_entry(activation, Layer(OUTPUT), arity(lexicon, activation))]
    used = {
        (entry.symbol, entry.layer)
        for group in draft.definitions.values()
        for item in group
        if not isinstance(item.body, Partial)
        for entry in entries(item.body)
        if entry.symbol != item.head.symbol
    }
    heads = dict.fromkeys(
        (item.head.symbol, item.head.layer)
        for name, group in draft.definitions.items()
        if name not in lexicon.vocabulary.costs
        for item in group
        if not any(isinstance(part, Partial) for part in subterms(item.body)) and len(item.head.indices) <= 2
    )
    unused = [(name, layer) for name, layer in heads if (name, layer) not in used]
    if any(layer is not None and layer.base not in (OUTPUT, LITERAL) for _, layer in unused):
        return []  # a family of every layer that is no activation: nothing says at which layer the cost has it
    return [complete.output_entry(name, layer, arity(lexicon, name)) for name, layer in unused]


def per_sample(draft: Draft) -> tuple[str, ...]:
    """Return the costs of one sample, C_x in C = 1/n Σ_x C_x, that no definition gives."""
    found: dict[str, None] = {}
    for group in draft.definitions.values():
        for definition in group:
            for entry in entries(definition.body):
                if entry.symbol.endswith(".") and entry.symbol not in draft.definitions:
                    found.setdefault(entry.symbol)
    return tuple(found)


def free_target(draft: Draft) -> str:
    """Return the letter of the target for a cost that the user states."""
    return "y" if "y" not in draft.definitions else "target"


def name_activation(draft: Draft, pre_activation: str | None, choices: Choices) -> None:
    """Give the unspecified activation functions the meaning that the user states."""
    if choices.activation in (None, "abstract"):
        return
    for group in draft.definitions.values():
        for definition in group:
            body = definition.body
            if isinstance(body, Apply) and body.function not in draft.functions and reaches(body, pre_activation):
                draft.functions[body.function] = Named(str(choices.activation))


def reaches(body: Apply, pre_activation: str | None) -> bool:
    """Tell whether the function is applied to the pre-activation or to an expression for it."""
    return not isinstance(body.argument, Entry) or pre_activation in (None, body.argument.symbol)
