"""Pictures: loss and accuracy over the epochs, the digits that were decided worst, and what a mistake costs."""

import io
import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from derive.codegen.program import Array
from derive.training.compare import Contrast
from derive.training.data import Dataset, Part
from derive.training.loop import Record

WORST = 10
INK, PALE = "#1f4e79", "#c0504d"


def picture(history: Sequence[Record], title: str, data: Dataset, test: Part, outputs: Array) -> bytes:
    """Return a PNG of the curves and, for images, of the test images that `outputs` (a^L) decides worst."""
    worst = worst_decided(test, outputs) if data.image is not None else []
    figure = Figure(figsize=(9, 5.4 if worst else 3.4), layout="constrained")
    figure.suptitle(title, fontsize=10)
    grid = figure.add_gridspec(2 if worst else 1, 2 * WORST, height_ratios=(2, 1) if worst else (1,))
    left, right = figure.add_subplot(grid[0, :WORST]), figure.add_subplot(grid[0, WORST:])
    epochs = [record.epoch for record in history]
    draw(left, epochs, "mean cost", ("training", [r.training_loss for r in history]))
    draw(left, epochs, "mean cost", ("validation", [r.validation_loss for r in history]), PALE)
    left.set_yscale("log")
    draw(right, epochs, "accuracy", ("training", [r.training_accuracy for r in history]))
    draw(right, epochs, "accuracy", ("validation", [r.validation_accuracy for r in history]), PALE)
    for place, (position, decided) in enumerate(worst):
        cell = figure.add_subplot(grid[1, 2 * place : 2 * place + 2])
        cell.imshow(data.inputs[test.rows[position]].reshape(data.image), cmap="gray_r")
        cell.set_title(f"{plain(data.classes[test.labels[position]])} → {plain(data.classes[decided])}", fontsize=9)
        cell.axis("off")
    return packed(figure)


def contrast_picture(contrasts: Sequence[Contrast], title: str) -> bytes:
    """Return a PNG of the losses of the wrong and the right equation, and of the angle between their gradients."""
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    figure.suptitle(title, fontsize=10)
    left, right = figure.subplots(1, 2)
    epochs = [contrast.epoch for contrast in contrasts]
    draw(left, epochs, "mean cost", ("corrected", [c.right_loss for c in contrasts]))
    draw(left, epochs, "mean cost", ("wrong", [c.wrong_loss for c in contrasts]), PALE)
    left.set_yscale("log")
    angles = [math.nan if contrast.angle is None else contrast.angle for contrast in contrasts]
    draw(right, epochs, "degrees", ("angle between the gradients", angles), PALE)
    right.axhline(90, color="grey", linewidth=0.6, linestyle=":")
    right.set_ylim(0, 180)
    return packed(figure)


def draw(axes: Axes, epochs: Sequence[int], label: str, line: tuple[str, Sequence[float]], colour: str = INK) -> None:
    """Draw one line over the epochs; what is not finite leaves a gap."""
    values = [value if math.isfinite(value) else math.nan for value in line[1]]
    axes.plot(epochs, values, color=colour, label=line[0], linewidth=1.4)
    axes.set_xlabel("epoch")
    axes.set_ylabel(label)
    axes.grid(visible=True, alpha=0.25)
    axes.legend(frameon=False, fontsize=8)


def worst_decided(test: Part, outputs: Array) -> list[tuple[int, int]]:
    """Return positions and decided classes of the wrongly decided samples, the most confident mistakes first."""
    if outputs.shape[1] == 1:
        return []
    decided = outputs.argmax(axis=1)
    margin = outputs.max(axis=1) - outputs[np.arange(len(outputs)), test.labels]
    order = np.argsort(-margin, kind="stable")
    return [(int(row), int(decided[row])) for row in order[:WORST] if decided[row] != test.labels[row]]


def plain(text: str) -> str:
    """Return the text with nothing in it that matplotlib would set as mathematics."""
    return text[:12].replace("$", "\\$")


def packed(figure: Figure) -> bytes:
    """Return the figure as PNG, without the time and the version of what made it."""
    stream = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()
