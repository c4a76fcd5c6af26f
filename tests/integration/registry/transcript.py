"""The transcript in docs/registry.md, made by running it: `python -m tests.integration.registry.transcript` writes it anew.

The commands are run by a shell, one after another, with the real clients and a registry of its own on loopback. That it is
called `registry.example` is true: it is also the proxy that all of them are told to use. What would change from run to run,
times and the progress of copies, the commands leave out themselves.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.integration.registry.real.registries import PLACES
from tests.registries.build import MODULE
from tests.transcripts import ROOT, Step, programs, run, written

PAGE = ROOT / "docs" / "registry.md"
EXAMPLE = ROOT / "policies" / "examples" / "ebpf-agent"
REGISTRY = "olareg"

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
    Step(
        "`oras` finds both. It prints their annotations, which are left out here, in any order.",
        ("oras discover --plain-http $image | grep -v ': '",),
    ),
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
            return "\n".join(run(STEPS, work, environment))


def _environment(folder: Path, oras: Path, nfd: Path, host: str) -> Mapping[str, str]:
    """With nothing in it but the three clients and the proxy that is the registry."""
    return {**programs(folder, {"oras": oras, "nfd": nfd}), "http_proxy": f"http://{host}"}


if __name__ == "__main__":
    current = PAGE.read_text("utf-8")
    PAGE.write_text(written(current, transcript(Path(os.environ["TESTS_NFD"]))), "utf-8")
