"""Loaders: where imports, CSV tables and test snapshots come from.

The core never opens a file. It asks the loader it was given for a path as written in a policy and the name of the file
that the path stands in, and gets a `SourceFile` or a `LoadError`. A loader resolves only below its own root or within the
standard library, follows no link out of it, and never uses a network.
"""

from __future__ import annotations

import posixpath
from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from compatlang import limits
from compatlang.errors import LoadError
from compatlang.source import SourceFile

LIBRARY_PREFIX = "std:"
"""Names of standard library files begin so: `std:pci.compat`."""


class Loader(Protocol):
    """What compilation needs to know of the world outside a policy."""

    def load(self, path: str, importer: str, limit: int = limits.SOURCE_BYTES) -> SourceFile:
        """The file that `path`, as written in the file named `importer`, means.

        The same file has the same `SourceFile.name` however it is reached. Raises `LoadError` where it cannot be had or
        is larger than `limit` bytes.
        """

    def load_module(self, name: str) -> SourceFile:
        """The standard library module called `name`. Raises `LoadError` where there is none."""

    def modules(self) -> tuple[str, ...]:
        """The names of the standard library's modules, sorted."""


def resolve(path: str, importer: str) -> str:
    """The normalized name of a relative `path` as seen from `importer`, both with `/`. Raises `LoadError`.

    >>> resolve("./site.compat", "fleet/train.compat")
    'fleet/site.compat'
    """
    if not path or "\0" in path:
        raise LoadError("an empty path" if not path else "a path with a NUL character")
    if path.startswith("/") or "\\" in path or ":" in path.split("/", 1)[0]:
        raise LoadError("a path must be relative, with `/` between folders")
    prefix = LIBRARY_PREFIX if importer.startswith(LIBRARY_PREFIX) else ""
    folder = posixpath.dirname(importer.removeprefix(prefix))
    name = posixpath.normpath(posixpath.join(folder, path))
    if name == ".." or name.startswith("../"):
        raise LoadError("outside the folder of the policy that was named first")
    return prefix + name


def library_folder() -> Path:
    """The folder of the standard library: inside an installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "policies"
    return installed if installed.is_dir() else package.parent / "policies"


class LibraryLoader:
    """Loads standard library modules and the tables beside them, and nothing else."""

    def load(self, path: str, importer: str, limit: int = limits.SOURCE_BYTES) -> SourceFile:
        """See `Loader.load`."""
        if not importer.startswith(LIBRARY_PREFIX):
            raise LoadError("this policy was compiled without access to files")
        return self._library_file(resolve(path, importer), limit)

    def load_module(self, name: str) -> SourceFile:
        """See `Loader.load_module`."""
        if name not in self.modules():
            raise LoadError("no such module in the standard library")
        return self._library_file(f"{LIBRARY_PREFIX}{name}.compat", limits.SOURCE_BYTES)

    def modules(self) -> tuple[str, ...]:
        """See `Loader.modules`."""
        return tuple(sorted(path.stem for path in library_folder().glob("*.compat")))

    def _library_file(self, name: str, limit: int) -> SourceFile:
        return read_below(library_folder(), name.removeprefix(LIBRARY_PREFIX), name, limit)


class MemoryLoader(LibraryLoader):
    """Loads from a mapping of names to texts, for tests and for policies that carry all they need."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = dict(files)

    def load(self, path: str, importer: str, limit: int = limits.SOURCE_BYTES) -> SourceFile:
        """See `Loader.load`."""
        name = resolve(path, importer)
        if name.startswith(LIBRARY_PREFIX):
            return self._library_file(name, limit)
        if name not in self.files:
            raise LoadError("no such file")
        if len(self.files[name].encode("utf-8", "surrogatepass")) > limit:
            raise LoadError(f"larger than {limit} bytes")
        return SourceFile(name, self.files[name])


class FolderLoader(LibraryLoader):
    """Loads from the files below one folder.

    `prefix` is put before the names of files, with a `/` at its end, so that messages show them as the user typed them.
    """

    def __init__(self, root: Path, prefix: str = "") -> None:
        self.root = root.resolve()
        self.prefix = prefix

    def load(self, path: str, importer: str, limit: int = limits.SOURCE_BYTES) -> SourceFile:
        """See `Loader.load`."""
        name = resolve(path, importer.removeprefix(self.prefix))
        if name.startswith(LIBRARY_PREFIX):
            return self._library_file(name, limit)
        return read_below(self.root, name, self.prefix + name, limit)


def read_below(root: Path, relative: str, name: str, limit: int) -> SourceFile:
    """Read a UTF-8 file below `root`, following no link out of it. Raises `LoadError`."""
    root = root.resolve()
    try:
        target = (root / relative).resolve()
    except (OSError, RuntimeError) as error:
        raise LoadError("a path that cannot be resolved") from error
    if not target.is_relative_to(root):
        raise LoadError("a link that leads out of the policy's folder")
    return SourceFile(name, decode(read_bytes(target, limit)))


def read_bytes(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes. Raises `LoadError`."""
    try:
        if not path.exists():
            raise LoadError("no such file")
        if not path.is_file():
            raise LoadError("not a regular file")
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise LoadError((error.strerror or "cannot be read").lower()) from error
    if len(data) > limit:
        raise LoadError(f"larger than {limit} bytes")
    return data


def shown_path(path: str) -> str:
    """A path as messages show it: `/` between folders, and no characters that UTF-8 cannot write."""
    return Path(path).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def decode(data: bytes) -> str:
    """UTF-8 text, a byte order mark dropped. Raises `LoadError` where the bytes are not UTF-8."""
    try:
        return data.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        at = len(data) - len(error.object) + error.start
        raise LoadError(f"not UTF-8 text (byte {at} is {data[at]:#04x})") from error
