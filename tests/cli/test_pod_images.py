"""Which image a container runs, by what its Pod asks for and what kubelets report: by digest, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.cli.pod_images import Running, UnknownImage, image_of
from compatlang.integrations.kubernetes.pods import Container
from compatlang.integrations.registry.reference import is_digest

D = "sha256:" + "a" * 64
E = "sha256:" + "e" * 64
HERE = "registry.example/ml/train"


@pytest.mark.parametrize(
    ("asked", "reported", "reference", "whole", "configuration"),
    [
        (f"{HERE}:v1", f"{HERE}@{D}", f"{HERE}:v1@{D}", "v1", ""),
        (HERE, f"{HERE}@{D}", f"{HERE}:latest@{D}", "latest", ""),
        (f"{HERE}:v1", f"docker-pullable://{HERE}@{D}", f"{HERE}:v1@{D}", "v1", ""),
        (f"{HERE}@{D}", f"{HERE}@{D}", f"{HERE}@{D}", "", ""),
        # Pinned to an index, of which the runtime has chosen a manifest.
        (f"{HERE}@{E}", f"{HERE}@{D}", f"{HERE}@{D}", E, ""),
        # The same image was pulled from elsewhere before.
        (f"{HERE}:v1", f"mirror.example/train@{D}", f"{HERE}:v1@{D}", "v1", ""),
        # A host with a port.
        ("127.0.0.1:5000/a:v1", f"127.0.0.1:5000/a@{D}", f"127.0.0.1:5000/a:v1@{D}", "v1", ""),
        # Names without a registry.
        ("nginx:1.27", f"hub.example/library/nginx@{D}", f"hub.example/library/nginx:1.27@{D}", "1.27", ""),
        ("nginx", f"hub.example/library/nginx@{D}", f"hub.example/library/nginx:latest@{D}", "latest", ""),
        ("team/app:2", f"hub.example/team/app@{D}", f"hub.example/team/app:2@{D}", "2", ""),
        ("inx:1", f"hub.example/library/nginx@{D}", f"hub.example/library/nginx@{D}", "", ""),
        (f"nginx@{D}", f"hub.example/library/nginx@{D}", f"hub.example/library/nginx@{D}", "", ""),
        # Only the configuration is known.
        (f"{HERE}:v1", D, f"{HERE}:v1", "", D),
        (f"{HERE}:v1", f"docker://{D}", f"{HERE}:v1", "", D),
        (f"{HERE}:v1", "a" * 64, f"{HERE}:v1", "", D),
        (f"{HERE}@{E}", D, f"{HERE}@{E}", "", ""),
        # Nothing is there yet.
        (f"{HERE}:v1", "", f"{HERE}:v1", "", ""),
        (f"{HERE}@{E}", "", f"{HERE}@{E}", "", ""),
    ],
)
def test_an_image_is_known(asked: str, reported: str, reference: str, whole: str, configuration: str) -> None:
    found = image_of(Container("main", asked, reported))
    assert isinstance(found, Running)
    assert (str(found), found.whole, found.configuration) == (reference, whole, configuration)


@pytest.mark.parametrize(
    ("asked", "reported", "why"),
    [
        ("nginx:1.27", "", "names no registry"),
        ("nginx:1.27", D, "names no registry"),
        ("nginx:1.27", f"nginx@{D}", "names no registry"),
        (f"{HERE}:v1", f"{HERE}@sha256:123", "which is no digest"),
        (f"{HERE}:v1", "something-else", "which is no digest"),
        ("Not An Image", "", "names no registry"),
        ("", "", "names no registry"),
        ("oci:folder:v1", "", "is a folder"),
        (f"{HERE}:v1@md5:1", "", "is no digest"),
    ],
)
def test_an_image_is_not_known_and_it_is_said_why(asked: str, reported: str, why: str) -> None:
    found = image_of(Container("main", asked, reported))
    assert isinstance(found, UnknownImage)
    assert str(found) == asked
    assert why in found.why


WORDS = st.sampled_from(
    [
        "",
        "nginx",
        "a/b",
        HERE,
        "registry.example",
        ":",
        "@",
        "/",
        "v1",
        D,
        E,
        "a" * 64,
        "sha256:",
        "docker://",
        "oci:",
        "\n",
    ]
)
TEXTS = st.lists(WORDS, max_size=5).map("".join) | st.text(max_size=20)


@given(TEXTS, TEXTS)
def test_whatever_stands_there_it_is_read_and_nothing_is_made_up(asked: str, reported: str) -> None:
    found = image_of(Container("main", asked, reported))
    if isinstance(found, Running):
        assert not found.reference.is_layout
        assert found.reference.wanted
        assert found.reference.repository in asked + "\n" + reported
        assert not found.reference.digest or found.reference.digest.partition(":")[2] in asked + reported
        assert not found.configuration or is_digest(found.configuration)
    else:
        assert found.why
