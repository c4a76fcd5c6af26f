"""A registry with TLS and a password: what `oras login` keeps is used, and without it there is an error that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.registry.real.conftest import Run
from tests.integration.registry.real.places import Image
from tests.integration.registry.real.registries import PASSWORD, USER

pytestmark = [
    pytest.mark.cell("log in", "compatlang"),
    pytest.mark.parametrize("place", ["docker-registry-tls"], indirect=True),
]

COMMANDS = [
    ("attach", "train.compat"),
    ("discover",),
    ("pull",),
    ("remove", "--all"),
    ("rank", "--snapshot", "yes.json"),
]


def test_credentials_of_oras_are_used_to_read_and_to_write(run: Run, image: Image) -> None:
    assert run("attach", *image.argv, "train.compat").code == 0
    assert run("check", "--image", *image.argv, "--snapshot", "yes.json").code == 0
    assert run("remove", *image.argv, "--all").code == 0


def test_credentials_of_a_helper_are_used(
    run: Run, image: Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = tmp_path / "docker-credential-test"
    said = f'{{"ServerURL": "x", "Username": "{USER}", "Secret": "{PASSWORD}"}}'
    helper.write_text(f"#!/bin/sh\nread -r host\n[ \"$host\" = {image.place.host} ] && echo '{said}'\n", "utf-8")
    helper.chmod(0o700)
    (tmp_path / "config.json").write_text(f'{{"credHelpers": {{"{image.place.host}": "test"}}}}', "utf-8")
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert run("attach", *image.argv, "train.compat").code == 0


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command[0]))
def test_without_credentials_there_is_an_error(
    run: Run, image: Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    ran = run(command[0], *image.argv, *command[1:])
    assert (ran.code, ran.out) == (2, "")
    assert f"error: `{image.place.host}` needs a name and a password, and none are kept for it" in ran.err


def test_a_wrong_password_is_refused_and_not_shown(
    run: Run, image: Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "c29tZWJvZHk6d3Jvbmc="  # somebody:wrong
    (tmp_path / "config.json").write_text(f'{{"auths": {{"{image.place.host}": {{"auth": "{wrong}"}}}}}}', "utf-8")
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    ran = run("discover", *image.argv)
    assert (ran.code, ran.out) == (2, "")
    assert f"error: `{image.place.host}` refuses the credentials that are kept for it" in ran.err
    assert "wrong" not in ran.err


def test_a_certificate_that_nobody_has_vouched_for_is_not_trusted(run: Run, image: Image) -> None:
    ran = run("discover", image.reference)
    assert (ran.code, ran.out) == (2, "")
    assert f"error: the certificate of `{image.place.host}` is not trusted: self" in ran.err


def test_a_registry_with_tls_is_not_spoken_to_without(run: Run, image: Image) -> None:
    ran = run("discover", image.reference, "--plain-http")
    assert (ran.code, ran.out) == (2, "")
    assert "answers 400" in ran.err
