"""Images of handwritten digits, 8 × 8 pixels of 0 … 16: scikit-learn's, or a stand-in where it is not installed."""

import gzip
import zlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from derive.training.data import Dataset

SIDE, WHITE, CLASSES = 8, 16.0, tuple("0123456789")
SAMPLES = 1797

DRAWN = (
    ".###.  ..#..  .###.  .###.  ...#.  #####  ..##.  #####  .###.  .###.",
    "#...#  .##..  #...#  #...#  ..##.  #....  .#...  ....#  #...#  #...#",
    "#...#  ..#..  ....#  ...#.  .#.#.  ####.  #....  ...#.  #...#  #...#",
    "#...#  ..#..  ...#.  ..##.  #..#.  ....#  ####.  ..#..  .###.  .####",
    "#...#  ..#..  ..#..  ....#  #####  ....#  #...#  ..#..  #...#  ....#",
    "#...#  ..#..  .#...  #...#  ...#.  #...#  #...#  .#...  #...#  ...#.",
    ".###.  .###.  #####  .###.  ...#.  .###.  .###.  .#...  .###.  .##..",
)
"""The digits 0 to 9, five columns by seven rows."""


def digits() -> Dataset:
    """Return the 1797 images that come with scikit-learn; without it, as many drawn ones, with a sentence about it."""
    path = packed_file()
    pixels = None if path is None else read_packed(path)
    if pixels is None:
        return drawn()
    said = "digits: 1797 scanned handwritten digits of 8 × 8 pixels, from scikit-learn (UCI, Alpaydin and Kaynak)"
    return Dataset(
        "digits", pixels[:, :-1], pixels[:, -1].astype(np.int64), CLASSES, (said,), image=(SIDE, SIDE), white=WHITE
    )


def packed_file() -> Path | None:
    """Return the file of images inside scikit-learn, which is not imported: that would take over a second."""
    found = find_spec("sklearn")
    folders = [] if found is None else found.submodule_search_locations or []
    files = [Path(folder) / "datasets" / "data" / "digits.csv.gz" for folder in folders]
    return next((path for path in files if path.is_file()), None)


def read_packed(path: Path) -> NDArray[np.uint8] | None:
    """Return 64 pixels and the digit, row by row; None when the file is not the one that this was written for."""
    try:
        text = gzip.decompress(path.read_bytes()).decode("ascii")
        values = np.array(text.replace("\n", ",").rstrip(",").split(","), np.float64)
    except (OSError, ValueError, EOFError, zlib.error):
        return None
    if values.size != SAMPLES * (SIDE * SIDE + 1) or values.min() < 0 or values.max() > WHITE:
        return None
    return values.reshape(SAMPLES, SIDE * SIDE + 1).astype(np.uint8)


def drawn() -> Dataset:
    """Return as many digits drawn by rule: each glyph shifted by up to a pixel, blurred, and with grey noise."""
    generator = np.random.default_rng(8)
    labels = generator.integers(0, 10, SAMPLES)
    images = np.zeros((SAMPLES, SIDE + 4, SIDE + 4))
    for position, label in enumerate(labels):
        down, right = generator.integers(1, 4), generator.integers(2, 5)
        images[position, down + 1 : down + 8, right : right + 5] = glyph(int(label))
    blurred = (images[:, 1:-1, 1:-1] * 2 + images[:, :-2, 1:-1] + images[:, 1:-1, :-2]) / 4
    inner = blurred[:, 1:-1, 1:-1] * WHITE + generator.normal(0, 2, (SAMPLES, SIDE, SIDE))
    pixels = np.clip(np.rint(inner), 0, WHITE).astype(np.uint8).reshape(SAMPLES, -1)
    said = (
        "digits: scikit-learn is not installed, so these are 1797 digits drawn by derive itself, far easier than real "
        "ones (real ones: pip install 'derive[data]')"
    )
    return Dataset("drawn digits", pixels, labels.astype(np.int64), CLASSES, (said,), image=(SIDE, SIDE), white=WHITE)


def glyph(digit: int) -> NDArray[np.float64]:
    """Return the drawing of the digit, 7 × 5, as zeros and ones."""
    return np.array([[cell == "#" for cell in row.split()[digit]] for row in DRAWN], np.float64)
