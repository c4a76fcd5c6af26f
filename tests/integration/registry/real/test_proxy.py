"""Registries behind a proxy of the environment. Each of these is its own proxy, so that it has the name of another host."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from compatlang.cli.main import main
from tests.integration.registry import images
from tests.integration.registry.faulty import Raw, Registry
from tests.integration.registry.real.conftest import Run
from tests.integration.registry.real.places import Image


@pytest.mark.parametrize("place", ["olareg", "docker-registry"], indirect=True)
def test_a_registry_is_reached_through_a_proxy(run: Run, image: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://{image.place.host}")
    reference = image.reference.replace(image.place.host, "registry.example")
    assert run("attach", reference, "train.compat", "--plain-http").code == 0
    assert run("check", "--image", reference, "--plain-http", "--snapshot", "no.json").code == 1
    assert run("remove", reference, "--plain-http", "--all").code == 0


def test_a_proxy_that_does_not_end_is_left_when_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with Registry() as registry:
        images.push_image(registry)
        monkeypatch.setenv("http_proxy", registry.origin)
        registry.replace(r"/manifests/v1$", Raw(registry.slowly(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000)))
        err = io.StringIO()
        asked = ("discover", "registry.example/acme/train:v1", "--plain-http", "--timeout", "1")
        assert main(asked, io.StringIO(), err, environ={}, folder=Path()) == 2
    assert err.getvalue() == (
        "error: `registry.example` has not answered in full within 1 s; --timeout gives it more\n"
    )
