"""``manage.py item_analysis``: what it prints, and what it says of files that are no marks."""

import json
import os
import subprocess
import sys
from io import StringIO

import numpy as np
import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.outcomes import marks_file
from cme.outcomes.marks_file import MarksRefused, read_marks

SMALL = "A,B,C\n1,1,2\n1,1,2\n1,1,0\n1,0,0\n0,1,\n0,0,0\n"


@pytest.fixture
def marks(tmp_path):
    """Write a file of marks; return its path."""

    def write(content):
        path = tmp_path / "marks.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def printed(path, *options):
    out = StringIO()
    call_command("item_analysis", "--marks", str(path), *options, stdout=out)
    return out.getvalue()


def refused(path):
    """Run the command on a faulty file; return what it says after the name of the file."""
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("item_analysis", "--marks", str(path), "--json", stdout=out)
    assert out.getvalue() == ""
    said = str(refusal.value)
    assert said.startswith(str(path))
    return said.removeprefix(str(path))


def test_json_has_every_measure_by_item_and_for_the_test(marks):
    found = json.loads(printed(marks(SMALL), "--json"))
    assert list(found) == ["items", "test"]
    assert list(found["items"]) == ["A", "B", "C"]
    assert list(found["items"]["A"]) == [
        "facility", "sd", "discrimination", "discriminative_efficiency", "intended_weight", "effective_weight",
    ]  # fmt: skip
    assert list(found["test"]) == [
        "n", "mean", "median", "sd", "skewness", "kurtosis", "alpha", "error_ratio", "standard_error",
    ]  # fmt: skip
    # Totals 4 2 1 1 0: mean 8/5, squares 22, variance (22 - 64/5) / 4 = 2.3.
    assert found["test"]["n"] == 5
    assert (found["test"]["mean"], found["test"]["median"]) == (1.6, 1)
    assert found["test"]["sd"] == pytest.approx(2.3**0.5)
    # C: marks 2 0 0 0 0 of 2: mean 0.2; variance (4 - 4/5) / 4 = 0.8.
    item = found["items"]["C"]
    assert (item["facility"], item["intended_weight"]) == (0.2, 50)
    assert item["sd"] == pytest.approx(0.8**0.5 / 2)
    # Rest 2 2 1 1 0: products 4, 4 - 2 x 6/5 = 8/5; squares 10 - 36/5 = 14/5 and 16/5.
    assert item["discrimination"] == pytest.approx(100 * 1.6 / (2.8 * 3.2) ** 0.5)


def test_json_has_null_and_never_nan_where_nothing_can_be_estimated(marks):
    def no_constant(name):
        raise AssertionError(f"{name} is not JSON")

    text = printed(marks("A,B\n1,1\n,\n1,1\n"), "--json")
    found = json.loads(text, parse_constant=no_constant)
    assert found["test"]["kurtosis"] is None
    one = json.loads(printed(marks("A\n1\n1\n"), "--json"), parse_constant=no_constant)
    assert one["items"]["A"]["facility"] is None
    assert one["test"] == dict.fromkeys(one["test"], None) | {"n": 1}


def test_table_shows_numbers_and_why_some_are_missing(marks):
    text = printed(marks("A,B\n1,1\n1,1\n1,0\n1,1\n"))
    assert "3 attempts. Unanswered items count as 0 points; variances divide by n - 1." in text
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "A 1.000 0.000 - - 50.0 0.0" in lines
    assert "mean, marks 1.667" in lines
    assert "A, discr. %: every attempt has the same mark" in lines
    assert "B, discr. %: the other items have the same sum in every attempt" in lines
    assert "excess kurtosis: n = 3" in lines


def test_table_shows_names_without_control_characters(marks):
    text = printed(marks('"a\x1b[31m\nb",B\n1,1\n1,0\n0,1\n'))
    assert "\x1b" not in text
    assert "a [31m b" in text


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + SMALL,
        SMALL.replace("\n", "\r\n"),
        SMALL.replace("\n", "\r"),
        SMALL.rstrip("\n"),
        SMALL + "\n\n",
        SMALL.replace("1,1,0", ' 1 ,+1.0,"0"').replace("0,1,", "0,1e0, "),
        SMALL.replace("0,0,0", "0,,0").replace("A,B", '"A", B '),
    ],
    ids=["byte order mark", "CR LF", "CR", "no last line end", "empty lines at the end", "spaces and forms", "quotes"],
)
def test_forms_of_the_same_marks_give_the_same(marks, content):
    expected = printed(marks(SMALL), "--json")
    assert printed(marks(content), "--json") == expected


def test_empty_line_of_a_single_item_is_an_attempt_without_an_answer(marks):
    found = read_marks(marks("A\n2\n2\n\n1\n"))
    assert [value if value == value else None for value in found.values[:, 0]] == [2, None, 1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ": the file is empty. The first line holds the names of the items."),
        (b"\n\n", ": the file is empty. The first line holds the names of the items."),
        (b"A,B\n", ": there is no second line. It holds the maximum mark of each item."),
        (b"A,B\n1,1\n", ": there are no attempts. They follow from the third line on, one a line."),
        (b"A,B\n1,1\n1,\xe9\n", ", line 3, column 2: this is not UTF-8. Save the file as CSV in UTF-8."),
        (b"A,B\n1,1\n1,1,0\n", ", line 3, column 3: the line has 3 cells, the first line 2."),
        (b"A,B\n1,1\n1,1\n1\n", ", line 4, column 2: the line has 1 cell, the first line 2."),
        (b"A,B\n1,1\n\n1,1\n", ", line 3, column 2: the line has 1 cell, the first line 2. The line is empty."),
        (b"A,B\n1\n1,1\n", ", line 2, column 2: the line has 1 cell, the first line 2."),
        (b"A,B\n1,1\n1,yes\n", ", line 3, column 2 ('B'): 'yes' is not a number."),
        (b"A,B\n1,1\n1,nan\n", ", line 3, column 2 ('B'): 'nan' is not a number."),
        (b"A,B\n1,1\n-inf,1\n", ", line 3, column 1 ('A'): '-inf' is not a number."),
        (b"A,B\n1,1\n1_0,1\n", ", line 3, column 1 ('A'): '1_0' is not a number."),
        (b'A,B\n1,1\n"0,5",1\n', ", line 3, column 1 ('A'): '0,5' is not a number."),
        ("A,B\n1,1\n\u0661,1\n".encode(), ", line 3, column 1 ('A'): '\u0661' is not a number."),
        (b"A,B\n1,1\n1,1\n1.01,1\n", ", line 4, column 1 ('A'): the mark '1.01' is above the maximum of 1."),
        (b"A,B\n1,1\n1,1e999\n", ", line 3, column 2 ('B'): the mark '1e999' is above the maximum of 1."),
        (b"A,B\n1,1\n1,-1\n", ", line 3, column 2 ('B'): the mark '-1' is below 0."),
        (b"A,B\n1,x\n1,1\n", ", line 2, column 2 ('B'): 'x' is not a number."),
        (b"A;B\n1;1\n1;0\n", ", line 2, column 1 ('A;B'): '1;1' is not a number. Separate cells by commas."),
        (b"A,B\n1,\n1,1\n", ", line 2, column 2 ('B'): the maximum mark is missing."),
        (b"A,B\n0,1\n0,1\n", ", line 2, column 1 ('A'): the maximum mark '0' does not lie from 0.001 to 1,000,000."),
        (b"A\n-1\n0\n", ", line 2, column 1 ('A'): the maximum mark '-1' does not lie from 0.001 to 1,000,000."),
        (b"A\n1e7\n0\n", ", line 2, column 1 ('A'): the maximum mark '1e7' does not lie from 0.001 to 1,000,000."),
        (b"A,\n1,1\n1,1\n", ", line 1, column 2: the item has no name."),
        (b"A,B, A\n1,1,1\n1,1,1\n", ", line 1, column 3: the name 'A' is that of column 1 too."),
        (b'A,"B\n1,1\n1,1\n', ", line 3: this is not CSV: unexpected end of data."),
        (b"A,B\n1,1\n1,1\x00\n", ", line 3, column 2 ('B'): '1\\x00' is not a number."),
        (b'"A\nx",B\n1,1\n1,1\n1,no\n', ", line 5, column 2 ('B'): 'no' is not a number."),
        (b"A\n1\n" + b"x" * 60 + b"\n", f", line 3, column 1 ('A'): '{'x' * 40}...' is not a number."),
    ],
)
def test_fault_is_told_with_file_line_and_column(marks, content, said):
    assert refused(marks(content)) == said


def test_first_fault_of_several_is_told(marks):
    assert refused(marks("A,B\n1,1\n1,1\n2,x\nz,1\n")).startswith(", line 4, column 1 ('A'): the mark '2' is above")


def test_missing_file_is_told(tmp_path):
    assert refused(tmp_path / "none.csv") == ": the file cannot be read: No such file or directory."
    assert refused(tmp_path) == ": the file cannot be read: Is a directory."


def test_file_above_the_limit_is_refused(marks, monkeypatch):
    monkeypatch.setattr(marks_file, "MOST_BYTES", len(SMALL))
    assert printed(marks(SMALL))
    assert refused(marks(SMALL + "\n")) == f": the file is too large; the limit is {len(SMALL)} bytes."


def test_attempts_above_the_limit_are_refused(marks, monkeypatch):
    monkeypatch.setattr(marks_file, "MOST_ATTEMPTS", 5)
    assert printed(marks(SMALL))
    assert refused(marks(SMALL + "0,0,0\n")) == ", line 8: there are too many attempts; the limit is 5."


def test_process_ends_with_an_error_and_prints_nothing_on_a_fault(marks):
    words = [sys.executable, "manage.py", "item_analysis", "--json", "--marks"]
    environment = os.environ | {"CME_MODE": "test", "SECRET_KEY": "x", "ALLOWED_HOSTS": "localhost"}

    def run(path):
        return subprocess.run([*words, path], cwd=site.BASE_DIR, env=environment, capture_output=True, text=True)

    fine = run(marks(SMALL))
    assert (fine.returncode, fine.stderr) == (0, "")
    assert json.loads(fine.stdout)["test"]["n"] == 5
    path = marks(SMALL + "1,1,3\n")
    faulty = run(path)
    assert faulty.returncode != 0
    assert faulty.stdout == ""
    assert faulty.stderr == f"CommandError: {path}, line 8, column 3 ('C'): the mark '3' is above the maximum of 2.\n"


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text('AB1,0.\n\r"- e', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "marks.csv"
    path.write_bytes(content)
    try:
        found = read_marks(path)
    except MarksRefused as refusal:
        said = str(refusal)
    else:
        said = ""
        assert found.values.shape[1] == len(found.names) == len(found.maxima)
        assert not np.isinf(found.values).any()
        json.loads(printed(path, "--json"), parse_constant=lambda name: pytest.fail(name))
    assert not said or said.startswith(str(path))
