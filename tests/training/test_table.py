import numpy as np
import pytest

from derive.training.data import DataError
from derive.training.table import read_table


def table(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_the_last_column_is_the_class_where_no_name_says_otherwise(tmp_path):
    data = read_table(table(tmp_path, "1,2,cat\n3,4,dog\n5,6,cat\n"))
    assert data.inputs.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert (data.labels.tolist(), data.classes) == ([0, 1, 0], ("cat", "dog"))


@pytest.mark.parametrize(
    ("content", "inputs", "label"),
    [
        ("label,p,q\n7,1,2\n9,3,4\n", [[1, 2], [3, 4]], None),
        ("p;Species;q\n1;7;2\n3;9;4\n", [[1, 2], [3, 4]], None),
        ("p\tgood\tq\r\n1\t7\t2\r\n\r\n3\t9\t4\r\n", [[1, 2], [3, 4]], "good"),
        ("1,7,2\n3,9,4\n", [[1, 2], [3, 4]], "2"),
        ('"p","q, r","y"\n"1",2,7\n3,"4",9\n', [[1, 2], [3, 4]], None),
        ("0,1,label\n1,2,7\n3,4,9\n", [[1, 2], [3, 4]], None),
        ("\ufeff1,2,7\n3,4,9\n", [[1, 2], [3, 4]], None),
    ],
)
def test_headers_delimiters_and_quotes_are_understood(tmp_path, content, inputs, label):
    data = read_table(table(tmp_path, content), label)
    assert (data.inputs.tolist(), data.classes, data.labels.tolist()) == (inputs, ("7", "9"), [0, 1])


def test_whole_numbers_as_classes_keep_their_order(tmp_path):
    assert read_table(table(tmp_path, "1,10\n2,9\n3,10\n")).classes == ("9", "10")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b,y\n1,2,0\n1,x7,1\n", "t.csv:3:3: 'x7' is not a number"),
        ("a,b,y\n1, nan,0\n", "t.csv:2:3: 'nan' is not a finite number"),
        ("1,1e999,0\n", "t.csv:1:3: '1e999' is not a finite number"),
        ("1,2,0\n1,,1\n", "t.csv:2:3: an empty field where a number should be"),
        ("1,2,0\n1,2,\n", "t.csv:2:5: an empty field where a class should be"),
        ("1,2,0\n1,2\n", "t.csv:2:1: 2 fields where 3 should be"),
        ("1,2,0\n1,2,3,4\n", "t.csv:2:1: 4 fields where 3 should be"),
        ("1,2,0\n1_0,2,1\n", "t.csv:2:1: '1_0' is not a number"),
        ("1,2,0\n1,2,0.5\n", "t.csv:2:5: 0.5 is no class: classes are names or whole numbers (--label names"),
        ('1,2,0\n1,"2,0\n', "t.csv:2:3: this quotation mark is not closed on its line"),
        ('1,2,0\n1,"2"3,0\n', "t.csv:2:6: text after a closing quotation mark"),
        ("1\n2\n", "t.csv:1:1: one column only"),
        ("a,y\n", "t.csv has a header and no rows"),
        ("\n\n", "t.csv has no rows"),
        ("1,2,0\n3,4,0\n", "t.csv has one class only, '0'"),
        (b"1,2,0\n3,\xc3\xa9,1\n1,\xff,0\n", "t.csv:3:3: not UTF-8 text: byte 0xff"),
        (b"1,2\0,0\n", "t.csv is a binary file, not a table: NUL at byte offset 3"),
        ("a,y\n1,2\n\x1b[2J,3\n", "t.csv:3:1: '␛[2J' is not a number"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_column(tmp_path, content, said):
    with pytest.raises(DataError) as caught:
        read_table(table(tmp_path, content))
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_a_label_that_is_not_there_is_answered_with_the_columns(tmp_path):
    with pytest.raises(DataError, match=r"t.csv has no column 'z': the columns are a, b"):
        read_table(table(tmp_path, "a,b\n1,2\n"), "z")


def test_too_many_classes_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"t.csv has 1001 classes, more than 1000"):
        read_table(table(tmp_path, "".join(f"1,{n}\n" for n in range(1001))))


def test_a_class_with_a_control_character_is_a_class_that_is_shown_without_it(tmp_path):
    data = read_table(table(tmp_path, "1,a\x1b\n2,b\n"))
    assert (data.classes, data.labels.tolist()) == (("a␛", "b"), [0, 1])


def test_a_long_table_is_read_in_time_linear_in_its_length(tmp_path):
    data = read_table(table(tmp_path, "1,2,3,4,0\n5,6,7,8,1\n" * 20_000))
    assert data.inputs.shape == (40_000, 4) and np.unique(data.labels).tolist() == [0, 1]
