"""NFD's own client, on this very host: of what is attached it prints the same bytes as `check --host --format nfd`."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from compatlang.integrations.registry import media
from tests.integration.registry.real.conftest import Run
from tests.integration.registry.real.nfd import program
from tests.integration.registry.real.places import Image
from tests.integration.registry.real.registries import PASSWORD, USER, at_registries

pytestmark = [pytest.mark.cell("check", "NFD"), at_registries]


def validated(image: Image, *flags: str) -> bytes:
    """What `nfd compat validate-node` prints. It knows neither files of certificates nor of credentials."""
    place = image.place
    login = ("--registry-username", USER, "--registry-password-stdin") if place.ca_file else ("--plain-http",)
    done = subprocess.run(
        [program(), "compat", "validate-node", "--image", image.reference, "--output-json", *login, *flags],
        input=PASSWORD.encode() if place.ca_file else b"",
        env={"PATH": os.environ["PATH"], **({"SSL_CERT_FILE": place.ca_file} if place.ca_file else {})},
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def ours(run: Run, image: Image, *flags: str) -> bytes:
    """What compatlang prints on this host."""
    return run("check", "--image", *image.argv, "--host", "--format", "nfd", *flags).out.encode()


@pytest.mark.parametrize("flags", [(), ("--tags", "slow"), ("--platform", "linux/arm64")], ids=" ".join)
def test_what_compatlang_attached_is_validated_with_the_same_report(
    run: Run, image: Image, flags: tuple[str, ...]
) -> None:
    run("attach", *image.argv, "train.compat", "--as", "nfd")
    run("attach", *image.argv, "train.compat", "--as", "nfd", "--platform", "linux/arm64")
    report = validated(image, *flags)
    assert b"site.kernel/recent" in report
    assert report == ours(run, image, *flags)


def test_what_oras_attached_is_validated_with_the_same_report(run: Run, image: Image, tmp_path: Path) -> None:
    argv = ("attach", "--artifact-type", media.NFD, *image.oras_argv())
    image.place.oras.run(*argv, f"spec.yaml:{media.NFD_SPEC}", folder=tmp_path)
    assert validated(image) == ours(run, image) != b""


def test_the_newest_counts_for_both(run: Run, image: Image) -> None:
    for policy, month in (("train.compat", "02"), ("strict.compat", "03"), ("spec.yaml", "01")):
        run("attach", *image.argv, policy, "--as", "nfd", "--created", f"2026-{month}-01T00:00:00Z")
    report = validated(image)
    assert b"future" in report
    assert report == ours(run, image)
