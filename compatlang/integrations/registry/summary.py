"""What is attached to an image, as `discover` shows it: each artifact in a few words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from compatlang.integrations.registry import contents
from compatlang.integrations.registry.artifacts import Attached
from compatlang.integrations.registry.contents import Carried
from compatlang.integrations.registry.errors import NotFoundError, UnsoundError
from compatlang.integrations.registry.image import Image
from compatlang.integrations.registry.model import TITLE, Descriptor
from compatlang.integrations.registry.store import Store
from compatlang.pipeline import Policies

MOST_SENTENCES = 20


class Summary(NamedTuple):
    """One artifact. `used` is the one that counts; `problem` says why it cannot be read, where it cannot."""

    digest: str
    type: str
    kind: str
    created: str
    used: bool
    policies: tuple[str, ...]
    says: tuple[str, ...]
    files: tuple[tuple[str, int], ...]
    problem: str = ""


class Target(NamedTuple):
    """One manifest of an image, with what is attached to it, the one that counts first."""

    descriptor: Descriptor
    platform: str
    artifacts: tuple[Summary, ...]
    refused: tuple[str, ...]


def targets(image: Image) -> list[Target]:
    """The image itself, and the manifests of its index. Raises `RegistryError`."""
    return [_target(image, each) for each in image.all()]


def _target(image: Image, descriptor: Descriptor) -> Target:
    found = image.found(descriptor)
    summaries = tuple(_summary(image.store, each, used=number == 0) for number, each in enumerate(found.attached))
    platform = str(descriptor.platform) if descriptor.platform else ""
    return Target(descriptor, platform, summaries, found.refused)


def _summary(store: Store, attached: Attached, *, used: bool) -> Summary:
    files = tuple(
        ((each.annotations or {}).get(TITLE) or each.digest[:19], each.size) for each in attached.manifest.layers
    )
    plain = Summary(attached.descriptor.digest, attached.type, attached.kind, attached.created, used, (), (), files)
    try:
        carried = contents.read(store, attached)
        return plain._replace(policies=tuple(contents.names(carried)), says=tuple(_sentences(carried)))
    except (NotFoundError, UnsoundError) as error:
        return plain._replace(problem=str(error))


def _sentences(carried: list[Carried]) -> Iterator[str]:
    for each in carried:
        decides = each.decides
        if isinstance(decides, Policies):
            yield from (f"policy {name}{_title(decides, name)}" for name in decides.declared[:MOST_SENTENCES])
        else:
            yield from decides.summary()[:MOST_SENTENCES]
            yield from (f"{found.severity}: {found.message}" for found in decides.diagnostics[:MOST_SENTENCES])


def _title(policies: Policies, name: str) -> str:
    for identifier in policies.program.roots:
        found = policies.program.policies[identifier]
        if found.name == name and found.title:
            return f": {found.title}"
    return ""
