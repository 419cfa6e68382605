"""Verdicts: what the judges say of a relation, and what the report is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from derive.display import Displayed
from derive.source import Source, Span


class Answer(Enum):
    """What one judge says of one claim."""

    PROVED = "proved"
    AGREES = "agrees"
    DIFFERS = "differs"
    NO_INSTANCE = "no instance"
    NO_ANSWER = "no answer"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A network and numbers for which the two sides differ; every value is exact or a stated decimal.

    `entry` names the free layers and indices (l = 2, j = 1), `functions` how unspecified functions were chosen
    (σ(t) = t^2), `values` the numbers that both sides depend on, in the author's names.
    """

    layers: str
    entry: str
    functions: tuple[str, ...]
    values: Mapping[str, str]
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A replacement for the characters of `span`, in LaTeX; `proved` when the corrected claim is proved.

    `where` holds the conditions under which it then holds; `others` are equally small corrections, as instructions.
    `besides` are replacements that belong to it: in a chain, those in the link before, which would suffer without them.
    """

    span: Span
    latex: str
    proved: bool
    where: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    besides: tuple[tuple[Span, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Holds:
    """True: for every size, or for the layers that `scope` names (none for a definition), under conditions `where`."""

    scope: str
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """False, with the witness."""

    rule: str
    message: str
    counterexample: Counterexample
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class IllFormed:
    """No value, or sides of different shapes."""

    rule: str
    message: str
    span: Span
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Not judged, and why."""

    rule: str
    message: str
    span: Span | None = None


Verdict: TypeAlias = Holds | Wrong | IllFormed | Unchecked


@dataclass(frozen=True, slots=True)
class Finding(Displayed):
    """One relation of a document and what was found: `lhs` and `rhs` are the places of its sides.

    `judges` has the keys general, instance and numeric; `notes` are lines for the reader (which definition was used,
    which layers were tried). `ignored` says why the finding is not to be reported, or is empty.
    """

    id: str
    span: Span
    lhs: Span
    rhs: Span
    role: str
    verdict: Verdict
    judges: Mapping[str, Answer]
    notes: tuple[str, ...] = ()
    ignored: str = ""


@dataclass(frozen=True, slots=True)
class Repaired:
    """Damage that the reader mended: D103 lost characters, D104 escapes of a site generator, D105 other."""

    rule: str
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that is not wrong by itself and that a reader should know: D405 mixed layouts, D107 an idle remark."""

    rule: str
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class DocumentReport(Displayed):
    """Everything found in one document."""

    source: Source
    findings: tuple[Finding, ...]
    assumed: tuple[str, ...]
    repaired: tuple[Repaired, ...]
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file that could not be checked at all: missing, unreadable, binary."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Report(Displayed):
    """The outcome of one run."""

    documents: tuple[DocumentReport, ...]
    problems: tuple[FileProblem, ...] = ()
