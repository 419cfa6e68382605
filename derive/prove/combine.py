"""How the answers of the judges become one verdict.

| general | instance | numeric | outcome |
|---|---|---|---|
| proved | agrees, no answer, no instance, not run | anything but differs | holds for every size |
| proved | differs | any | internal error |
| proved | any | differs | internal error |
| not proved | any | differs | wrong |
| not proved | differs | agrees | internal error |
| not proved | differs | no answer, no instance, not run | unchecked: only the numeric judge has witnesses |
| not proved | agrees, no answer, no instance, not run | agrees | holds on the layers tried |
| not proved | agrees | not run | holds on the layers tried |
| not proved | agrees | no answer, no instance | unchecked: both sides may be 0 on the layers that SymPy tried |
| not proved | no answer, no instance, not run | no answer, no instance, not run | unchecked |
"""

from enum import Enum

from derive.verdict import Answer


class Outcome(Enum):
    """What the judges say together."""

    EVERY_SIZE = "holds for every size"
    TRIED = "holds on the layers tried"
    WRONG = "wrong"
    CONFLICT = "the judges contradict each other"
    UNKNOWN = "no judge has an answer"


def combine(general: Answer, instance: Answer, numeric: Answer) -> Outcome:
    """Return the outcome of the table."""
    differ = Answer.DIFFERS in (instance, numeric)
    match general, instance, numeric:
        case Answer.PROVED, _, _:
            return Outcome.CONFLICT if differ else Outcome.EVERY_SIZE
        case _, _, Answer.DIFFERS:
            return Outcome.WRONG
        case _, Answer.DIFFERS, Answer.AGREES:
            return Outcome.CONFLICT
        case _, Answer.DIFFERS, _:
            return Outcome.UNKNOWN
        case (_, Answer.AGREES, Answer.NOT_RUN) | (_, _, Answer.AGREES):
            return Outcome.TRIED
        case _:
            return Outcome.UNKNOWN
