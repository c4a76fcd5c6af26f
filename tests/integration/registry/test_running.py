"""Images of Pods are looked up once each, and a registry that does not answer is asked once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from compatlang.cli.main import main
from compatlang.cli.pod_images import Running, UnknownImage, image_of
from compatlang.cli.workload_images import ImageFinder, Looked
from compatlang.integrations.kubernetes.pods import Container
from compatlang.integrations.registry.transport import Options
from tests.integration.registry import images
from tests.integration.registry.fault import POLICY
from tests.integration.registry.faulty import INDEX, Answer, Registry

pytestmark = pytest.mark.usefixtures("log_in")


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry() as started:
        yield started


def finder(timeout: float = 20.0) -> ImageFinder:
    return ImageFinder(Options(plain_http=True, timeout=timeout), io.StringIO())


def attach(registry: Registry, wanted: str, folder: Path, policy: str = POLICY) -> None:
    path = folder / "recent.compat"
    path.write_text(policy, "utf-8")
    argv = ["attach", f"{registry.host}/acme/train{wanted}", str(path), "--as", "compat", "--plain-http"]
    assert main(argv, io.StringIO(), io.StringIO(), environ={}) == 0
    registry.requests.clear()


def reported(registry: Registry, digest: str, tag: str = "v1") -> Running:
    name = f"{registry.host}/acme/train"
    found = image_of(Container("main", f"{name}:{tag}", f"{name}@{digest}"))
    assert isinstance(found, Running)
    return found


def policies(looked: Looked) -> list[list[str]]:
    """The names of the policies of each part."""
    assert not looked.why
    return [[name for file in part.files if file.held for name in file.held.policies] for part in looked.parts]


def test_a_digest_is_asked_for_once_whatever_its_tags(registry: Registry, tmp_path: Path) -> None:
    digest = images.push_image(registry)
    attach(registry, ":v1", tmp_path)
    finds = finder()
    assert [policies(finds.look(reported(registry, digest, tag))) for tag in ("v1", "v2", "v1")] == [[["recent"]]] * 3
    assert [str(each) for each in registry.requests].count(f"GET /v2/acme/train/manifests/{digest}") == 1


def test_two_images_with_the_same_policies_share_their_files(registry: Registry, tmp_path: Path) -> None:
    finds, looked = finder(), []
    for tag in ("v1", "v2"):
        digest = images.push_image(registry, tag, {"author": tag})
        attach(registry, f"@{digest}", tmp_path)
        looked.append(finds.look(reported(registry, digest, tag)))
    first, second = looked
    assert first.name != second.name
    assert first.parts == second.parts


def test_policies_that_name_other_tags_are_left_out_for_each_image_by_itself(
    registry: Registry, tmp_path: Path
) -> None:
    digest = images.push_image(registry)
    old = f'policy old {{\n  image "{registry.host}/acme/train:v1"\n  require kernel: kernel.version >= 5\n}}\n'
    attach(registry, ":v1", tmp_path, f"{POLICY}\n{old}")
    finds = finder()
    assert policies(finds.look(reported(registry, digest, "v1"))) == [["recent", "old"]]
    assert policies(finds.look(reported(registry, digest, "v2"))) == [["recent"]]


def test_a_registry_that_does_not_answer_is_not_asked_again(registry: Registry) -> None:
    registry.replace("manifests", lambda request: Answer(200, {}, registry.slowly(b" " * 9999)))
    finds = finder(timeout=0.5)
    first, second = (finds.look(reported(registry, f"sha256:{digit * 64}")) for digit in "12")
    assert (first.failed, second.failed) == (True, True)
    assert first.why.startswith(f"`{registry.host}` has not answered in full within 0.5 s")
    assert second.why == f"`{registry.host}` did not answer"
    assert len(registry.requests) == 1


def test_a_registry_that_refuses_one_image_is_asked_for_others(registry: Registry, tmp_path: Path) -> None:
    digest = images.push_image(registry)
    attach(registry, ":v1", tmp_path)
    finds = finder()
    assert "is not there" in finds.look(reported(registry, f"sha256:{'1' * 64}")).why
    registry.replace("sha256:222", Answer(403))
    assert "answers 403" in finds.look(reported(registry, f"sha256:{'2' * 64}")).why
    assert policies(finds.look(reported(registry, digest))) == [["recent"]]


@pytest.mark.parametrize(("tag", "says"), [("index", [["recent"]]), ("v1", []), ("none", [])])
def test_what_an_index_has_counts_for_a_manifest_if_it_was_asked_for_and_lists_it(
    tag: str, says: list[list[str]], registry: Registry, tmp_path: Path
) -> None:
    digest = images.push_image(registry)
    index = images.index([{**registry.descriptor(digest), "platform": {"os": "linux", "architecture": "amd64"}}])
    registry.push_manifest(index, INDEX, "index")
    attach(registry, ":index", tmp_path)
    assert policies(finder().look(reported(registry, digest, tag))) == says


def test_of_an_index_each_manifest_counts_on_its_platform(registry: Registry, tmp_path: Path) -> None:
    digests = [images.push_image(registry, arch, {"architecture": arch}) for arch in ("amd64", "arm64")]
    listed = [
        {**registry.descriptor(digest), "platform": {"os": "linux", "architecture": arch}}
        for digest, arch in zip(digests, ("amd64", "arm64"), strict=True)
    ]
    index = registry.push_manifest(images.index(listed), INDEX, "v1")
    assert policies(finder().look(reported(registry, index))) == []
    attach(registry, f"@{digests[1]}", tmp_path)
    looked = finder().look(reported(registry, index))
    assert policies(looked) == [[], ["recent"]]
    names = [part.platform.name for part in looked.parts if part.platform]
    assert names == ["the platform linux/amd64", "the platform linux/arm64"]
    assert all(part.platform and not part.platform.diagnostics for part in looked.parts)


def test_a_platform_that_nothing_can_be_said_of_is_no_platform_of_any_node(registry: Registry, tmp_path: Path) -> None:
    digest = images.push_image(registry)
    platform = {"os": "linux", "architecture": "x" * 70_000}
    index = registry.push_manifest(images.index([{**registry.descriptor(digest), "platform": platform}]), INDEX, "v1")
    attach(registry, f"@{digest}", tmp_path)
    looked = finder().look(reported(registry, index))
    assert (looked.parts, looked.failed) == ((), False)
    assert "at most 65536 are allowed" in looked.why


def test_a_specification_of_nfd_becomes_a_policy(registry: Registry) -> None:
    digest = images.push_image(registry)
    images.push_artifact(registry, digest)
    assert policies(finder().look(reported(registry, digest))) == [["train"]]


def test_an_artifact_that_cannot_be_used_is_an_error(registry: Registry, tmp_path: Path) -> None:
    digest = images.push_image(registry)
    attach(registry, ":v1", tmp_path)
    registry.replace("/blobs/", Answer(200, {}, b"{}"))
    looked = finder().look(reported(registry, digest))
    assert looked.failed
    assert "bytes" in looked.why


def test_an_image_that_no_registry_can_be_asked_for_is_no_error() -> None:
    looked = finder().look(UnknownImage("nginx", "it names no registry"))
    assert (looked.failed, looked.why) == (False, "it names no registry")
