"""Writing the files of an artifact into a folder: all of them or none, and none outside of it.

Nothing is ever unpacked; a layer is a file. Its name comes from whoever made the artifact, so only a plain relative path is
taken.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from compatlang.diagnostics.render.plain import cut
from compatlang.integrations.registry.artifacts import File
from compatlang.integrations.registry.errors import RegistryError

_FORBIDDEN = frozenset('\\:<>|"?*')
_MOST_CHARACTERS = 1000
_MOST_BYTES = 200
"""Of one part of a name: file systems take 255, and what is half written has a longer name."""


def write(files: Sequence[File], folder: Path, *, overwrite: bool = False) -> list[Path]:
    """Write files below a folder, which is made if need be, and return their paths. Raises `RegistryError`."""
    targets = [folder / safe_name(each.name) for each in files]
    _check_apart(targets)
    for each in targets:
        if not _resolved(each).is_relative_to(_resolved(folder)):
            raise RegistryError(f"`{each}` lies behind a link that leads out of the folder")
        if each.exists() and not (overwrite and each.is_file()):
            raise RegistryError(f"`{each}` is there already; --force writes over files")
    written: list[Path] = []
    try:
        for file, target in zip(files, targets, strict=True):
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
            written.append(partial)
            partial.write_bytes(file.data)
        for partial, target in zip(written, targets, strict=True):
            partial.replace(target)
    except OSError as error:
        raise RegistryError(f"cannot write `{error.filename}`: {(error.strerror or 'it failed').lower()}") from error
    finally:
        for each in written:
            each.unlink(missing_ok=True)
    return targets


def _check_apart(targets: Sequence[Path]) -> None:
    """No two files may be one, nor one of them a folder for another. Raises `RegistryError`."""
    if len(set(targets)) != len(targets):
        raise RegistryError("two files of the artifact have the same name")
    folders = {parent for each in targets for parent in each.parents}
    for each in targets:
        if each in folders:
            raise RegistryError(f"`{each}` is a file and a folder at once in the artifact")


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        raise RegistryError(f"`{path}` lies behind links that lead in a circle") from None


def safe_name(name: str) -> str:
    """A name as a relative path that stays where it is put. Raises `RegistryError`."""
    parts = PurePosixPath(name).parts
    if not (_is_plain(name, parts) and _is_short(name, parts)):
        raise RegistryError(
            f"the artifact has a file that is called {cut(name, 80)!r}, which is no plain relative path"
        )
    return name


def _is_plain(name: str, parts: Sequence[str]) -> bool:
    """Whether a name is that of a file that anybody sees, below the folder, on every system."""
    sound = name.isprintable() and not name.startswith("/") and not _FORBIDDEN & set(name)
    return sound and bool(parts) and "/".join(parts) == name and not any(each.startswith(".") for each in parts)


def _is_short(name: str, parts: Sequence[str]) -> bool:
    return len(name) <= _MOST_CHARACTERS and all(len(each.encode()) <= _MOST_BYTES for each in parts)
