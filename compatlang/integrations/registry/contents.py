"""What an artifact says: policies, or a document of NFD.

What people read is what decides: the sources are compiled, which carry all that they import, and the bundle beside them is for
those who have no compiler. One that this version of compatlang has written has to be, byte for byte, what its sources compile
to; from another version it is not looked at, since an edition of the language never changes its meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from compatlang import __version__, bundle, limits
from compatlang.errors import LoadError
from compatlang.integrations.registry import artifacts, attaching, media
from compatlang.integrations.registry.artifacts import Attached, File
from compatlang.integrations.registry.errors import UnsoundError
from compatlang.integrations.registry.store import Store
from compatlang.loader import LIBRARY_PREFIX, MemoryLoader, decode
from compatlang.nfd.judging import Documents
from compatlang.nfd.judging import read as read_documents
from compatlang.pipeline import Policies
from compatlang.pipeline import compile as compile_policies
from compatlang.source import SourceFile

Decides: TypeAlias = "Policies | Documents"


class Carried(NamedTuple):
    """Something that decides, and the file of the artifact that it was read from."""

    file: str
    decides: Decides


class CarriedLoader(MemoryLoader):
    """Loads what an artifact carries, modules of the library among it; what it does not carry is not there."""

    def load_module(self, name: str) -> SourceFile:
        """See `Loader.load_module`."""
        return self._library_file(f"{LIBRARY_PREFIX}{name}.compat", limits.SOURCE_BYTES)

    def modules(self) -> tuple[str, ...]:
        """See `Loader.modules`."""
        library = (each.removeprefix(LIBRARY_PREFIX) for each in self.files if each.startswith(LIBRARY_PREFIX))
        return tuple(sorted(each.removesuffix(".compat") for each in library if each.endswith(".compat")))

    def _library_file(self, name: str, limit: int) -> SourceFile:
        if name not in self.files:
            raise LoadError("the artifact does not carry it")
        return SourceFile(name, self.files[name])


def read(store: Store, attached: Attached) -> list[Carried]:
    """All that an artifact says. Raises `RegistryError` where it says nothing that can be read."""
    what = f"{store.name}@{attached.descriptor.digest}"
    if attached.type == media.NFD:
        return [_document(store, attached, what)]
    carried = artifacts.files(store, attached)
    sources = _sources(carried, what)
    bundles = [each for each in carried if each.media_type == media.BUNDLE]
    if not bundles:
        raise UnsoundError(f"{what} has no compiled bundle")
    return [_policies(each, sources, what) for each in bundles]


def _sources(carried: Sequence[File], what: str) -> dict[str, File]:
    """The sources by name. As files they have to be called so, too: who pulls them reads them under those names."""
    found: dict[str, File] = {}
    for each in carried:
        if each.media_type in (media.SOURCE, media.TABLE):
            name = each.annotations.get(media.SOURCE_NAME, each.name)
            if name in found:
                raise UnsoundError(f"{what} has two sources that are called `{name}`")
            if each.name != attaching.file_name(name):
                raise UnsoundError(f"the source `{name}` in {what} is a file of another name, `{each.name}`")
            found[name] = each
    return found


def _document(store: Store, attached: Attached, what: str) -> Carried:
    """NFD's client reads the first layer, whatever its media type; so is it done here. It is called as the repository is."""
    if not attached.manifest.layers:
        raise UnsoundError(f"{what} has no layer")
    first = attached.manifest.layers[0]
    data = store.blob(first, limits.BLOB_BYTES)
    try:
        text = decode(data)
    except LoadError as error:
        raise UnsoundError(f"the specification in {what} is {error}") from error
    name = f"{store.name.rsplit('/', 1)[-1].rsplit(':', 1)[-1]}.yaml"
    return Carried(name, read_documents(text, name))


def _policies(compiled: File, sources: dict[str, File], what: str) -> Carried:
    try:
        loaded = bundle.load(compiled.data)
        texts = {name: decode(each.data) for name, each in sources.items()}
    except LoadError as error:
        raise UnsoundError(f"`{compiled.name}` in {what} is {error}") from error
    if loaded.name not in texts:
        raise UnsoundError(f"`{compiled.name}` in {what} was compiled from `{loaded.name}`, which is not there")
    policies = compile_policies(texts[loaded.name], name=loaded.name, loader=CarriedLoader(texts))
    if loaded.compiler == __version__ and (policies.failed or policies.bundle(__version__) != compiled.data):
        raise UnsoundError(f"`{compiled.name}` in {what} is not what `{loaded.name}` beside it compiles to")
    return Carried(loaded.name, policies)


def names(carried: Sequence[Carried]) -> list[str]:
    """The names of all policies and documents."""
    return [name for each in carried for name in each.decides.declared]
