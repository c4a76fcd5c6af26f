from __future__ import annotations

from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.integrations.registry.artifacts import File
from compatlang.integrations.registry.errors import RegistryError
from compatlang.integrations.registry.pulling import write

PIECES = st.sampled_from(
    ["..", ".", "/", "\\", "a", "b", "~", "\0", "\n", "\u202e", "é", ":", "*", " ", "-", "x" * 201]
)


def file(name: str, data: bytes = b"data") -> File:
    return File("application/octet-stream", name, data)


def there(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if not each.is_dir()}


@given(st.text(max_size=20) | st.lists(PIECES, max_size=8).map("".join))
def test_a_name_is_a_plain_path_below_the_folder_or_refused(name: str) -> None:
    with TemporaryDirectory() as outer:
        folder = Path(outer) / "a" / "b"
        try:
            written = write([file(name)], folder)
        except RegistryError:
            assert there(Path(outer)) == {}
            return
        assert written == [folder / name]
        assert there(Path(outer)) == {f"a/b/{name}": b"data"}
        assert not any(each.startswith(".") for each in PurePosixPath(name).parts)


@pytest.mark.parametrize("name", ["a", "a.compat", "std/pci.compat", "a b", "é/漢", "-rf", "a..b", "x" * 200])
def test_plain_names(name: str, tmp_path: Path) -> None:
    write([file(name)], tmp_path)
    assert there(tmp_path) == {name: b"data"}


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "/", "/a", "//a", "a/", "a//b", "./a", "a/.", "a/..", "../a", "a/../b", "a/../../b"),
        *(
            ".a",
            "a/.b",
            "..a",
            "\\a",
            "a\\..\\b",
            "C:a",
            "a:b",
            "a*",
            "a?",
            "a|b",
            "a<b",
            'a"b',
            "a\0b",
            "a\nb",
            "\x7f",
        ),
        *("a\u200fb", "a\u2028b", "a\ud800b", "x" * 201, "é" * 101, "a/" * 500 + "b"),
    ],
)
def test_names_that_are_none(name: str, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="is no plain relative path"):
        write([file("sound"), file(name)], tmp_path)
    assert there(tmp_path) == {}


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (("a", "a"), "have the same name"),
        (("a", "a/b"), "is a file and a folder at once"),
        (("a/b/c", "a"), "is a file and a folder at once"),
    ],
)
def test_names_that_go_with_no_other(names: tuple[str, ...], says: str, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=says):
        write([file(each) for each in names], tmp_path)
    assert there(tmp_path) == {}


def test_names_beside_each_other(tmp_path: Path) -> None:
    write([file("a/b"), file("a/c"), file("a-b"), file("ab")], tmp_path)
    assert set(there(tmp_path)) == {"a/b", "a/c", "a-b", "ab"}


def test_all_or_none(tmp_path: Path) -> None:
    (tmp_path / "sub").write_text("a file")
    with pytest.raises(RegistryError, match="cannot write"):
        write([file("a"), file("sub/b")], tmp_path)
    assert there(tmp_path) == {"sub": b"a file"}


def test_no_file_is_written_over_unless_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(RegistryError, match="is there already; --force writes over files"):
        write([file("a"), file("b")], tmp_path)
    assert there(tmp_path) == {"b": b"mine"}
    write([file("a"), file("b")], tmp_path, overwrite=True)
    assert there(tmp_path) == {"a": b"data", "b": b"data"}
