"""An image that was asked for by its reference: what the reference means, resolved once, and the place where it lies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import NamedTuple

from compatlang.integrations.registry import artifacts, platforms, reference
from compatlang.integrations.registry.deadline import Deadline
from compatlang.integrations.registry.errors import RegistryError
from compatlang.integrations.registry.layout import Layout
from compatlang.integrations.registry.model import Descriptor, Index
from compatlang.integrations.registry.reference import Reference
from compatlang.integrations.registry.remote import Remote
from compatlang.integrations.registry.store import Fetched, Store, fetch_described
from compatlang.integrations.registry.transport import Options


class Image(NamedTuple):
    """An image. `top` is what the reference means: a manifest, or an index with one for each platform."""

    reference: Reference
    store: Store
    top: Fetched
    deadline: Deadline

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def pinned(self) -> str:
        """The reference by digest, so that it will always mean the same."""
        return f"{self.reference.name}@{self.top.descriptor.digest}"

    def called(self, descriptor: Descriptor) -> str:
        """What messages call one of its manifests: with its platform, if it is that of one."""
        if descriptor.digest == self.top.descriptor.digest:
            return str(self)
        return f"{self} ({descriptor.platform or descriptor.digest})"

    def targets(self, platform: str) -> list[Descriptor]:
        """What `--platform` means of it: itself where nothing is asked, else the manifests of its index for that platform.

        Raises `RegistryError` where there is none, or the image is no index and somebody asks for a platform of it.
        """
        if not platform:
            return [self.top.descriptor]
        if not isinstance(self.top.document, Index):
            if platform == platforms.ALL:
                return [self.top.descriptor]
            raise RegistryError(f"{self} is one image, not an index: it has no platforms to choose from")
        return platforms.choose(self.top.document, platform, str(self))

    def target(self, platform: str) -> Descriptor:
        """The same for who takes one platform only."""
        if platform == platforms.ALL:
            raise RegistryError(f"`--platform {platforms.ALL}` means several manifests, and one is asked for")
        (target,) = self.targets(platform)
        return target

    def fetched(self, descriptor: Descriptor) -> Fetched:
        """One of its manifests. Raises `RegistryError`."""
        return self.top if descriptor.digest == self.top.descriptor.digest else fetch_described(self.store, descriptor)

    def all(self) -> list[Descriptor]:
        """Itself, and the manifests of its index."""
        document = self.top.document
        return [self.top.descriptor, *(platforms.images(document) if isinstance(document, Index) else [])]

    def found(self, descriptor: Descriptor) -> artifacts.Found:
        """The compatibility artifacts of one of its manifests."""
        return artifacts.find(self.store, descriptor.digest)


@contextmanager
def opened(text: str, options: Options, within: Deadline | None = None) -> Iterator[Image]:
    """The image that a reference means. All that is done with it has `options.timeout` seconds, or the time of another image.

    Raises `RegistryError`.
    """
    named = reference.parse(text)
    with Deadline(options.timeout) if within is None else nullcontext(within) as deadline:
        store: Store = Layout(named) if named.is_layout else Remote(named, options, deadline)
        yield Image(named, store, store.fetch(named.wanted), deadline)
