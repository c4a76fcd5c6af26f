"""The fallback tag: where a registry has no API of referrers, an index under the tag `sha256-<hex>` lists them.

See "Referrers Tag Schema" of the OCI distribution specification 1.1. Anybody may move a tag, so what it resolves to is
taken for a list only if it is an index, and each entry for a claim. Of one that somebody has pointed at an image, nothing
is believed, and it is not written over.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from compatlang import limits
from compatlang.integrations.registry.errors import NotFoundError, RegistryError
from compatlang.integrations.registry.model import OCI_INDEX, Descriptor, Index
from compatlang.integrations.registry.store import Fetched

TRIES = 4
"""How often the index is written anew where somebody else writes it, too."""


def tag(subject: str) -> str:
    """The tag under which the referrers of a digest are listed; of a long digest it has the beginning.

    >>> tag("sha256:" + "0" * 64)[:10]
    'sha256-000'
    """
    algorithm, _, value = subject.partition(":")
    return f"{algorithm[:32]}-{value[:64]}"


class NoListError(RegistryError):
    """Something else than a list of referrers lies under the fallback tag."""


def read(fetch: Callable[[str], Fetched], subject: str) -> Index | None:
    """The index under the fallback tag, None where there is none. Raises `NoListError` where something else is there."""
    try:
        found = fetch(tag(subject))
    except NotFoundError:
        return None
    if not isinstance(found.document, Index) or found.descriptor.digest == subject:
        raise NoListError(f"the tag {tag(subject)} is no list of referrers: an image lies there")
    return found.document


def check_room(index: Index | None, subject: str) -> None:
    """Raises `RegistryError` where an index has no room for one more entry."""
    if index is not None and len(index.manifests) >= limits.REFERRERS:
        raise RegistryError(
            f"the tag {tag(subject)} lists {len(index.manifests)} referrers, and at most {limits.REFERRERS} are read"
        )


def entries(fetch: Callable[[str], Fetched], subject: str) -> list[Descriptor]:
    """What the fallback tag lists; nothing where no list is there."""
    try:
        index = read(fetch, subject)
    except NoListError:
        return []
    listed = index.manifests if index is not None else []
    if len(listed) > limits.REFERRERS:
        raise RegistryError(f"the tag {tag(subject)} lists more than {limits.REFERRERS} referrers")
    return listed


def changed(before: Index | None, add: Descriptor | None, remove: str) -> Index | None:
    """The index with an entry more or one less, None where it is so already."""
    before = before or Index(schemaVersion=2, mediaType=OCI_INDEX, manifests=[])
    listed = before.manifests
    digests = [each.digest for each in listed]
    if add is not None and add.digest not in digests:
        listed = [*listed, add]
    elif remove and remove in digests:
        listed = [each for each in listed if each.digest != remove]
    else:
        return None
    return before.model_copy(update={"manifests": listed})


def written(index: Index) -> bytes:
    """The index as it is stored."""
    value = index.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True)
    return json.dumps({"schemaVersion": 2, "manifests": [], **value}, separators=(",", ":")).encode()
