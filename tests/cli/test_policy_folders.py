"""What files are called below the folders that the command line names."""

from __future__ import annotations

from pathlib import Path

import pytest

from compatlang.cli.policy_folders import Folders, policy_files
from compatlang.loader import library_folder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with policies, some of them hidden."""
    for name in ("a/x.compat", "a/b/y.compat", "a/.hidden/z.compat", "c/w.compat", "a/b/t.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("paths", "file", "name"),
    [
        (["a"], "a/x.compat", "a/x.compat"),
        (["a"], "a/b/t.csv", "a/b/t.csv"),
        (["."], "a/b/y.compat", "a/b/y.compat"),
        (["a/b"], "a/x.compat", None),
        (["a/b", "a"], "a/x.compat", "a/x.compat"),
        (["a/x.compat"], "a/b/y.compat", "a/b/y.compat"),
        (["a/b/y.compat"], "a/x.compat", None),
        (["a/b/../x.compat"], "a/b/../x.compat", "a/b/../x.compat"),
        (["a"], "std:x86.compat", None),
    ],
)
def test_a_file_has_one_name_below_a_folder(paths: list[str], file: str, name: str | None) -> None:
    assert Folders(paths).name(file) == name


def test_the_library_is_called_as_its_folder_is() -> None:
    library = library_folder().as_posix()
    assert Folders([library]).name("std:x86.compat") == f"{library}/x86.compat"
    assert Folders([f"{library}/pci.compat"]).name("std:nvidia/gpu.csv") == f"{library}/nvidia/gpu.csv"


def test_files_of_folders_come_once_and_hidden_ones_do_not() -> None:
    assert list(policy_files(["a", "a/b/y.compat", "c"])) == ["a/b/y.compat", "a/x.compat", "c/w.compat"]
