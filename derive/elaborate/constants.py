"""Letters that stand for constants: the unit matrix I, the number π, Kronecker's δ_ij."""

from derive.elaborate.abstract import UNIT
from derive.elaborate.lexicon import Lexicon
from derive.elaborate.scripts import Scripted


def is_unit(lexicon: Lexicon, letter: Scripted) -> bool:
    """Tell whether the letter is the unit matrix, in a document with arrays."""
    return letter.name == UNIT and lexicon.unit and any(lexicon.ranks.values())


def is_pi(lexicon: Lexicon, letter: Scripted) -> bool:
    """Tell whether the letter is the number π: by itself everywhere, and given by no relation."""
    vocabulary = lexicon.vocabulary
    named = {*vocabulary.layered, *vocabulary.arities, *vocabulary.numbered, *vocabulary.costs, *lexicon.heads}
    return letter.name == "pi" and "pi" not in named and not letter.subscripts and not letter.bold


def is_kronecker(lexicon: Lexicon, letter: Scripted) -> bool:
    """Tell whether the letter is δ_{ij} where δ is nothing else: two indices, no layer, no definition."""
    vocabulary = lexicon.vocabulary
    plain = letter.name == "delta" and letter.name not in vocabulary.layered and len(letter.subscripts) == 2
    return plain and vocabulary.arities.get("delta") == 2 and "delta" not in lexicon.heads
