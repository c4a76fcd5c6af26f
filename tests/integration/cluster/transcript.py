"""The transcript in docs/cluster.md, made by running it: `python -m tests.integration.cluster.transcript` writes it anew.

The commands are run by a shell, one after another, against an API server of their own on loopback. What would change from run
to run the commands leave out themselves.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.go_programs import ENVIRONMENT, cache
from tests.kubernetes.build import MODULE
from tests.transcripts import ROOT, Step, programs, run, written

PAGE = ROOT / "docs" / "cluster.md"
EXAMPLES = ROOT / "policies" / "examples"
POLICIES = (
    "cuda-training/train.compat",
    "cuda-inference/serve.compat",
    "infiniband-hpc/simulate.compat",
    "ebpf-agent/agent.compat",
    "x86-64-v3/encode.compat",
)


def _label(version: str) -> str:
    """What NVIDIA's GPU Feature Discovery does once it sees another driver."""
    major, minor, revision = version.split(".")
    of = "nvidia.com/cuda.driver-version"
    return (
        f"kubectl label --overwrite node h100-0006 {of}.full={version} \\\n"
        f"  {of}.major={major} {of}.minor={minor} {of}.revision={revision}"
    )


STEPS = (
    Step(
        "An API server and etcd are started, with NFD's kinds and 200 nodes of four kinds of machines.",
        (
            "python -m tests.kubernetes.serve kubeconfig --nodes 200 & cluster=$!",
            "until [ -s kubeconfig ]; do sleep 0.1; done; export KUBECONFIG=$PWD/kubeconfig",
            "kubectl get nodes -o name | sed 's/-.*//' | sort | uniq -c",
        ),
    ),
    Step(
        "Five policies are decided on all of them.",
        (
            f"policies='{POLICIES[0]} {POLICIES[1]}\n  {POLICIES[2]} {POLICIES[3]} {POLICIES[4]}'",
            'compatlang check $policies --cluster; echo "exit status $?"',
        ),
    ),
    Step(
        "One node is explained.",
        (f'compatlang explain {POLICIES[0]} --cluster --node a100-0004; echo "exit status $?"',),
    ),
    Step(
        "The nodes can be kept as a file, on which the same is decided.",
        (
            "compatlang snapshot --cluster -o fleet.jsonl && wc -l <fleet.jsonl",
            "compatlang check $policies --cluster >of-cluster; compatlang check $policies --snapshot fleet.jsonl >of-file",
            "cmp of-cluster of-file && echo the same",
        ),
    ),
    Step(
        "Verdicts are watched. On one node an old driver is installed, then the API server restarts, and then a new driver is"
        " installed.",
        (
            "compatlang check $policies --cluster --watch >watched 2>&1 & watch=$!",
            "until grep -q '^encode .*nodes:' watched; do sleep 0.1; done; watched=$(wc -l <watched)",
            _label("535.183.06"),
            "until [ $(wc -l <watched) -gt $watched ]; do sleep 0.1; done",
            "kill -USR1 $cluster; until kubectl get --raw /readyz >/dev/null 2>&1; do sleep 0.1; done",
            _label("570.133.20"),
            "until grep -q 'is back' watched && grep -q 'h100-0006.*-> compatible' watched; do sleep 0.1; done",
            'kill $watch; wait $watch; echo "exit status $?"',
            "tail -n +$((watched + 1)) watched | grep h100-0006",
        ),
    ),
    Step(
        "The CUDA example becomes node affinity, and a NodeFeatureRule that has NFD publish the labels which it needs.",
        (
            f"compatlang export affinity {POLICIES[0]} --publish --rules rules.yaml -o affinity.yaml",
            "kubectl apply -f rules.yaml",
            "grep -c matchExpressions: affinity.yaml; head -50 affinity.yaml",
        ),
    ),
    Step(
        "Its terms select the nodes that the policy calls compatible: NFD's own code publishes the labels, and Kubernetes' own"
        " code selects.",
        (
            "compatlang snapshot --cluster -o fleet.jsonl",
            "python -m tests.nfd.affinity.selecting affinity.yaml rules.yaml fleet.jsonl | sort >selected",
            f"compatlang check {POLICIES[0]} --cluster --format jsonl |\n"
            """  sed -n 's/^{"node": "\\([^"]*\\)", "verdict": "compatible".*/\\1/p' | sort >compatible""",
            "wc -l <selected; cmp selected compatible && echo the same nodes",
            "kill $cluster; wait $cluster",
        ),
    ),
)


def transcript(kubectl: Path) -> str:
    """What stands between the markers, all of it run in a new folder."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name) / "work"
        shutil.copytree(EXAMPLES, work)
        return "\n".join(run(STEPS, work, _environment(Path(name) / "bin", kubectl)))


def _environment(folder: Path, kubectl: Path) -> Mapping[str, str]:
    """With kubectl, and with Go and what it has built: one command asks programs of Go."""
    found = json.loads(MODULE.go("env", "-json", "GOCACHE", "GOMODCACHE").stdout)
    environment = programs(folder, {"kubectl": kubectl})
    path = f"{environment['PATH']}{os.pathsep}{ENVIRONMENT['PATH']}"
    return {**environment, **found, "PATH": path, "XDG_CACHE_HOME": str(cache().parent)}


if __name__ == "__main__":
    found = shutil.which("kubectl")
    assert found is not None, "kubectl is not installed"
    PAGE.write_text(written(PAGE.read_text("utf-8"), transcript(Path(found))), "utf-8")
