"""The transcript in docs/registry.md, made by running it: `python -m tests.integration.registry.transcript` writes it anew.

The commands are run by a shell, one after another, with the real clients and a registry of its own on loopback. That it is
called `registry.example` is true: it is also the proxy that all of them are told to use. What would change from run to run,
times and the progress of copies, the commands leave out themselves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.integration.registry.real.registries import PLACES
from tests.registries.build import MODULE

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "registry.md"
EXAMPLE = ROOT / "policies" / "examples" / "ebpf-agent"
REGISTRY = "olareg"

BEGIN, END = "<!-- transcript -->\n", "<!-- end of the transcript -->\n"


class Step(NamedTuple):
    """Some commands that do one thing, and what that is."""

    says: str
    commands: tuple[str, ...]


STEPS = (
    Step(
        "An image for two platforms is built as a layout on disk, and pushed. The registry speaks no TLS.",
        (
            "image=registry.example/acme/agent:v1",
            "export COMPATLANG_PLAIN_HTTP=true",
            """\
for arch in amd64 arm64; do
  echo "the agent for $arch" >agent
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=644 -cf agent.tar agent
  printf '{"os":"linux","architecture":"%s","rootfs":{"type":"layers","diff_ids":[]}}' $arch >config.json
  oras push --oci-layout image:$arch --annotation org.opencontainers.image.created=2026-01-31T10:00:00Z \\
    --config config.json:application/vnd.oci.image.config.v1+json \\
    agent.tar:application/vnd.oci.image.layer.v1.tar | tail -1
done""",
            "oras manifest index create --oci-layout image:v1 amd64 arm64 | tail -1",
            "oras cp --from-oci-layout image:v1 --to-plain-http $image | tail -1",
        ),
    ),
    Step(
        "The policy is attached, as compatlang's own artifact and as NFD's.",
        ("compatlang attach $image agent.compat --as both --created 2026-01-31T12:00:00Z",),
    ),
    Step("`oras` finds both.", ("oras discover --plain-http $image",)),
    Step(
        "NFD's own client validates this host, and compatlang prints the same report, byte for byte. What the host has does"
        " not matter here, but for its kernel.",
        (
            "nfd compat validate-node --image $image --plain-http --output-json >nfd.json 2>nfd.log",
            """grep -o '"name":"ring_buffer","isMatch":[a-z]*' nfd.json""",
            "nfd=$(oras discover --plain-http $image --format go-template='{{(index .referrers 0).digest}}' \\\n"
            "  --artifact-type application/vnd.nfd.image-compatibility.v1alpha1)",
            "compatlang check --image $image --artifact $nfd --host --format nfd 2>ours.log | cmp - nfd.json && echo the same",
        ),
    ),
    Step(
        "Three saved nodes are checked.",
        tuple(
            f'compatlang check --image $image --snapshot snapshots/{node}; echo "exit status $?"'
            for node in ("debian-12.yaml", "old-kernel.json", "no-config.yaml")
        ),
    ),
    Step(
        "A newer artifact, which asks for a newer kernel, supersedes the older ones. These stay, and can be named.",
        (
            "mkdir next",
            "sed 's/has_bpf(\"ring buffer\")$/kernel.version >= 6.6/; s/from 5.8/from 6.6/' agent.compat >next/agent.compat",
            "compatlang attach $image next/agent.compat --as compat --created 2026-02-28T12:00:00Z",
            "compatlang discover $image",
            'compatlang check --image $image --snapshot snapshots/debian-12.yaml; echo "exit status $?"',
            'compatlang check --image $image --artifact $nfd --snapshot snapshots/debian-12.yaml; echo "exit status $?"',
        ),
    ),
    Step(
        "All of them are removed. The image is what it was.",
        (
            "compatlang remove $image --all",
            'compatlang discover $image; echo "exit status $?"',
            "oras resolve --plain-http $image",
        ),
    ),
)


def transcript(nfd: Path) -> str:
    """What stands between the markers, all of it run in a new folder at a new registry."""
    with tempfile.TemporaryDirectory() as name:
        work, served = Path(name) / "work", Path(name) / "served"
        served.mkdir()
        shutil.copytree(EXAMPLE, work)
        with PLACES[REGISTRY](REGISTRY, MODULE.programs(), served) as place:
            environment = _environment(Path(name) / "bin", place.oras.program, nfd, place.host)
            return "\n".join(_written(STEPS, work, environment))


def _environment(programs: Path, oras: Path, nfd: Path, host: str) -> Mapping[str, str]:
    """With nothing in it but the three clients and the proxy that is the registry."""
    programs.mkdir()
    (programs / "oras").symlink_to(oras)
    (programs / "nfd").symlink_to(nfd.resolve())
    ours = programs / "compatlang"
    ours.write_text(f'#!/bin/sh\nexec {sys.executable} -m compatlang "$@"\n', "utf-8")
    ours.chmod(0o755)
    return {
        "PATH": f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "HOME": str(programs),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "http_proxy": f"http://{host}",
    }


def _written(steps: tuple[Step, ...], folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The steps as Markdown. One shell runs all commands, so that a variable of one is there for the next."""
    commands = [command for step in steps for command in step.commands]
    answers = iter(_run(commands, folder, environment))
    for step in steps:
        lines = [line for command in step.commands for line in (*_typed(command), *next(answers))]
        yield f"{step.says}\n\n```console\n" + "".join(f"{line}\n" for line in lines) + "```\n"


def _typed(command: str) -> list[str]:
    """A command as it is typed, with the shell's prompts."""
    return [f"{'>' if number else '$'} {line}" for number, line in enumerate(command.splitlines())]


def _run(commands: list[str], folder: Path, environment: Mapping[str, str]) -> list[list[str]]:
    """The lines that each command prints, wherever it prints them."""
    between = "-- the next command --"
    script = f"\necho '{between}'\n".join(commands)
    done = subprocess.run(
        ["/bin/bash", "-c", script],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    printed = done.stdout.split(f"{between}\n")
    assert len(printed) == len(commands), done.stdout
    return [each.splitlines() for each in printed]


def shown(page: str) -> str:
    """What a page has between the markers."""
    return page.partition(BEGIN)[2].partition(END)[0]


def written(page: str, text: str) -> str:
    """The page with another transcript."""
    head, begin, rest = page.partition(BEGIN)
    return head + begin + text + END + rest.partition(END)[2]


if __name__ == "__main__":
    current = PAGE.read_text("utf-8")
    PAGE.write_text(written(current, transcript(Path(os.environ["TESTS_NFD"]))), "utf-8")
