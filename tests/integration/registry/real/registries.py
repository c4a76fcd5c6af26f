"""The places that tests ask: registries of four makers, one of them also with a password and TLS, and layouts on disk."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.integration.registry import certificate
from tests.integration.registry.real.oras import Oras
from tests.integration.registry.real.places import Place
from tests.integration.registry.real.servers import serving
from tests.tools import missing

USER, PASSWORD = "somebody", "a password with a : in it"

Start: TypeAlias = Callable[[str, Path, Path], AbstractContextManager[Place]]
"""Starts a place, given its name, the folder of the programs and a folder of its own."""


@contextmanager
def _olareg(name: str, programs: Path, folder: Path) -> Iterator[Place]:
    def command(host: str) -> list[str]:
        address, _, port = host.partition(":")
        return [str(programs / "olareg"), "serve", "--addr", address, "--port", port, "--dir", ".", "--api-delete"]

    with serving(command, folder) as host:
        yield _place(name, host, programs, folder, has_api=True)


@contextmanager
def _ociregistry(name: str, programs: Path, folder: Path) -> Iterator[Place]:
    with serving(lambda host: [str(programs / "ociregistry"), host], folder) as host:
        yield _place(name, host, programs, folder, has_api=True)


@contextmanager
def _go_containerregistry(name: str, programs: Path, folder: Path) -> Iterator[Place]:
    with serving(lambda host: [str(programs / "go-containerregistry"), host], folder) as host:
        yield _place(name, host, programs, folder)


@contextmanager
def mistyping(name: str, programs: Path, folder: Path) -> Iterator[Place]:
    """The same registry with its API, which lists as the type of an artifact what is that of its configuration."""
    with serving(lambda host: [str(programs / "go-containerregistry"), "-referrers", host], folder) as host:
        yield _place(name, host, programs, folder, has_api=True)


@contextmanager
def _docker_registry(name: str, programs: Path, folder: Path) -> Iterator[Place]:
    with serving(lambda host: _docker_command(host, folder), folder) as host:
        yield _place(name, host, programs, folder)


@contextmanager
def _docker_registry_with_login(name: str, programs: Path, folder: Path) -> Iterator[Place]:
    """The same with TLS and a password, which oras has logged in with."""
    own = str(certificate.make(folder).path)
    (folder / "htpasswd").write_text(_htpasswd(), encoding="utf-8")
    more = {"auth": {"htpasswd": {"realm": "registry", "path": "htpasswd"}}}
    tls = {"tls": {"certificate": own, "key": own}}
    with serving(lambda host: _docker_command(host, folder, tls, more), folder, own) as host:
        place = _place(name, host, programs, folder)._replace(ca_file=own)
        login = ("login", "--username", USER, "--password-stdin", *place.oras_flags(), host)
        place.oras.run(*login, given=PASSWORD)
        yield place


@contextmanager
def _layouts(name: str, programs: Path, folder: Path) -> Iterator[Place]:
    yield _place(name, "", programs, folder)


def _place(name: str, host: str, programs: Path, folder: Path, *, has_api: bool = False) -> Place:
    return Place(name, host, folder, Oras(programs / "oras", folder), has_api)


def _docker_command(
    host: str, folder: Path, http: Mapping[str, object] | None = None, more: Mapping[str, object] | None = None
) -> list[str]:
    configuration = {
        "version": "0.1",
        "log": {"level": "warn"},
        "storage": {"filesystem": {"rootdirectory": "stored"}, "delete": {"enabled": True}},
        "http": {"addr": host, **(http or {})},
        **(more or {}),
    }
    path = folder / "registry.yml"
    path.write_text(json.dumps(configuration), encoding="utf-8")
    return [_installed("docker-registry", "docker-registry"), "serve", str(path)]


def _htpasswd() -> str:
    program = _installed("htpasswd", "apache2-utils")
    return subprocess.run([program, "-Bbn", USER, PASSWORD], check=True, capture_output=True, text=True).stdout


def _installed(program: str, package: str) -> str:
    """The path of a program of Debian's."""
    found = shutil.which(program)
    if found is None:
        missing(f"{program} is not installed: apt-get install {package}")
    return found


PLACES: dict[str, Start] = {
    "olareg": _olareg,
    "ociregistry": _ociregistry,
    "go-containerregistry": _go_containerregistry,
    "docker-registry": _docker_registry,
    "docker-registry-tls": _docker_registry_with_login,
    "oci-layout": _layouts,
}
"""Every place, by its name. The first two have the API of referrers, the others list them under the fallback tag."""

at_registries = pytest.mark.parametrize("place", [each for each in PLACES if each != "oci-layout"], indirect=True)
"""For a test of what only registries have."""
