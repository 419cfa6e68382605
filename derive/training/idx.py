"""MNIST in its usual files: IDX, packed with gzip or not."""

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from derive.training.data import DataError, Dataset
from derive.training.files import read_unpacked

LARGEST = 1_000_000_000
UNSIGNED_BYTE = 8
WHITE = 255.0


def mnist(folder: Path) -> Dataset:
    """Return the images of a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte and, if there, t10k-….

    Each may end in .gz, or have a dot for the first hyphen of its ending (train-images.idx3-ubyte). Raises DataError.
    """
    images, labels = pair(folder, "train")
    given = 0
    if find(folder, "t10k", "images", 3) is not None:
        more, its = pair(folder, "t10k")
        if more.shape[1:] != images.shape[1:]:
            raise DataError(f"{folder.name}: the images of t10k are {size(more)}, those of train {size(images)}")
        images, labels, given = np.concatenate([images, more]), np.concatenate([labels, its]), len(its)
    if labels.max() > 999:
        raise DataError(f"{folder.name}: a label is {labels.max()}, more than 999")
    classes = tuple(map(str, range(int(labels.max()) + 1)))
    if len(classes) < 2:
        raise DataError(f"{folder.name}: every label is 0: there is nothing to learn")
    said = f"{folder.name}: {len(labels)} images of {size(images)} pixels in IDX files"
    flat = images.reshape(len(images), -1)
    shape = (images.shape[1], images.shape[2])
    return Dataset(folder.name, flat, labels.astype(np.int64), classes, (said,), given, shape, WHITE)


def pair(folder: Path, part: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the images and the labels of one part, as many of each."""
    found = [find(folder, part, "images", 3), find(folder, part, "labels", 1)]
    for path, name in zip(found, ("images-idx3-ubyte", "labels-idx1-ubyte"), strict=True):
        if path is None:
            raise DataError(f"{folder.name} has no file {part}-{name} or {part}-{name}.gz, as MNIST has")
    images, labels = (read_idx(path, axes) for path, axes in zip(found, (3, 1), strict=True) if path is not None)
    if len(images) != len(labels):
        raise DataError(f"{folder.name}: {len(images)} images of {part}, but {len(labels)} labels")
    return images, labels


def find(folder: Path, part: str, what: str, axes: int) -> Path | None:
    """Return the file of that part, in whichever of its spellings is there."""
    names = [f"{part}-{what}{dot}idx{axes}-ubyte{end}" for dot in "-." for end in ("", ".gz")]
    return next((folder / name for name in names if (folder / name).is_file()), None)


def read_idx(path: Path, axes: int) -> NDArray[np.uint8]:
    """Return the array in an IDX file: 0, 0, type, number of axes, the axes as 32-bit numbers, then the bytes.

    What the header promises is compared with what follows before anything of that size is made. Raises DataError.
    """
    data = read_unpacked(path, LARGEST)
    if data[:2] != b"\0\0" or len(data) < 4:
        raise DataError(f"{path.name} is not an IDX file: it does not begin with two zero bytes")
    if data[2] != UNSIGNED_BYTE or data[3] != axes:
        raise DataError(f"{path.name} holds type {data[2]} with {data[3]} axes, not bytes (type 8) with {axes}")
    start = 4 + 4 * axes
    if len(data) < start:
        raise DataError(f"{path.name} ends inside its header")
    shape = tuple(int.from_bytes(data[place : place + 4], "big") for place in range(4, start, 4))
    promised = math.prod(shape)
    if len(data) - start != promised:
        followed = "more than that" if len(data) - start > promised else f"{len(data) - start:,}"
        raise DataError(f"{path.name} promises {promised:,} bytes ({' × '.join(map(str, shape))}), but has {followed}")
    if promised == 0:
        raise DataError(f"{path.name} is empty: {' × '.join(map(str, shape))}")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def size(images: NDArray[np.uint8]) -> str:
    """Return height × width."""
    return f"{images.shape[1]} × {images.shape[2]}"
