"""Policies and documents as the files of artifacts, and the artifacts as they are pushed.

Sources are carried with all that they import, so that what a person reads stands alone, and beside them the bundles that
were compiled of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from compatlang import __version__, limits
from compatlang.integrations.registry import artifacts, media
from compatlang.integrations.registry.artifacts import Built, File
from compatlang.integrations.registry.errors import RegistryError
from compatlang.integrations.registry.image import Image
from compatlang.integrations.registry.model import Descriptor
from compatlang.integrations.registry.pulling import safe_name
from compatlang.integrations.registry.store import ReferrersMode
from compatlang.loader import LIBRARY_PREFIX
from compatlang.pipeline import Policies

POLICIES = "vnd.compatlang.policies"
"""The annotation of an artifact with the names of its policies, a comma between."""

LIBRARY_FOLDER = "std"
"""Where modules of the standard library lie among the files that are pulled."""


def compat_files(compiled: Sequence[Policies]) -> list[File]:
    """The files of compatlang's own artifact: each bundle, then every source once. Raises `RegistryError` where two clash."""
    bundles = [File(media.BUNDLE, _bundle_name(each.name), each.bundle(__version__)) for each in compiled]
    texts: dict[str, str] = {}
    for each in compiled:
        for name, source in each.sources.items():
            if texts.setdefault(name, source.text) != source.text:
                raise RegistryError(f"two different files are called `{name}`: attach them one after the other")
    sources = [
        File(_type(name), file_name(name), text.encode(), {media.SOURCE_NAME: name}) for name, text in texts.items()
    ]
    return _checked([*bundles, *sources])


def nfd_files(text: str) -> list[File]:
    """The only file of NFD's artifact."""
    return _checked([File(media.NFD_SPEC, "compatibility.yaml", text.encode())])


def build(type_: str, files: Sequence[File], subject: Descriptor, created: str, names: Sequence[str]) -> Built:
    """An artifact for one manifest of an image. `names` are those of its policies."""
    said: Mapping[str, str] = {POLICIES: ",".join(names)} if type_ == media.COMPAT else {}
    return artifacts.build(type_, files, subject, created, said)


def push(image: Image, built: Built, subject: Descriptor, mode: ReferrersMode) -> None:
    """Push an artifact: its blobs, then its manifest, so that whoever finds it finds all of it. The image is not touched."""
    image.store.expect_referrer(subject.digest, mode)
    for each in dict.fromkeys(built.blobs):
        image.store.push_blob(each)
    image.store.push_referrer(built.descriptor, built.manifest, subject.digest, mode)


def file_name(name: str) -> str:
    """How a source is called as a file: `std/pci.compat` for `std:pci.compat`; other names are relative paths as they stand."""
    if name.startswith(LIBRARY_PREFIX):
        return f"{LIBRARY_FOLDER}/{name.removeprefix(LIBRARY_PREFIX)}"
    return name


def _checked(files: list[File]) -> list[File]:
    seen: set[str] = set()
    for each in files:
        if each.name in seen:
            raise RegistryError(
                f"two files of the artifact would be called `{each.name}`: attach them one after the other"
            )
        seen.add(safe_name(each.name))
        if len(each.data) > limits.BLOB_BYTES:
            raise RegistryError(
                f"`{each.name}` has {len(each.data)} bytes; a file of an artifact has at most {limits.BLOB_BYTES}"
            )
    return files


def _type(name: str) -> str:
    return media.TABLE if name.endswith(".csv") else media.SOURCE


def _bundle_name(name: str) -> str:
    return PurePosixPath(name).with_suffix(".compatc").name
