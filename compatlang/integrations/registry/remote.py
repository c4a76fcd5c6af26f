"""One repository of a registry, spoken to as the OCI distribution specification 1.1 says.

Manifests and blobs are named by digests that are computed here from the bytes that came; a tag is asked for once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urljoin

from compatlang import limits
from compatlang.integrations.registry import fallback
from compatlang.integrations.registry.content import digest_of, verify
from compatlang.integrations.registry.deadline import Deadline
from compatlang.integrations.registry.errors import RegistryError
from compatlang.integrations.registry.model import ACCEPTED, EMPTY, OCI_INDEX, Descriptor, Index, read_document
from compatlang.integrations.registry.reference import Reference, is_digest
from compatlang.integrations.registry.store import Fetched, ReferrersMode
from compatlang.integrations.registry.transport import Answer, Options, Transport, checked

_NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?', re.IGNORECASE)
_NO_API = (404, 405, 501)
"""How registries without the API of referrers answer; the specification says 404."""

_NO_TYPE = ("", EMPTY)
"""What is listed as the type of an artifact by who does not know it. Some registries only know its configuration's."""


class Remote:
    """One repository of a registry, a `Store`."""

    def __init__(self, reference: Reference, options: Options, deadline: Deadline) -> None:
        self.name = reference.name
        self._path = f"/v2/{reference.repository}"
        self._transport = Transport(reference.registry, options, deadline)

    def fetch(self, wanted: str) -> Fetched:
        """See `Store.fetch`."""
        what = self._called(wanted)
        answer = self._transport.send(
            "GET",
            f"{self._path}/manifests/{wanted}",
            most=limits.MANIFEST_BYTES,
            headers={"Accept": ", ".join(ACCEPTED)},
        )
        data = checked(answer, what, 200).body
        digest = self._digest(answer, wanted, what)
        delivered_as = answer.headers.get("Content-Type", "").partition(";")[0].strip()
        document = read_document(verify(data, digest, what), delivered_as, what)
        descriptor = Descriptor(mediaType=delivered_as, digest=digest, size=len(data))
        return Fetched(descriptor, data, document)

    def blob(self, descriptor: Descriptor, most: int) -> bytes:
        """See `Store.blob`."""
        what = f"the blob {self.name}@{descriptor.digest}"
        if descriptor.size > most:
            raise RegistryError(f"{what} has {descriptor.size} bytes; at most {most} are taken")
        url = f"{self._path}/blobs/{descriptor.digest}"
        answer = self._transport.send("GET", url, most=descriptor.size, elsewhere=True)
        return verify(checked(answer, what, 200).body, descriptor.digest, what, descriptor.size)

    def referrers(self, subject: str, types: Iterable[str]) -> list[Descriptor]:
        """See `Store.referrers`. Without the API it is the index under the fallback tag that says."""
        wanted = tuple(types)
        listed = self._listed(subject, wanted)
        if listed is None:
            listed = fallback.entries(self.fetch, subject)
        return [each for each in listed if each.artifactType in (*_NO_TYPE, *wanted)]

    def push_blob(self, data: bytes) -> None:
        """See `Store.push_blob`."""
        from compatlang.integrations.registry.pushing import push_blob  # brings oras, which takes its time

        push_blob(self._transport, self.name, data)

    def push_referrer(self, descriptor: Descriptor, data: bytes, subject: str, mode: ReferrersMode) -> None:
        """See `Store.push_referrer`."""
        if mode == "api" and self._listed(subject, (descriptor.artifactType,)) is None:
            raise RegistryError(
                f"`{self._transport.host}` has no API of referrers; --referrers tag writes the fallback tag instead"
            )
        answer = self._put(descriptor.digest, descriptor.mediaType, data)
        by_api = mode == "api" or answer.headers.get("OCI-Subject") == subject
        if mode == "tag" or not by_api:
            self._change_index(subject, add=descriptor)

    def remove_referrer(self, descriptor: Descriptor, subject: str) -> None:
        """See `Store.remove_referrer`. The index goes first: what it lists has to be there."""
        self._change_index(subject, remove=descriptor.digest)
        answer = self._transport.send(
            "DELETE", f"{self._path}/manifests/{descriptor.digest}", most=limits.MANIFEST_BYTES
        )
        if answer.status in (405, 501):
            still = f"{descriptor.digest} is still there, though no fallback tag lists it"
            raise RegistryError(f"`{self._transport.host}` does not delete manifests: {still}")
        checked(answer, self._called(descriptor.digest), 200, 202, 204, 404)

    def _change_index(self, subject: str, *, add: Descriptor | None = None, remove: str = "") -> None:
        """Change the index under the fallback tag, until nobody else has written it meanwhile."""
        for _ in range(fallback.TRIES):
            before = fallback.read(self.fetch, subject)
            after = fallback.changed(before, add, remove)
            if after is None:
                return
            tag = fallback.tag(subject)
            if not after.manifests and self._deleted(tag, before):
                return
            data = fallback.written(after)
            self._put(tag, OCI_INDEX, data)
            if fallback.changed(fallback.read(self.fetch, subject), add, remove) is None:
                return
        raise RegistryError(f"somebody else keeps writing the fallback tag of {self.name}@{subject}")

    def _deleted(self, tag: str, before: Index | None) -> bool:
        """Whether an index that would be empty is gone; some registries only delete by digest, and some not at all."""
        if before is None:
            return True
        digest = digest_of(self.fetch(tag).data)
        for wanted in (tag, digest):
            answer = self._transport.send("DELETE", f"{self._path}/manifests/{wanted}", most=limits.MANIFEST_BYTES)
            if answer.status in (200, 202, 204, 404):
                return True
        return False

    def _put(self, wanted: str, media_type: str, data: bytes) -> Answer:
        url = f"{self._path}/manifests/{wanted}"
        headers = {"Content-Type": media_type}
        answer = self._transport.send("PUT", url, most=limits.MANIFEST_BYTES, headers=headers, body=data)
        return checked(answer, f"storing {self._called(wanted)}", 200, 201, 202)

    def _listed(self, subject: str, types: tuple[str, ...]) -> list[Descriptor] | None:
        """What the API of referrers lists, None where there is none. One type at a time, where the registry may filter."""
        found: dict[str, Descriptor] = {}
        for each in types:
            pages = self._pages(f"{self._path}/referrers/{subject}?artifactType={quote(each, safe='')}")
            for page in pages:
                if page is None:
                    return None
                found |= {entry.digest: entry for entry in page}
                if len(found) > limits.REFERRERS:
                    raise RegistryError(f"{self.name}@{subject} has more than {limits.REFERRERS} referrers")
        return list(found.values())

    def _pages(self, url: str) -> Iterator[list[Descriptor] | None]:
        what = f"the list of referrers of {self.name}"
        for _ in range(limits.REFERRERS_PAGES):
            answer = self._transport.send("GET", url, most=limits.MANIFEST_BYTES, headers={"Accept": OCI_INDEX})
            delivered_as = answer.headers.get("Content-Type", "").partition(";")[0].strip()
            if answer.status in _NO_API or (answer.status == 200 and delivered_as != OCI_INDEX):
                yield None
                return
            document = read_document(checked(answer, what, 200).body, delivered_as, what)
            assert isinstance(document, Index), "that is what its media type says"
            yield document.manifests
            following = _NEXT.search(answer.headers.get("Link", ""))
            if following is None:
                return
            url = urljoin(answer.url, following[1])
        raise RegistryError(f"{what} goes on after {limits.REFERRERS_PAGES} pages")

    def _digest(self, answer: Answer, wanted: str, what: str) -> str:
        """The digest that a manifest has to have: the one that was asked for, else the one that the registry announces."""
        if is_digest(wanted):
            return wanted
        announced = answer.headers.get("Docker-Content-Digest", "")
        if announced and not is_digest(announced):
            raise RegistryError(f"{what} is announced with `{announced}`, which is no digest")
        return announced or digest_of(answer.body)

    def _called(self, wanted: str) -> str:
        return f"{self.name}{'@' if is_digest(wanted) else ':'}{wanted}"
