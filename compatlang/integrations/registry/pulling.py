"""Writing the files of an artifact into a folder: all of them or none, and none outside of it.

Nothing is ever unpacked; a layer is a file. Its name comes from whoever made the artifact, so only a plain relative path is
taken.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from compatlang.integrations.registry.artifacts import File
from compatlang.integrations.registry.errors import RegistryError

_FORBIDDEN = frozenset('\\:\0<>|"?*')


def write(files: Sequence[File], folder: Path, *, overwrite: bool = False) -> list[Path]:
    """Write files below a folder, which is made if need be, and return their paths. Raises `RegistryError`."""
    targets = [folder / _safe(each.name) for each in files]
    if len(set(targets)) != len(targets):
        raise RegistryError("two files of the artifact have the same name")
    for each in targets:
        if not each.resolve().is_relative_to(folder.resolve()):
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


def _safe(name: str) -> str:
    """A name as a relative path that stays where it is put. Raises `RegistryError`."""
    parts = PurePosixPath(name).parts
    unsafe = not parts or name.startswith("/") or _FORBIDDEN & set(name) or any(ord(each) < 32 for each in name)
    if unsafe or any(part == ".." or part.startswith(".") or len(part) > 200 for part in parts):
        raise RegistryError(f"a file of the artifact is called {name!r}, which is no name to write a file under")
    return name
