"""Archives and IDX files: what is read, and what a hostile one is answered with."""

import gzip
import io
import struct
import zipfile

import numpy as np
import pytest

from derive.training.archive import read_archive
from derive.training.data import DataError
from derive.training.idx import mnist


def idx(array):
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


IMAGES = np.arange(6 * 2 * 3, dtype=np.uint8).reshape(6, 2, 3)
LABELS = np.array([0, 1, 2, 0, 1, 2], np.uint8)


def write_mnist(folder, images=None, labels=None, part="train", dot="-", end=""):
    folder.mkdir(exist_ok=True)
    pack = gzip.compress if end else bytes
    for name, axes, content in (("images", 3, images), ("labels", 1, labels)):
        content = idx(IMAGES if axes == 3 else LABELS) if content is None else content
        (folder / f"{part}-{name}{dot}idx{axes}-ubyte{end}").write_bytes(pack(content))
    return folder


@pytest.mark.parametrize(("dot", "end"), [("-", ""), ("-", ".gz"), (".", "")])
def test_mnist_is_read_packed_or_not(tmp_path, dot, end):
    data = mnist(write_mnist(tmp_path / "m", dot=dot, end=end))
    assert data.inputs.tolist() == IMAGES.reshape(6, 6).tolist()
    assert (data.labels.tolist(), data.image, data.white, data.given) == (LABELS.tolist(), (2, 3), 255.0, 0)


def test_the_test_set_of_mnist_is_kept_apart(tmp_path):
    write_mnist(tmp_path / "m", part="t10k")
    assert mnist(write_mnist(tmp_path / "m")).given == 6


@pytest.mark.parametrize(
    ("images", "said"),
    [
        (idx(IMAGES)[:-1], "promises 36 bytes (6 × 2 × 3), but has 35"),
        (idx(IMAGES) + b"\0", "promises 36 bytes (6 × 2 × 3), but has more than that"),
        (struct.pack(">BBBB3I", 0, 0, 8, 3, 2**32 - 1, 2**32 - 1, 2**32 - 1), "but has 0"),
        (struct.pack(">BBBB3I", 0, 0, 8, 3, 0, 28, 28), "is empty: 0 × 28 × 28"),
        (b"\0\0\x08\x03\0\0", "ends inside its header"),
        (b"\0\0\x0d\x03" + bytes(100), "holds type 13 with 3 axes, not bytes (type 8) with 3"),
        (b"\x89PNG", "is not an IDX file"),
        (b"", "is not an IDX file"),
        (b"\x1f\x8bjunk", "cannot be read"),
        (gzip.compress(idx(IMAGES), mtime=0)[:-9], "cannot be read"),
        (idx(IMAGES[:5]), "5 images of train, but 6 labels"),
    ],
)
def test_a_broken_idx_file_is_one_sentence(tmp_path, images, said):
    with pytest.raises(DataError) as caught:
        mnist(write_mnist(tmp_path / "m", images=images))
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_folder_without_mnist_says_what_is_missing(tmp_path):
    with pytest.raises(DataError, match=r"has no file train-images-idx3-ubyte or train-images-idx3-ubyte.gz"):
        mnist(tmp_path)


def archive(tmp_path, **arrays):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, **arrays)
    return path


@pytest.mark.parametrize(
    ("arrays", "given"),
    [
        ({"x": np.eye(3), "y": np.array([2, 5, 2])}, 0),
        ({"data": np.eye(3), "target": np.eye(2)[[0, 1, 0]]}, 0),
        ({"images": np.asfortranarray(np.arange(18).reshape(3, 2, 3)), "labels": np.array([2.0, 5.0, 2.0])}, 0),
        ({"X_train": np.eye(3)[:2], "y_train": [2, 5], "X_test": np.eye(3)[2:], "y_test": [2]}, 1),
    ],
)
def test_archives_are_read_under_their_usual_names(tmp_path, arrays, given):
    data = read_archive(archive(tmp_path, **arrays))
    assert (data.labels.tolist(), len(data.classes), data.given) == ([0, 1, 0], 2, given)
    first = next(iter(arrays.values()))
    assert data.inputs[: len(first)].tolist() == first.reshape(len(first), -1).tolist()


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"x": np.eye(3)}, "a.npz has x; wanted are x and y, x_train and y_train"),
        ({"x": np.array([[object()]]), "y": [1]}, "holds object, not numbers"),
        ({"x": np.eye(3), "y": [1, 2]}, "3 samples, but 2 classes"),
        ({"x": [[1.0], [np.nan], [2.0]], "y": [1, 2, 1]}, "the inputs of sample 1 are not finite numbers"),
        ({"x": np.eye(3), "y": [1, 2.5, 1]}, "the classes are not whole numbers"),
        ({"x": np.eye(3), "y": [[1, 1], [0, 1], [0, 1]]}, "not one-hot"),
        ({"x": np.ones(3), "y": [1, 2, 1]}, "the inputs have the shape (3,)"),
        ({"x": np.eye(3), "y": ["a", "b", "c"]}, "holds <U1, not numbers"),
        ({"x": np.eye(3), "y": [1, 1, 1]}, "has 1 different classes"),
        ({"x": np.ones((0, 3)), "y": np.ones(0)}, "the inputs have the shape (0, 3)"),
    ],
)
def test_an_archive_that_cannot_be_used_is_one_sentence(tmp_path, arrays, said):
    with pytest.raises(DataError) as caught:
        read_archive(archive(tmp_path, **arrays))
    assert said in str(caught.value) and "\n" not in str(caught.value)


def member(header, data=b""):
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (member("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 99999999999)}"), "promises"),
        (member("{'descr': '<f8', 'fortran_order': False, 'shape': (3, -1)}"), "negative size"),
        (member("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 1)}", b"123"), "promises 24 bytes and has more"),
        (member("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", b"cos\nsystem\n"), "not numbers"),
        (member("__import__('os').system('false')"), "is no array"),
        (member("{'descr': " + "(" * 500), "is no array"),
        (b"not numpy", "is no array"),
        (b"", "is no array"),
    ],
)
def test_a_hostile_member_is_one_sentence(tmp_path, content, said):
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x.npy", content)
    with pytest.raises(DataError) as caught:
        read_archive(path)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in range(20):
            packed.writestr(f"{name}.npy", b"")
    listed = path.read_bytes()
    huge = io.BytesIO(listed.replace(struct.pack("<II", 2, 0), struct.pack("<II", 2, 2**31)))
    path.write_bytes(huge.getvalue())
    with pytest.raises(DataError, match=r"would unpack to more than 2,000,000,000 bytes"):
        read_archive(path)


def test_what_is_no_archive_is_one_sentence(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(DataError, match=r"a.npz cannot be read as .npz"):
        read_archive(tmp_path / "a.npz")


def test_a_damaged_name_in_an_archive_is_one_sentence(tmp_path):
    path = archive(tmp_path, x=np.eye(3), y=np.array([1, 2, 1]))
    data = path.read_bytes()
    place = data.rindex(b"x.npy")
    flags = data.rindex(b"PK\x01\x02", 0, place) + 9
    damaged = bytearray(data)
    damaged[flags], damaged[place] = damaged[flags] | 8, 0xDA  # the name is said to be UTF-8, and is not
    path.write_bytes(bytes(damaged))
    with pytest.raises(DataError, match=r"a.npz cannot be read as .npz"):
        read_archive(path)
