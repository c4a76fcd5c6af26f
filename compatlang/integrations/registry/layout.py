"""An OCI image layout: a folder with `oci-layout`, `index.json` and `blobs/`, as the OCI image specification 1.1 has it.

A layout has no referrers of its own: what refers to an image stands in `index.json` beside it, or in an index that does.
Files are read only below the folder, and no link out of it is followed. What is written appears whole or not at all.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from compatlang import limits
from compatlang.integrations.registry import fallback
from compatlang.integrations.registry.content import digest_of, verify
from compatlang.integrations.registry.errors import NotFoundError, RegistryError
from compatlang.integrations.registry.model import (
    ACCEPTED,
    OCI_INDEX,
    Descriptor,
    Document,
    Index,
    Manifest,
    read_document,
)
from compatlang.integrations.registry.reference import Reference, is_digest
from compatlang.integrations.registry.store import Fetched, ReferrersMode

REF_NAME = "org.opencontainers.image.ref.name"

_DEPTH = 2
"""How deep indexes are looked through below `index.json`."""


class Layout:
    """One layout on disk, a `Store`."""

    def __init__(self, reference: Reference) -> None:
        self.name = reference.name
        self._folder = Path(reference.repository)
        marker = self._json("oci-layout")
        if not isinstance(marker, dict) or marker.get("imageLayoutVersion") != "1.0.0":
            raise RegistryError(f"`{reference.repository}` is no OCI image layout of version 1.0.0")

    def fetch(self, wanted: str) -> Fetched:
        """See `Store.fetch`. Nothing wanted is the only image of the layout."""
        return self._fetched(self._found(wanted))

    def blob(self, descriptor: Descriptor, most: int) -> bytes:
        """See `Store.blob`."""
        what = f"the blob {self.name}@{descriptor.digest}"
        if descriptor.size > most:
            raise RegistryError(f"{what} has {descriptor.size} bytes; at most {most} are taken")
        return verify(self._read(_path(descriptor.digest), most), descriptor.digest, what, descriptor.size)

    def referrers(self, subject: str, types: Iterable[str]) -> list[Descriptor]:
        """See `Store.referrers`."""
        wanted = tuple(types)
        found: dict[str, Descriptor] = {}
        for each in self._manifests(self._index().manifests):
            document = self._document(each) if not each.is_index else None
            if isinstance(document, Manifest) and document.type in wanted and document.refers_to(subject):
                found[each.digest] = each
        return list(found.values())

    def expect_referrer(self, subject: str, mode: ReferrersMode) -> None:
        """See `Store.expect_referrer`."""
        self._index()

    def push_blob(self, data: bytes) -> None:
        """See `Store.push_blob`."""
        target = self._folder / _path(digest_of(data))
        if not target.exists():
            self._write(target, data)

    def push_referrer(self, descriptor: Descriptor, data: bytes, subject: str, mode: ReferrersMode) -> None:
        """See `Store.push_referrer`. There is one way only, whatever the mode."""
        self.push_blob(data)
        index = fallback.changed(self._index(), descriptor, "")
        if index is not None:
            self._write(self._folder / "index.json", fallback.written(index))

    def remove_referrer(self, descriptor: Descriptor, subject: str) -> None:
        """See `Store.remove_referrer`. Its blobs stay, as others may use them; who collects garbage finds them."""
        index = fallback.changed(self._index(), None, descriptor.digest)
        if index is None:
            raise RegistryError(
                f"{descriptor.digest} does not stand in the `index.json` of {self.name}; it is listed elsewhere"
            )
        self._write(self._folder / "index.json", fallback.written(index))

    def _found(self, wanted: str) -> Descriptor:
        listed = self._index().manifests
        if is_digest(wanted):
            for each in self._manifests(listed):
                if each.digest == wanted:
                    return each
            raise NotFoundError(f"{self.name}@{wanted} is not there")
        if wanted:
            named = [each for each in listed if (each.annotations or {}).get(REF_NAME) == wanted]
            if not named:
                raise NotFoundError(f"{self.name}:{wanted} is not there")
            return named[0]
        images = self._images(listed)
        if len({each.digest for each in images}) == 1:
            return images[0]
        tags = sorted(filter(None, ((each.annotations or {}).get(REF_NAME, "") for each in images)))
        hint = f": name one, of {', '.join(tags[:8])}" if tags else ""
        raise RegistryError(f"{self.name} holds {len(images) or 'no'} images{hint}")

    def _images(self, listed: Iterable[Descriptor]) -> list[Descriptor]:
        """The entries that are what somebody put there: they refer to nothing else, and no other entry lists them."""
        documents = [(each, self._document(each)) for each in listed]
        inner = {each.digest for _, document in documents if isinstance(document, Index) for each in document.manifests}
        alone = [(each, document) for each, document in documents if document is not None and each.digest not in inner]
        return [each for each, document in alone if document.subject is None]

    def _fetched(self, descriptor: Descriptor) -> Fetched:
        what = f"{self.name}@{descriptor.digest}"
        if descriptor.size > limits.MANIFEST_BYTES:
            raise RegistryError(f"{what} has {descriptor.size} bytes; at most {limits.MANIFEST_BYTES} are taken")
        data = self._read(_path(descriptor.digest), limits.MANIFEST_BYTES)
        verify(data, descriptor.digest, what, descriptor.size)
        return Fetched(descriptor, data, read_document(data, descriptor.mediaType, what))

    def _manifests(self, listed: Iterable[Descriptor]) -> Iterator[Descriptor]:
        """All that indexes list, those of indexes in `index.json` too, and indexes in these; each once."""
        seen: set[str] = set()
        waiting = [(each, _DEPTH) for each in reversed(list(listed))]
        while waiting:
            each, depth = waiting.pop()
            if each.digest in seen:
                continue
            seen.add(each.digest)
            yield each
            document = self._document(each) if each.is_index and depth else None
            if isinstance(document, Index):
                waiting += [(inner, depth - 1) for inner in reversed(document.manifests)]

    def _document(self, descriptor: Descriptor) -> Document | None:
        """What is listed, None where it is not there, as a layout may hold some of the platforms only, or is no manifest."""
        if descriptor.mediaType not in ACCEPTED:
            return None
        try:
            return self._fetched(descriptor).document
        except NotFoundError:
            return None

    def _index(self) -> Index:
        document = read_document(
            self._read("index.json", limits.MANIFEST_BYTES), OCI_INDEX, f"the `index.json` of {self.name}"
        )
        assert isinstance(document, Index), "that is what its media type says"
        return document

    def _json(self, name: str) -> object:
        try:
            return json.loads(self._read(name, limits.MANIFEST_BYTES))
        except (NotFoundError, ValueError, RecursionError):
            return None

    def _read(self, name: str, most: int) -> bytes:
        path = self._folder / name
        try:
            if not path.resolve().is_relative_to(self._folder.resolve()):
                raise RegistryError(f"`{path}` is a link that leads out of the layout")
            if path.exists() and not path.is_file():
                raise RegistryError(f"`{path}` is no regular file")
            with path.open("rb") as stream:
                data = stream.read(most + 1)
        except FileNotFoundError:
            raise NotFoundError(f"`{path}` is not there") from None
        except (OSError, RuntimeError) as error:
            raise RegistryError(
                f"`{path}` cannot be read: {(getattr(error, 'strerror', None) or 'it leads in a circle').lower()}"
            ) from error
        if len(data) > most:
            raise RegistryError(f"`{path}` has more than the {most} bytes that are taken of such a file")
        return data

    def _write(self, target: Path, data: bytes) -> None:
        partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
        try:
            if not target.parent.resolve().is_relative_to(self._folder.resolve()):
                raise RegistryError(f"`{target}` lies behind a link that leads out of the layout")
            target.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(data)
            partial.replace(target)
        except OSError as error:
            raise RegistryError(f"`{target}` cannot be written: {(error.strerror or 'it failed').lower()}") from error
        finally:
            with contextlib.suppress(OSError):  # then it has never been there
                partial.unlink()


def _path(digest: str) -> str:
    """Where a blob lies. A digest has been looked at before: it has no letters that could lead elsewhere."""
    algorithm, _, value = digest.partition(":")
    return f"blobs/{algorithm}/{value}"
