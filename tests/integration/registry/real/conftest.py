"""Registries are started once for all tests that ask them, and for each worker of a parallel run; each image is a new one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol, TypeAlias

import pytest

from compatlang.cli.main import main
from tests.cli import fleet
from tests.cli.conftest import Ran
from tests.integration.registry.real import layouts, policies
from tests.integration.registry.real.matrix import Cell
from tests.integration.registry.real.places import Image, Place
from tests.integration.registry.real.registries import PLACES
from tests.registries.build import MODULE
from tests.tools import missing

Texts: TypeAlias = Mapping[str, str]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Notes for the table at the end what a test is about, so that it is known wherever the test runs."""
    marker = item.get_closest_marker("cell")
    if marker is not None and isinstance(item, pytest.Function):
        Cell(str(item.callspec.params["place"]), *marker.args).note(item)


@pytest.fixture(scope="session")
def programs() -> Path:
    """The folder with oras and the registries that are written in Go."""
    reason = MODULE.available()
    if reason is not None:
        missing(reason)
    return MODULE.programs()


@pytest.fixture(scope="session", params=PLACES)
def place(request: pytest.FixtureRequest, programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place where images lie, each in turn."""
    name: str = request.param
    with PLACES[name](name, programs, tmp_path_factory.mktemp(name)) as started:
        yield started


class Push(Protocol):
    """Makes an image and brings it to the place; see `layouts.write` and `Place.push`."""

    def __call__(self, *platforms: str, annotations: Texts | None = None, labels: Texts | None = None) -> Image: ...


@pytest.fixture
def push(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Push:
    def make(*platforms: str, annotations: Texts | None = None, labels: Texts | None = None) -> Image:
        folder = tmp_path_factory.mktemp("layout")
        digests = layouts.write(folder, platforms or layouts.PLATFORMS, annotations=annotations, labels=labels)
        reference = place.reference()
        place.push(folder, reference)
        return Image(place, reference, digests)

    return make


@pytest.fixture
def image(push: Push) -> Image:
    """An image for three platforms."""
    return push()


class Run(Protocol):
    """Runs a command line of compatlang."""

    def __call__(self, *argv: str) -> Ran: ...


@pytest.fixture
def run(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs commands in a folder with policies and snapshots, with the credentials that oras keeps."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCKER_CONFIG", str(place.oras.config))
    for name in ("NO_COLOR", "FORCE_COLOR", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name, text in policies.FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name, node in policies.NODES.items():
        (tmp_path / f"{name}.json").write_text(fleet.document([node]), encoding="utf-8")

    def call(*argv: str) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        code = main(argv, out, err, environ={}, folder=Path())
        return Ran(int(code), out.getvalue(), err.getvalue())

    return call
