"""What a registry does wrong, and what the command line makes of it."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from compatlang.cli.main import main
from tests.cli import fleet
from tests.integration.registry import images
from tests.integration.registry.certificate import Certificate
from tests.integration.registry.faulty import Registry

IMAGE = r"^GET /v2/acme/train/manifests/v1$"
"""The request that resolves the tag."""
REFERRERS = r"^GET /v2/acme/train/referrers/"
FALLBACK = r"^GET /v2/acme/train/manifests/sha256-"
BLOB = r"^GET /v2/acme/train/blobs/"

READING = ("check", "discover", "pull", "attach", "remove")
"""Commands that read the image."""
LISTING = ("check", "discover", "pull", "remove")
"""Commands that also look what is attached to it."""
USING = ("check", "discover", "pull")
"""Commands that also read what that says."""

PATIENT = 20.0
"""Seconds for faults that are seen at once, however busy the machine is."""
BRIEF = 1.0
"""Seconds for faults that are tried again: enough for the first pause."""
SHORT = 0.5
"""Seconds for faults that only end with the time."""

POLICY = "edition 1\n\npolicy recent { require kernel: kernel.version >= 5 }\n"


class Place(NamedTuple):
    """A sound registry with an image and its artifact, about to be spoilt."""

    registry: Registry
    image: str
    artifact: str
    folder: Path
    host: str
    """What the registry is called."""

    @property
    def reference(self) -> str:
        return f"{self.host}/acme/train:v1"

    @property
    def at_artifact(self) -> str:
        """The route of the artifact's manifest."""
        return f"^GET /v2/acme/train/manifests/{self.artifact}$"


class Fault(NamedTuple):
    """One thing that a registry does wrong."""

    name: str
    commands: tuple[str, ...]
    arrange: Callable[[Place], None]
    says: str
    """A part of the message."""
    seconds: float = PATIENT
    api: bool = True
    code: int = 2
    flags: tuple[str, ...] = ()
    writes: bool = False
    """Whether something was sent before the registry could do it wrong."""

    def __str__(self) -> str:
        return self.name


class Outcome(NamedTuple):
    """What a command made of it."""

    code: int
    err: str
    host: str
    seconds: float
    files: list[str]
    """What lies where the command writes to."""
    writes: list[str]
    """What it changed at the registry, or tried to."""

    @property
    def errors(self) -> list[str]:
        return [each for each in self.err.splitlines() if each.startswith("error: ")]


def run(fault: Fault, command: str, folder: Path, seconds: float | None = None) -> Outcome:
    """Run a command against a registry with a fault, in a folder that is empty."""
    with place(folder, api=fault.api) as there:
        fault.arrange(there)
        timeout = fault.seconds if seconds is None else seconds
        return call(there, command, "--plain-http", "--timeout", str(timeout), *fault.flags)


def call(there: Place, command: str, *flags: str) -> Outcome:
    """Run a command at a place."""
    err = io.StringIO()
    began = time.monotonic()
    code = main([*arguments(command, there), *flags], io.StringIO(), err, environ={}, folder=there.folder)
    took = time.monotonic() - began
    files = [each.relative_to(there.folder).as_posix() for each in there.folder.glob("out/**/*") if not each.is_dir()]
    return Outcome(int(code), err.getvalue(), there.host, took, files, there.registry.writes)


@contextmanager
def place(folder: Path, *, api: bool = True, certificate: Certificate | None = None) -> Iterator[Place]:
    """A sound registry, and the files that commands take."""
    (folder / "recent.compat").write_text(POLICY, encoding="utf-8")
    (folder / "three.json").write_text(fleet.document(fleet.THREE), encoding="utf-8")
    with Registry(api=api, certificate=certificate) as registry:
        image = images.push_image(registry)
        yield Place(registry, image, images.push_artifact(registry, image), folder, registry.host)


def arguments(command: str, there: Place) -> list[str]:
    """A command line."""
    match command:
        case "check":
            return ["check", "--image", there.reference, "--snapshot", str(there.folder / "three.json")]
        case "pull":
            return ["pull", there.reference, "--output", str(there.folder / "out")]
        case "attach":
            return ["attach", there.reference, str(there.folder / "recent.compat"), "--as", "compat"]
        case "remove":
            return ["remove", there.reference, "--all"]
        case _:
            return [command, there.reference]
