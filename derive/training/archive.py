"""Arrays in an .npz file. Nothing in it is run, and nothing is made larger than its header and its bytes agree on."""

import lzma
import math
import struct
import zipfile
import zlib
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from derive.training.data import DataError, Dataset
from derive.training.files import reason

LARGEST, MOST_CLASSES = 2_000_000_000, 1000
PAIRS = (("x", "y"), ("x_train", "y_train"), ("data", "target"), ("images", "labels"), ("inputs", "labels"))
TEST = ("x_test", "y_test")

BROKEN = (
    *(OSError, ValueError, EOFError, RuntimeError, LookupError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
)
"""What reading a damaged archive raises."""


def read_archive(path: Path) -> Dataset:
    """Return the inputs and classes of an .npz file with keys x and y, or x_train and y_train (x_test, y_test), ….

    Case does not matter. x has one row a sample, images are flattened; y holds whole numbers or a one-hot row each.
    Raises DataError.
    """
    arrays = {name.lower(): array for name, array in arrays_of(path).items()}
    names = next((pair for pair in PAIRS if set(pair) <= set(arrays)), None)
    if names is None:
        wanted = ", ".join(f"{x} and {y}" for x, y in PAIRS)
        raise DataError(f"{path.name} has {', '.join(sorted(arrays)[:20]) or 'no arrays'}; wanted are {wanted}")
    inputs, labels = samples(arrays[names[0]], arrays[names[1]], path.name)
    given = 0
    if names == PAIRS[1] and set(TEST) <= set(arrays):
        more, its = samples(arrays[TEST[0]], arrays[TEST[1]], path.name)
        if more.shape[1:] != inputs.shape[1:]:
            raise DataError(f"{path.name}: a row of x_test has {more.shape[1]} numbers, of x_train {inputs.shape[1]}")
        inputs, labels, given = np.concatenate([inputs, more]), np.concatenate([labels, its]), len(its)
    values = np.unique(labels)
    if not 2 <= len(values) <= MOST_CLASSES:
        raise DataError(f"{path.name} has {len(values)} different classes; 2 to {MOST_CLASSES} can be learnt")
    said = f"{path.name}: {len(labels)} samples of {inputs.shape[1]} numbers, {len(values)} classes"
    shape, white = image_of(arrays[names[0]])
    places = np.searchsorted(values, labels).astype(np.int64)
    return Dataset(path.name, inputs, places, tuple(map(str, values.tolist())), (said,), given, shape, white)


def arrays_of(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of the file by their names."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if member.filename.endswith(".npy")]
            if sum(member.file_size for member in members) > LARGEST:
                raise DataError(f"{path.name} would unpack to more than {LARGEST:,} bytes")
            return {member.filename[:-4]: read_member(archive, member, path.name) for member in members}
    except DataError:
        raise
    except BROKEN as error:
        raise DataError(f"{path.name} cannot be read as .npz: {reason(error)}") from None


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> NDArray[Any]:
    """Return one array; the shape in its header must be that of the bytes that follow."""
    with archive.open(member) as stream:
        try:
            version = npy.read_magic(stream)
            read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
            shape, fortran, dtype = read(stream)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError, TokenError) as error:
            raise DataError(f"{name}: {member.filename} is no array: {reason(error)}") from None
        if dtype.hasobject or dtype.kind not in "buif":
            raise DataError(f"{name}: {member.filename} holds {dtype}, not numbers")
        if min(shape, default=1) < 0:
            raise DataError(f"{name}: {member.filename} has a negative size")
        promised = math.prod(shape) * dtype.itemsize
        if promised > LARGEST:
            raise DataError(f"{name}: {member.filename} promises {promised:,} bytes, more than {LARGEST:,}")
        data = stream.read(promised + 1)
    if len(data) != promised:
        raise DataError(f"{name}: {member.filename} promises {promised:,} bytes and has {'more' if data else 'none'}")
    return np.frombuffer(data, dtype).reshape(shape, order="F" if fortran else "C")


def samples(x: NDArray[Any], y: NDArray[Any], name: str) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the inputs as a matrix and the classes as whole numbers."""
    if x.ndim < 2 or len(x) == 0 or x[0].size == 0:
        raise DataError(f"{name}: the inputs have the shape {x.shape}; wanted is one row of numbers for each sample")
    if y.ndim == 2 and y.shape[1] > 1:
        if not ((y == 0) | (y == 1)).all() or not (y.sum(axis=1) == 1).all():
            raise DataError(f"{name}: a row of the classes is not one-hot (a single 1 among zeros)")
        y = y.argmax(axis=1)
    labels = y.reshape(-1)
    if len(labels) != len(x):
        raise DataError(f"{name}: {len(x)} samples, but {len(labels)} classes")
    inputs = x.reshape(len(x), -1)
    for array, what in ((inputs, "inputs"), (labels, "classes")):
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            row = int(np.argmin(np.isfinite(array).reshape(len(array), -1).all(axis=1)))
            raise DataError(f"{name}: the {what} of sample {row} are not finite numbers")
    if not (labels == np.rint(labels)).all() or np.abs(labels.astype(np.float64)).max() > 2**53:
        raise DataError(f"{name}: the classes are not whole numbers")
    return inputs, labels.astype(np.int64)


def image_of(x: NDArray[Any]) -> tuple[tuple[int, int] | None, float | None]:
    """Return height and width when the inputs are images, and their white when they are bytes."""
    shape = (x.shape[1], x.shape[2]) if x.ndim == 3 or (x.ndim == 4 and x.shape[3] == 1) else None
    return shape, 255.0 if x.dtype == np.uint8 else None
