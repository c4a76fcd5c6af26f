"""Policy files below folders, and what files are called that these read: as the command line names them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from compatlang.cli.usage import WrongUsage
from compatlang.loader import LIBRARY_PREFIX, library_folder, shown_path


def require_paths(paths: Sequence[str]) -> None:
    """Refuse what is not there. Raises `WrongUsage`."""
    for path in paths:
        if not Path(path).exists():
            raise WrongUsage(f"no such file or folder: `{path}`")


def policy_files(paths: Sequence[str]) -> Iterator[str]:
    """The files named and those below the folders named, each once, hidden folders left out."""
    seen: set[str] = set()
    for path in paths:
        found = _below(Path(path)) if Path(path).is_dir() else [Path(path)]
        for each in found:
            name = each.as_posix()
            if name not in seen:
                seen.add(name)
                yield name


def _below(folder: Path) -> list[Path]:
    found = [each for each in folder.rglob("*.compat") if each.is_file()]
    return sorted(each for each in found if not any(part.startswith(".") for part in each.relative_to(folder).parts))


class Folders:
    """The folders that the command line names, and those of the files that it names."""

    def __init__(self, paths: Sequence[str]) -> None:
        named = [Path(each) if Path(each).is_dir() else Path(each).parent for each in paths]
        self._folders = [(each.resolve(), each) for each in dict.fromkeys(named)]
        self._names: dict[str, str | None] = {}

    def name(self, file: str) -> str | None:
        """What a file of a program is called below one of the folders; None of files that are elsewhere.

        The library has names of its own for its files, `std:pci.compat`; below a folder that holds it they have another.
        """
        if file not in self._names:
            self._names[file] = self._name(file)
        return self._names[file]

    def _name(self, file: str) -> str | None:
        own = file.removeprefix(LIBRARY_PREFIX)
        path = (library_folder() / own if own != file else Path(file)).resolve()
        for real, shown in self._folders:
            if path.is_relative_to(real):
                return shown_path((shown / path.relative_to(real)).as_posix())
        return None
