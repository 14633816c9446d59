"""Whatever a code holds, its file name is safe, its own, and the same in every run."""

from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.export.file_names import file_names

HOSTILE = (
    "../../etc/passwd",
    "..",
    ".",
    "/etc",
    "C:\\x",
    "CON",
    "nul.txt",
    "com1",
    ".hidden",
    "-rf",
    "a b",
    "a.",
    "a ",
    "é",
    "L" * 300,
    "",
)


def test_a_plain_code_is_its_own_name():
    assert file_names(["L1", "ward-3_b.2"]) == {"L1": "L1", "ward-3_b.2": "ward-3_b.2"}


def test_codes_that_differ_only_in_case_are_not_one_file():
    # The digests are the first 8 digits of the SHA-256 of "a" and of "A".
    assert file_names(["a", "A"]) == {"a": "a-ca978112", "A": "A-559aead0"}


def test_a_code_that_is_another_ones_name_with_digest_is_not_one_file():
    names = file_names(["a", "A", "a-ca978112"])
    assert len(set(names.values())) == 3


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_code_stays_in_the_folder(code):
    assert is_safe(file_names([code])[code])


@given(st.lists(st.text(), max_size=6))
def test_any_codes_get_safe_names_of_their_own(codes):
    names = file_names(codes)
    assert all(map(is_safe, names.values()))
    assert len({name.casefold() for name in names.values()}) == len(set(codes))


@given(st.lists(st.text(), max_size=6))
def test_the_order_of_the_codes_does_not_matter(codes):
    assert file_names(codes) == file_names(reversed(codes))


def is_safe(name):
    plain = name.isascii() and all(c.isalnum() or c in "._-" for c in name)
    ends = name[:1].isalnum() and name[-1:] != "."
    return plain and ends and len(name) <= 120 and not PureWindowsPath(name).is_reserved()
