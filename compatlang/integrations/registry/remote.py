"""One repository of a registry, spoken to as the OCI distribution specification 1.1 says.

Manifests and blobs are named by digests that are computed here from the bytes that came; a tag is asked for once.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from compatlang import limits
from compatlang.integrations.registry import fallback, media
from compatlang.integrations.registry.address import resolve
from compatlang.integrations.registry.content import digest_of, verify
from compatlang.integrations.registry.deadline import Deadline
from compatlang.integrations.registry.errors import RegistryError, UnsoundError
from compatlang.integrations.registry.exchange import Answer
from compatlang.integrations.registry.model import ACCEPTED, EMPTY, OCI_INDEX, Descriptor, Index, read_document
from compatlang.integrations.registry.reference import Reference, is_digest
from compatlang.integrations.registry.store import Fetched, ReferrersMode
from compatlang.integrations.registry.transport import Options, Transport, checked

_NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?', re.IGNORECASE)
_NO_API = (404, 405, 501)
"""How registries without the API of referrers answer; the specification says 404."""

_NO_TYPE = ("", EMPTY)
"""What is listed as the type of an artifact by who does not know it. Some registries only know its configuration's."""


class Remote:
    """One repository of a registry, a `Store`."""

    def __init__(self, reference: Reference, options: Options, deadline: Deadline) -> None:
        self.name = reference.name
        self._repository = reference.repository
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
        delivered_as = _media_type(answer)
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
        return [
            each
            for each in listed
            if each.artifactType in wanted or (each.artifactType in _NO_TYPE and not each.is_index)
        ]

    def push_blob(self, data: bytes) -> None:
        """See `Store.push_blob`."""
        from compatlang.integrations.registry.pushing import push_blob  # brings oras, which takes its time

        push_blob(self._transport, self._repository, data)

    def expect_referrer(self, subject: str, mode: ReferrersMode) -> None:
        """See `Store.expect_referrer`."""
        by_api = mode != "tag" and next(self._pages(subject, media.TYPES[0])) is not None
        if mode == "api" and not by_api:
            raise RegistryError(
                f"`{self._transport.host}` has no API of referrers; --referrers tag writes the fallback tag instead"
            )
        if not by_api:
            fallback.check_room(fallback.read(self.fetch, subject), subject)

    def push_referrer(self, descriptor: Descriptor, data: bytes, subject: str, mode: ReferrersMode) -> None:
        """See `Store.push_referrer`."""
        answer = self._put(descriptor.digest, descriptor.mediaType, data)
        by_api = mode == "api" or answer.headers.get("OCI-Subject") == subject
        if mode == "tag" or not by_api:
            self._change_index(subject, add=descriptor)

    def remove_referrer(self, descriptor: Descriptor, subject: str) -> None:
        """See `Store.remove_referrer`. The index goes first: what it lists has to be there."""
        with contextlib.suppress(fallback.NoListError):  # then it does not list it
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
            for page in self._pages(subject, each):
                if page is None:
                    return None
                found |= {entry.digest: entry for entry in page}
                if len(found) > limits.REFERRERS:
                    raise RegistryError(f"{self.name}@{subject} has more than {limits.REFERRERS} referrers")
        return list(found.values())

    def _pages(self, subject: str, type_: str) -> Iterator[list[Descriptor] | None]:
        """The pages of the list for a type; where there is no API, which the first request shows, only None."""
        what = f"the list of referrers of {self.name}"
        url = f"{self._path}/referrers/{subject}?artifactType={quote(type_, safe='')}"
        for number in range(limits.REFERRERS_PAGES):
            answer = self._transport.send("GET", url, most=limits.MANIFEST_BYTES, headers={"Accept": OCI_INDEX})
            if number == 0 and not _is_list(answer):
                yield None
                return
            if answer.status == 404:
                raise UnsoundError(f"{what} goes on with a page that is not there")
            document = read_document(checked(answer, what, 200).body, _media_type(answer), what)
            if not isinstance(document, Index):
                raise UnsoundError(f"{what} is a manifest")
            yield document.manifests
            following = _NEXT.search(answer.headers.get("Link", ""))
            if following is None:
                return
            url = resolve(following[1], answer.url, self._transport.host)
        raise RegistryError(f"{what} goes on after {limits.REFERRERS_PAGES} pages")

    def _digest(self, answer: Answer, wanted: str, what: str) -> str:
        """The digest that a manifest has to have: the one that was asked for, else the one that the registry announces."""
        if is_digest(wanted):
            return wanted
        announced = answer.headers.get("Docker-Content-Digest", "")
        if announced and not is_digest(announced):
            raise UnsoundError(f"{what} is announced with `{announced}`, which is no digest")
        return announced or digest_of(answer.body)

    def _called(self, wanted: str) -> str:
        return f"{self.name}{'@' if is_digest(wanted) else ':'}{wanted}"


def _media_type(answer: Answer) -> str:
    return answer.headers.get("Content-Type", "").partition(";")[0].strip()


def _is_list(answer: Answer) -> bool:
    """Whether an answer comes from the API of referrers, be it an error; what has no API may answer with a page for people."""
    return answer.status not in _NO_API and (answer.status != 200 or _media_type(answer) == OCI_INDEX)
