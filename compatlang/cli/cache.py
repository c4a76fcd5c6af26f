"""Policies that were compiled before, as bundles in the user's cache folder. `docs/bundle.md` says what is kept there.

An entry is found by the digest of everything that is known before compiling: the policy's name and text, and the version of
compatlang. It is used where everything that compiling read beyond that is the same today, see `recorded`. It never fails:
what cannot be read or is not as it was written is compiled again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from compatlang import __version__, bundle
from compatlang.cli.cache_folder import CacheFolder, user_folder
from compatlang.cli.recorded import Answered, RecordingLoader, unchanged
from compatlang.digest import digest
from compatlang.errors import LoadError
from compatlang.loader import Loader
from compatlang.pipeline import Policies, load_bundle
from compatlang.pipeline import compile as compile_text
from compatlang.source import SourceFile

FOLDER = "compatlang"
"""Below the user's cache folder."""

VERSION = 1
"""Of the form of an entry; entries of another are not found."""


def compiled(source: SourceFile, loader: Loader) -> Policies:
    """The policies of a text, compiled now or before. Only sound ones are kept, with their warnings."""
    parent = user_folder()
    if parent is None:
        return compile_text(source.text, name=source.name, loader=loader)
    folder = CacheFolder(parent / FOLDER)
    key = _key(source)
    policies = _opened(key, folder.read(key), loader)
    if policies is None:
        recording = RecordingLoader(loader)
        policies = compile_text(source.text, name=source.name, loader=recording)
        if not policies.failed:
            folder.write(key, _entry(key, recording.answered, policies.bundle(__version__)))
    return policies


def _entry(key: str, answered: list[Answered], data: bytes) -> bytes:
    """Two lines and the bundle."""
    answers = msgspec.json.encode(answered)
    return b"\n".join((_head(key, answers), answers, data))


def _opened(key: str, entry: bytes | None, loader: Loader) -> Policies | None:
    """What is kept in an entry, where it is as it was written under that key and nothing has changed since."""
    head, _, rest = (entry or b"").partition(b"\n")
    answers, _, data = rest.partition(b"\n")
    if head != _head(key, answers):
        return None
    try:
        return load_bundle(data) if unchanged(msgspec.json.decode(answers, type=list[Answered]), loader) else None
    except (LoadError, ValueError):
        return None


def _key(source: SourceFile) -> str:
    parts = (f"{VERSION}", f"{bundle.VERSION}", _compiler(), source.name, source.text)
    return digest("\0".join(parts).encode("utf-8", "surrogatepass"))


def _head(key: str, answers: bytes) -> bytes:
    """The first line of an entry. The bundle behind it has a digest of its own."""
    return f"compatlang-cache {VERSION} {key} {digest(answers)}".encode()


def _compiler() -> str:
    """What compiles: the version, and while that is being worked on, the state of its files."""
    if ".dev" not in __version__:
        return __version__
    states = sorted(_states(Path(__file__).parents[1]))
    return "\0".join([__version__, *states])


def _states(folder: str | os.PathLike[str]) -> Iterator[str]:
    with os.scandir(folder) as found:
        for each in found:
            if each.is_dir():
                yield from _states(each)
            elif each.name.endswith(".py"):
                status = each.stat()
                yield f"{each.path} {status.st_size} {status.st_mtime_ns}"
