"""derive: a checker of hand-written derivations.

    >>> import derive
    >>> report = derive.verify("$z = w x + b$ and $\\\\frac{\\\\partial z}{\\\\partial w} = b$")
    >>> [type(finding.verdict).__name__ for finding in report.documents[0].findings]
    ['Holds', 'Wrong']

`derive.Network` is the symbolic network: z, a and C as SymPy expressions, and every derivative SymPy takes of them.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.source import Source
from derive.verdict import FileProblem, Report

if TYPE_CHECKING:
    from derive.network.network import Network as Network
    from derive.training.session import Trained

__all__ = ["Network", "Report", "train", "verify"]


def verify(
    document: str | Path,
    layers: str | None = None,
    activation: str | None = None,
    cost: str | None = None,
    judges: str = "auto",
) -> Report:
    """Return what holds and what does not in a document, given by its path or as text.

    A `Path`, or a string without a line break that names an existing file, is read; any other string is the document
    itself. The options are those of `derive verify`. A file that cannot be read becomes a problem of the report; raise
    ValueError for layers that are no network and for an activation function or a cost that derive does not know.
    """
    from derive.elaborate.named import known
    from derive.network.layers import parse_layers
    from derive.pipeline import Options, check

    known(activation, cost)
    path = named_file(document)
    if path is None:
        source = Source("text", str(document))
    else:
        try:
            source = Source(str(path), path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            return Report((), (FileProblem(str(path), str(error)),))
    widths = None if layers is None else parse_layers(layers)
    return Report((check(source, Options(widths, activation, cost, judges)),))


def train(document: str | Path | None = None, **options: Any) -> "Trained":
    """Return the network that the equations of a document, or the built-in BP1 to BP4, have trained.

    The document is given as in `verify`. The options are those of `derive train`, as Python values: data="digits",
    layers=(64, 30, 10), activation=("tanh", "softmax"), epochs=20, lr=0.1, …. Raises ValueError for data that cannot
    be used, and CodegenError for equations that are no training step.
    """
    from derive.builtin import builtin_equations
    from derive.training.session import Wishes, trained

    given = builtin_equations() / "four-equations.md" if document is None else document
    path = named_file(given)
    text = str(given) if path is None else path.read_text(encoding="utf-8")
    return trained(Source("text" if path is None else str(path), text), Wishes(**options))


def load_ipython_extension(shell: Any) -> None:
    """Give the shell of a notebook the magics %derive and %%derive: `%load_ext derive`."""
    import_module("derive.notebook").load(shell)


def named_file(document: str | Path) -> Path | None:
    """Return the file that is meant, or None for a text."""
    if isinstance(document, Path):
        return document
    short = "\n" not in document and "$" not in document and len(document) < 1024
    return Path(document) if short and Path(document).is_file() else None


def __getattr__(name: str) -> Any:
    """Return `Network`, whose SymPy is loaded with its first use."""
    if name != "Network":
        raise AttributeError(f"module 'derive' has no attribute {name!r}")
    from derive.network.network import Network

    return Network
