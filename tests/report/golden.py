"""The golden files of the derivations; `python -m tests.report.golden` writes them anew, for a person to read."""

from pathlib import Path

from derive.explain.derivation import Derivation
from derive.report.derivation import render
from derive.report.page import plain
from derive.report.plane.alphabet import ASCII, UNICODE
from tests.explain.told import EQUATIONS, ROOT, told
from tests.report.derivations import HIDDEN_LAYER, PARTED, WIDE

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (60, 80, 140)
NOTES = (*EQUATIONS, ROOT / "tests" / "notes" / "missing-sum.md")
DERIVATIONS = {"hidden-layer": HIDDEN_LAYER, "parted": PARTED, "wide": WIDE}


def text(derivation, width, alphabet=UNICODE):
    """Return the derivation as it is printed without colour."""
    return "".join(f"{plain(line)}\n" for line in render(derivation, width, alphabet))


def of_note(path, width):
    """Return the derivations of the equations of a note that have a name, or of all its wrong ones."""
    found = [derivation for _, _, _, derivation in told(path) if isinstance(derivation, Derivation)]
    chosen = [one for one in found if one.author is not None or not one.label.startswith("line ")]
    return "\n".join(text(derivation, width) for derivation in chosen)


def golden():
    """Return what every golden file is to hold."""
    files = {}
    for width in WIDTHS:
        files |= {f"{name}-{width}.txt": text(derivation, width) for name, derivation in DERIVATIONS.items()}
        files |= {f"{path.stem}-{width}.txt": of_note(path, width) for path in NOTES}
        files[f"hidden-layer-{width}-ascii.txt"] = text(HIDDEN_LAYER, width, ASCII)
    return files


if __name__ == "__main__":
    for name, content in golden().items():
        (GOLDEN / name).write_text(content, encoding="utf-8")
