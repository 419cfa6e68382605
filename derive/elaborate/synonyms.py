"""A second letter for the activation function: a^l = g^l(z^l) after a^l = σ(z^l) says that g is σ."""

from collections.abc import Iterable

from derive.elaborate.define import applications
from derive.elaborate.network import Draft, names_in
from derive.elaborate.scripts import scripted
from derive.syntax.tree import Relation
from derive.term.term import Apply, Entry
from derive.theory import Formula


def name_again(draft: Draft, relations: Iterable[Relation]) -> None:
    """Define g(t) = σ(t) for every function that no definition has and that an activation is said to be."""
    known = {name for group in draft.definitions.values() for item in group for name in names_in(item.body)}
    for relation in relations:
        head = scripted(relation.left)
        group = () if head is None else draft.definitions.get(head.name, ())
        body = group[0].body if len(group) == 1 else None
        if not isinstance(body, Apply) or body.layer is not None or body.order or not isinstance(body.argument, Entry):
            continue
        for function, argument in applications([relation.right], draft.lexicon).items():
            if argument == body.argument.symbol and function not in known and function not in draft.functions:
                variable = Entry(f"t of {function}", None, ())
                draft.functions[function] = Formula(variable, Apply(body.function, None, 0, variable))
                draft.assumed.append(f"{function} is another name of {body.function}")
