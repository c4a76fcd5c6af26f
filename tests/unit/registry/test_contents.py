from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.integrations.registry import attaching, contents, media
from compatlang.integrations.registry.artifacts import Attached, File, build
from compatlang.integrations.registry.content import digest_of
from compatlang.integrations.registry.errors import RegistryError, UnsoundError
from compatlang.integrations.registry.model import OCI_MANIFEST, Descriptor, Manifest
from compatlang.nfd.judging import Documents
from compatlang.pipeline import Policies
from compatlang.pipeline import compile as compile_policies
from tests.integration.registry.images import SPEC
from tests.unit.registry.memory import Memory

IMAGE = Descriptor(mediaType=OCI_MANIFEST, digest=digest_of(b"the image"), size=9)
POLICY = "edition 1\n\npolicy recent { require kernel: kernel.version >= 5 }\n"
FILES = attaching.compat_files([compile_policies(POLICY, name="recent.compat")])
BUNDLE, SOURCE = FILES


def carried(type_: str, *files: File) -> list[contents.Carried]:
    """What an artifact with these files says."""
    memory = Memory()
    built = build(type_, files, IMAGE, "2026-01-31T12:00:00Z", {})
    for each in built.blobs:
        memory.push_blob(each)
    return contents.read(memory, Attached(built.descriptor, Manifest.model_validate_json(built.manifest)))


def test_policies_are_what_was_attached() -> None:
    (found,) = carried(media.COMPAT, *FILES)
    assert isinstance(found.decides, Policies)
    assert (found.file, found.decides.declared) == ("recent.compat", ("recent",))


def test_the_first_layer_of_nfds_artifact_is_the_specification_whatever_its_type() -> None:
    (found,) = carried(media.NFD, File("text/plain", "", SPEC.encode()), File(media.NFD_SPEC, "b", b"\xff"))
    assert isinstance(found.decides, Documents)
    assert not found.decides.failed


@pytest.mark.parametrize(
    ("type_", "files", "says"),
    [
        (media.NFD, (), "has no layer"),
        (media.NFD, (File(media.NFD_SPEC, "", b"\xff"),), "the specification in"),
        (media.COMPAT, (), "has no compiled bundle"),
        (media.COMPAT, (SOURCE,), "has no compiled bundle"),
        (media.COMPAT, (BUNDLE,), "was compiled from `recent.compat`, which is not there"),
        (media.COMPAT, (BUNDLE._replace(data=b"{}"), SOURCE), "`recent.compatc` in"),
        (media.COMPAT, (BUNDLE, SOURCE._replace(data=b"\xff")), "`recent.compatc` in"),
        (
            media.COMPAT,
            (BUNDLE, SOURCE._replace(data=b"edition 1\n")),
            "is not what `recent.compat` beside it compiles to",
        ),
        (media.COMPAT, (BUNDLE, SOURCE, SOURCE), "has two sources that are called `recent.compat`"),
        (media.COMPAT, (BUNDLE, SOURCE._replace(name="other.compat")), "is a file of another name, `other.compat`"),
        (media.COMPAT, (BUNDLE, SOURCE._replace(name="")), "is a file of another name, ``"),
    ],
)
def test_what_cannot_be_used(type_: str, files: tuple[File, ...], says: str) -> None:
    with pytest.raises(UnsoundError, match=says):
        carried(type_, *files)


@given(st.binary(), st.binary())
def test_any_bytes_are_policies_or_refused(bundle: bytes, source: bytes) -> None:
    with pytest.raises(RegistryError):
        carried(media.COMPAT, BUNDLE._replace(data=bundle), SOURCE._replace(data=source))


@given(st.integers(0, len(BUNDLE.data) - 1), st.binary(max_size=3))
def test_a_bundle_that_was_damaged_is_refused(place: int, instead: bytes) -> None:
    damaged = BUNDLE.data[:place] + instead + BUNDLE.data[place + 1 :]
    if damaged != BUNDLE.data:
        with pytest.raises(RegistryError):
            carried(media.COMPAT, BUNDLE._replace(data=damaged), SOURCE)


@given(st.binary() | st.text().map(str.encode) | st.text("- :{}[]&*!|>\"'#a1\n").map(str.encode))
def test_any_bytes_are_a_specification_or_refused(data: bytes) -> None:
    try:
        (found,) = carried(media.NFD, File(media.NFD_SPEC, "", data))
    except RegistryError:
        return
    assert isinstance(found.decides, Documents)
