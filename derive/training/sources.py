"""The data that are meant by a name, a file or a folder."""

from difflib import get_close_matches
from pathlib import Path

from derive.training.archive import read_archive
from derive.training.data import DataError, Dataset
from derive.training.digits import digits
from derive.training.idx import mnist
from derive.training.planes import moons, threshold, xor
from derive.training.table import read_table

BUILT_IN = {"digits": digits, "xor": xor, "moons": moons, "threshold": threshold}
TABLES = (".csv", ".tsv", ".txt")


def load(name: str, label: str | None = None) -> Dataset:
    """Return the data called digits, xor, moons or threshold, in a .csv or .npz file, or in a folder of MNIST's files.

    `label` names the class column of a table. Raises DataError.
    """
    path, suffix = Path(name), Path(name).suffix.lower()
    if label is not None and (name in BUILT_IN or suffix not in TABLES):
        raise DataError(f"--label names a column of a .csv file, and {path.name or name} is none")
    if name in BUILT_IN:
        return BUILT_IN[name]()
    try:
        folder, file = path.is_dir(), path.exists()
    except (OSError, ValueError):
        folder = file = False
    if folder:
        return mnist(path)
    if not file:
        near = get_close_matches(name.lower(), BUILT_IN, 1)
        hint = (
            f"; did you mean {near[0]}?"
            if near
            else "; data are digits, xor, moons, threshold, a .csv or .npz file, or a folder"
        )
        raise DataError(f"there are no data {name[:80]!r}{hint}")
    if suffix == ".npz":
        return read_archive(path)
    if suffix in TABLES:
        return read_table(path, label)
    raise DataError(f"{path.name} is neither .csv, .npz nor a folder with MNIST's files")
