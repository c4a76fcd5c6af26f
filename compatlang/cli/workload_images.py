"""The images of Pods, each looked up once: which policies are attached to it, or why nobody can say.

A registry that does not answer is not asked again: a cluster may run hundreds of its images, and each would have to wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TextIO

from compatlang.cli.image_policies import carried_file
from compatlang.cli.inputs import PolicyFile
from compatlang.cli.pod_images import Running, UnknownImage
from compatlang.diagnostics.render.plain import plain
from compatlang.integrations.registry import running
from compatlang.integrations.registry.errors import NoAnswerError, NotFoundError, RegistryError
from compatlang.integrations.registry.reference import Reference, is_digest
from compatlang.nfd.importing import read as import_document
from compatlang.pipeline import compile as compile_policies
from compatlang.values.show import quoted

if TYPE_CHECKING:
    from compatlang.integrations.registry.image import Image
    from compatlang.integrations.registry.lookup import Used
    from compatlang.integrations.registry.model import Platform
    from compatlang.integrations.registry.transport import Options

_PLATFORM = """\
edition 1

policy platform {{
  require os: node.label["kubernetes.io/os"] == {os}
  require architecture: node.label["kubernetes.io/arch"] == {architecture}
}}
"""
"""Which nodes a manifest of an index is for, as a policy like others, so that it is decided and explained as others are."""


class LookedPart(NamedTuple):
    """Files that decide together, and the file that says which nodes they are for, where those are not all."""

    files: tuple[PolicyFile, ...]
    platform: PolicyFile | None = None


class Looked(NamedTuple):
    """An image that was looked up: the parts of what it says, none where nothing is attached; or why it was not."""

    name: str
    """The image by digest, where that is known."""
    parts: tuple[LookedPart, ...] = ()
    artifacts: tuple[Used, ...] = ()
    """The artifacts that count."""
    why: str = ""
    failed: bool = False
    """Whether a registry could not be asked, or what it gave cannot be used, which is an error."""

    @property
    def files(self) -> tuple[PolicyFile, ...]:
        """All files."""
        return tuple(file for part in self.parts for file in (*part.files, *([part.platform] if part.platform else [])))


class _NoPolicyError(Exception):
    """Something that no policy says the same as; the message says why."""


class ImageFinder:
    """Looks images up, each once. What is left out or warned of is told on `err`."""

    def __init__(self, options: Options, err: TextIO) -> None:
        self._options = options
        self._err = err
        self._mute: dict[str, str] = {}
        """Registries that did not answer."""
        self._said: dict[tuple[str, ...], running.Said | RegistryError] = {}
        self._files: dict[tuple[str, ...], tuple[PolicyFile, ...]] = {}
        self._platforms: dict[str, PolicyFile] = {}

    def look(self, image: Running | UnknownImage) -> Looked:
        """What is attached to an image."""
        if isinstance(image, UnknownImage):
            return Looked(image.text, why=image.why)
        said = self._read(image)
        if isinstance(said, RegistryError):
            return Looked(_by_digest(image), why=str(said), failed=True)
        shown = said.image._replace(reference=image.reference)
        try:
            parts = tuple(self._part(each, shown) for each in said.parts)
        except _NoPolicyError as error:
            return Looked(shown.pinned, why=str(error))
        return Looked(shown.pinned, parts, tuple(each.used for each in said.parts if each.used is not None))

    def _read(self, image: Running) -> running.Said | RegistryError:
        """What is attached to an image.

        The digest that runs is that of an index where the runtime keeps what a tag meant, and that of the manifest for the
        node's platform where it keeps what it chose there; an artifact may be attached to either. So where nothing is attached
        to a manifest, it is looked whether the image was asked for as an index. That counts if it still lists the manifest: a
        tag that means something else by now says nothing of what runs.
        """
        said = self._asked(image.reference, configuration=image.configuration)
        if isinstance(said, RegistryError) or said.parts or said.is_index or not image.whole:
            return said
        index = self._asked(_called(image.reference, image.whole), listing=image.reference.digest)
        if isinstance(index, RegistryError):
            return said if isinstance(index, NotFoundError) else index
        return said._replace(parts=tuple(each for each in index.parts if each.platform is None))

    def _asked(
        self, reference: Reference, *, configuration: str = "", listing: str = ""
    ) -> running.Said | RegistryError:
        """What a registry says, which is remembered: a digest is asked for once, whatever its tags."""
        key = (reference.name, reference.wanted, configuration, listing)
        if key not in self._said:
            self._said[key] = self._ask(reference, configuration, listing)
        return self._said[key]

    def _ask(self, reference: Reference, configuration: str, listing: str) -> running.Said | RegistryError:
        if reference.registry in self._mute:
            return RegistryError(self._mute[reference.registry])
        try:
            return running.read(reference, self._options, configuration=configuration, listing=listing)
        except NoAnswerError as error:
            self._mute[reference.registry] = f"`{reference.registry}` did not answer"
            return error
        except RegistryError as error:
            return error

    def _part(self, part: running.Part, image: Image) -> LookedPart:
        platform = None if part.platform is None else self._platform(part.platform)
        if part.used is None:
            return LookedPart((), platform)
        self._err.writelines(f"warning: {plain(each)}\n" for each in part.used.refused)
        target = image._replace(reference=image.reference._replace(digest=part.used.target.digest))
        files = tuple(_as_policies(carried_file(each, target, "", self._err)) for each in part.says)
        layers = tuple(each.digest for each in part.used.attached.manifest.layers)
        # Builds of one image often carry the same policies: those are decided once, whatever the image.
        return LookedPart(self._files.setdefault((*layers, *_selected(files)), files), platform)

    def _platform(self, platform: Platform) -> PolicyFile:
        name = f"{platform.os}/{platform.architecture}"
        if name not in self._platforms:
            text = _PLATFORM.format(os=quoted(platform.os), architecture=quoted(platform.architecture))
            file = _compiled(f"the platform {name}", text)
            if file.faulty:
                raise _NoPolicyError(f"no node has the platform of one of its manifests: {file.diagnostics[0].message}")
            self._platforms[name] = file
        return self._platforms[name]


def _called(reference: Reference, whole: str) -> Reference:
    """The same repository at a tag or a digest."""
    return reference.at(whole) if is_digest(whole) else reference._replace(tag=whole, digest="")


def _by_digest(image: Running) -> str:
    reference = image.reference
    return str(reference.at(reference.digest) if reference.digest else reference)


def _selected(files: Sequence[PolicyFile]) -> list[str]:
    """The policies of files that are asked for."""
    return [name for each in files if each.held is not None for name in each.held.policies]


def _as_policies(file: PolicyFile) -> PolicyFile:
    """A document of NFD as policies, which fleets are decided by. Where a feature is not reported they say unknown, not no."""
    if file.documents is None or file.documents.failed:
        return file
    (source,) = file.documents.sources.values()
    imported = import_document(source.text, source.name)
    if imported.refused or not imported.text:
        why = imported.diagnostics[0].message if imported.diagnostics else "it says nothing"
        raise _NoPolicyError(f"no policy says the same as its specification of NFD: {why}")
    return _compiled(file.name, imported.text)


def _compiled(name: str, text: str) -> PolicyFile:
    policies = compile_policies(text, name=name)
    return PolicyFile(name, policies, policies.diagnostics)
