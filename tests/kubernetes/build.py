"""etcd and the API server of the Go module beside this file; `python -m tests.kubernetes.build` prints where they are."""

from __future__ import annotations

from pathlib import Path

from tests.go_programs import LINK_FLAGS, GoModule

VERSION = "1.36.3"
"""The version of Kubernetes that go.mod pins, which a program does not learn from its module."""

BUILD_SECONDS = 3600
"""The API server is some 1,500 packages: ten minutes on two cores, and more where these are busy."""


def _link_flags() -> str:
    """What Kubernetes' own builds write into a program about its version."""
    major, minor, _ = VERSION.split(".")
    said = {"gitVersion": f"v{VERSION}", "gitMajor": major, "gitMinor": minor, "gitTreeState": "clean"}
    return " ".join(f"-X k8s.io/component-base/version.{name}={value}" for name, value in said.items())


MODULE = GoModule(
    Path(__file__).parent,
    packages=("tool",),
    flags=("-trimpath",),
    link_flags=f"{LINK_FLAGS} {_link_flags()}",
    seconds=BUILD_SECONDS,
)

if __name__ == "__main__":
    print(MODULE.programs())
