"""Documents made from good ones by damage, and what becomes of them on the way from text to theory or to verdicts."""

import re
import signal
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from derive.elaborate.elaborate import elaborate
from derive.elaborate.sections import theories
from derive.elaborate.standard import Choices
from derive.pipeline import Options, check
from derive.read.format import _SUFFIXES
from derive.read.read import read
from derive.source import Source
from derive.syntax.parse import parse_document
from derive.verdict import Unchecked

ROOT = Path(__file__).resolve().parent.parent.parent
SUFFIXES = tuple(sorted(suffixes[0] for suffixes in _SUFFIXES.values()))
LINES_OF_A_SEED, LONGEST, SECONDS = 4, 1_000, 2.0

TOKENS = r"""
    $ $$ \( \) \[ \] { } ( ) [ ] | \| \left( \right) \left. \right| \{ \} ^ _ ' '' & \\ , ; : . ! = \equiv := < \le
    > \ne + - * / \cdot \times \odot \circ \otimes \sum \prod \int \partial \nabla \mathrm{d} \frac \dfrac \over
    \sqrt \infty \sum_j \sum_{k=1}^{n} \prod_{i\ne j} \frac{\partial C}{\partial w^l_{jk}} \frac{d}{dz} \partial_w
    \nabla_a T \top ^T ^{l-1} ^{(L)} ^{[l+1]} _{jk} _{j,k} _1 ^{-1} ^2 ^{1/2} ^l _j _k ^L 0 1 2 10 0.5 \tfrac12
    \ldots \cdots \vdots a b w z x y C L \delta \sigma \sigma' \ell \alpha \lambda n m W^{[l]} \mathbf{W} \hat{y}
    \bar{x} \tilde\delta \vec{a} \begin{align} \end{align} \begin{cases} \end{cases} \begin{pmatrix} \end{pmatrix}
    \begin{aligned} \end{aligned} \text{if} \text{and} \mathrm{diag} \operatorname{softmax} \log \exp \max \tanh \ln
    \quad \, \! \underbrace \overset \newcommand{\x}{ \def\y#1{ \x \y \DeclareMathOperator \tag{1} \label{a} \mid
    \in \forall \to \approx \propto \therefore &amp; &lt; <br> `` ``` --- # > | - <!-- --> %% \% \_ \' é δ σ ∂ Σ ²
    ⁻¹ ₖ ∇ ⊙ ᵀ → ≠
"""
PIECES = (
    *TOKENS.split(),
    *("\n", "\n\n", " ", "\t", "\x00", "\ud800", "\u200b", "\u0301", "rac{1}{2}", "\neq ", "\right)"),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that was too much: what happened, where, and the document."""

    what: str
    name: str
    text: str


def seeds():
    """Return pieces of the notes and equations that come with derive, short enough to be read in a few milliseconds."""
    folders = (ROOT / "tests" / "notes", ROOT / "equations")
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.iterdir())]
    return tuple(piece for text in texts for piece in cut(text))


def cut(text):
    """Yield the text by a few lines each time."""
    lines = text.splitlines(keepends=True)
    for first in range(0, len(lines), LINES_OF_A_SEED):
        piece = "".join(lines[first : first + LINES_OF_A_SEED])
        if piece.strip():
            yield piece[:LONGEST]


def place(drawn, text):
    """Return the two ends of a random part of the text, a short one as a rule."""
    start = drawn.randrange(len(text) + 1)
    return start, min(len(text), start + int(drawn.expovariate(1 / 12)))


def token_place(drawn, text):
    """Return the two ends of a random command, bracket, letter or number of the text."""
    found = list(re.finditer(r"\\[A-Za-z]+|\\.|\d+|[^\s\\]", text))
    return drawn.choice(found).span() if found else (0, 0)


def mutated(drawn, text, others):
    """Return the text after a few random kinds of damage."""
    for _ in range(1 + int(drawn.expovariate(0.7))):
        start, end = place(drawn, text) if drawn.random() < 0.4 else token_place(drawn, text)
        match drawn.randrange(8):
            case 0:
                text = text[:start] + text[end:]
            case 1 | 2:
                text = text[:start] + drawn.choice(PIECES) + text[start:]
            case 3:
                text = text[:start] + drawn.choice(PIECES) + text[end:]
            case 4:
                text = text[:end] + text[start:end] * drawn.choice((1, 1, 2, 5, 40)) + text[end:]
            case 5:
                other = drawn.choice(others)
                here, there = place(drawn, other)[0], token_place(drawn, other)[1]
                text = text[:start] + other[min(here, there) : max(here, there)][:200] + text[end:]
            case 6:
                first, last = token_place(drawn, text)
                low, high = sorted(((start, end), (first, last)))
                if low[1] <= high[0]:
                    between = text[low[1] : high[0]]
                    text = text[: low[0]] + text[slice(*high)] + between + text[slice(*low)] + text[high[1] :]
            case 7:
                text = text[:start] + "{" + text[start:end] + "}" + text[end:]
    return text[:LONGEST]


def understood(source):
    """Read, parse and elaborate the document."""
    passages = read(source)
    for run in theories(parse_document(passages).statements, source):
        elaborate(run.statements, source, Choices(None, None), run.context, run.naming)


def judged(source):
    """Check the document by the judges that no process of its own is needed for; an error of derive itself fails."""
    for finding in check(source, Options(judges="general,numeric", seconds=SECONDS)).findings:
        if isinstance(finding.verdict, Unchecked) and finding.verdict.rule == "D902":
            raise AssertionError(finding.verdict.message)


class TooSlow(Exception):
    """The time for one document is up."""


@contextmanager
def alarm(seconds):
    """End what runs inside with TooSlow after so many seconds of processor time, where the system has such an alarm."""

    def ring(*_):
        raise TooSlow

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def attempt(name, text, work=understood):
    """Return the failure that the document leads to, or None."""
    began = time.process_time()
    try:
        with alarm(4 * SECONDS):
            work(Source(name, text))
    except (Exception, RecursionError) as error:
        frames = traceback.extract_tb(error.__traceback__)
        where = next((frame for frame in reversed(frames) if "/derive/" in frame.filename), frames[-1])
        return Failure(f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}: {error}", name, text)
    taken = time.process_time() - began
    return Failure(f"{taken:.1f} s", name, text) if taken > SECONDS else None


def shrunk(failure, work=understood):
    """Return the failure with as little text as still leads to the same one."""
    kind, text, size = failure.what.partition(":")[0], failure.text, len(failure.text) // 2
    if failure.what.endswith(" s"):
        return failure
    while size:
        start = 0
        while start < len(text):
            shorter = text[:start] + text[start + size :]
            found = attempt(failure.name, shorter, work)
            if found is not None and found.what.partition(":")[0] == kind:
                text = shorter
            else:
                start += size
        size //= 2
    return attempt(failure.name, text, work) or failure


def plain_run(first, number, work=understood):
    """Yield the failures of so many damaged seeds, numbered from the first on: the same number is the same document."""
    from_seeds = seeds()
    for key in range(first, first + number):
        drawn = Random(key)
        text = mutated(drawn, drawn.choice(from_seeds), from_seeds)
        name = "note" + (".md" if drawn.random() < 0.6 else drawn.choice(SUFFIXES))
        failure = attempt(name, text, work)
        if failure is not None:
            yield failure
