"""How long the commands take, as multiples of `python -c "import sympy"` on the same machine in the same run.

    python bench/startup.py [--runs N]

Runs are interleaved (every command once, then every command again), so that a machine that slows down slows all of
them; each figure is a median. The first round does not count: in it Python compiles the modules, as an installer does,
for derive as for SymPy. The last column, by the time that the processors have computed, is steadier on a busy machine.
Prints a Markdown table.
"""

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

NOTE = r"""
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$
$$a^l_j = \sigma(z^l_j)$$
$$C = \frac{1}{2} \sum_j (a^L_j - y_j)^2$$
$$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$
$$\frac{\partial C}{\partial a^L_j} = a^L_j - y_j$$
$$\frac{\partial a^l_j}{\partial z^l_j} = \sigma'(z^l_j)$$
$$\frac{\partial z^l_j}{\partial b^l_j} = 1$$
$$\frac{\partial z^l_j}{\partial w^l_{jk}} = a^{l-1}_k$$
$$\frac{\partial z^{l+1}_k}{\partial a^l_j} = w^{l+1}_{kj}$$
$$\frac{\partial z^{l+1}_k}{\partial z^l_j} = w^{l+1}_{kj} \sigma'(z^l_j)$$
$$\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j) = (a^L_j - y_j) \sigma'(z^L_j)$$
$$\frac{\partial C}{\partial a^l_j} = \sum_k \delta^{l+1}_k \frac{\partial z^{l+1}_k}{\partial a^l_j}$$
$$\frac{\partial C}{\partial a^l_j} = \sum_k \delta^{l+1}_k w^{l+1}_{kj}$$
$$\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)$$
$$\frac{\partial C}{\partial b^l_j} = \delta^l_j$$
$$\frac{\partial C}{\partial w^l_{jk}} = \frac{\partial C}{\partial z^l_j} \frac{\partial z^l_j}{\partial w^l_{jk}}$$
$$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j$$
$$\frac{\partial C}{\partial b^L_j} = (a^L_j - y_j) \sigma'(z^L_j)$$
$$\frac{\partial C}{\partial w^L_{jk}} = a^{L-1}_k (a^L_j - y_j) \sigma'(z^L_j)$$
"""

TARGETS = (
    ("derive --help", 0.4),
    ("derive verify, one note of twenty relations", 1.0),
    ("derive verify, one note of a hundred relations", 0.8),
    ("derive verify", 4.0),
)

LETTERS = (("j", "k"), ("i", "j"), ("p", "q"), ("r", "s"), ("u", "v"), ("m", "i"))
"""What the indices of the claims are called, each time that the longer note states them."""


def longer(note: str) -> str:
    """Return the note with its claims, all but the four definitions, in several letters."""
    definitions, claims = note.strip().splitlines()[:4], note.strip().splitlines()[4:]
    return "\n".join((*definitions, *(spell(claim, {"j": j, "k": k}) for j, k in LETTERS for claim in claims)))


def spell(claim: str, letters: dict[str, str]) -> str:
    """Return the claim with other letters for its indices."""
    return re.sub(r"\\[a-z]+|[jk]", lambda found: letters.get(found.group(), found.group()), claim)


def commands(folder: Path) -> dict[str, list[str]]:
    """Return the commands by the names they have in the table; the first is the unit."""
    derive = [sys.executable, "-m", "derive.cli.main"]
    note, hundred = folder / "note.md", folder / "hundred.md"
    note.write_text(NOTE, encoding="utf-8")
    hundred.write_text(longer(NOTE), encoding="utf-8")
    return {
        "python -c 'import sympy'": [sys.executable, "-c", "import sympy"],
        "derive --help": [*derive, "--help"],
        "derive verify, one note of twenty relations": [*derive, "verify", "--no-cache", str(note)],
        "derive verify, one note of a hundred relations": [*derive, "verify", "--no-cache", str(hundred)],
        "derive verify": [*derive, "verify", "--no-cache"],
        "derive verify, the same note once more": [*derive, "verify", str(note)],
    }


def seconds(command: list[str]) -> tuple[float, float, int]:
    """Return how long the command takes, how much of the processors it takes, and its exit status."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start, busy = time.perf_counter(), processor()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start, processor() - busy, done.returncode


def processor() -> float:
    """Return the seconds that ended commands, and the processes that these started, have computed."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(runs: int) -> dict[str, tuple[float, float]]:
    """Return the median times of every command, by the clock and the processor; one that fails ends the program."""
    with tempfile.TemporaryDirectory() as folder:
        measured = commands(Path(folder))
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in measured}
        for run in range(runs + 1):
            for name, command in measured.items():
                *taken, status = seconds(command)
                if status != 0:
                    sys.exit(f"{name} ended with status {status}; there is nothing to measure.")
                if run > 0:
                    times[name].append((taken[0], taken[1]))
    return {
        name: (statistics.median(clock for clock, _ in taken), statistics.median(busy for _, busy in taken))
        for name, taken in times.items()
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="rounds that count (default 5)")
    medians = measure(parser.parse_args().runs)
    unit = next(iter(medians.values()))
    targets = dict(TARGETS)
    print("| command | seconds | × import sympy | target | × in processor time |\n|---|---|---|---|---|")
    for name, (taken, busy) in medians.items():
        target = f"≤ {targets[name]:g}" if name in targets else ""
        print(f"| `{name}` | {taken:.3f} | {taken / unit[0]:.2f} | {target} | {busy / unit[1]:.2f} |")


if __name__ == "__main__":
    main()
