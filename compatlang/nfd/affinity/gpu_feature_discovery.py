"""The versions that NVIDIA's GPU Feature Discovery puts on nodes: one text, and its numbers.

A node selector compares integers, not versions, but the numbers of these versions are labels of their own. The agent sets all
labels of a version or none. A driver's version is two or three decimal numbers with dots between, `550.54.14` or `570.26`; its
text is split at the dots, so a number may begin with zeros, and where there is no third one that label is there and empty. The
other versions are two numbers, written anew.

Source: `nvml.go` and `resource.go` in `internal/lm/` of NVIDIA/k8s-device-plugin, 2026-08-19.

What rests on this is said in the exported document, since whoever may label nodes can make it untrue.
"""

from __future__ import annotations

from typing import NamedTuple


class Version(NamedTuple):
    """The labels of the numbers of a version, the first before the others, and `whole` of its text; empty where there is none.

    The last number may be an empty text where `open_ended`, which means 0.
    """

    numbers: tuple[str, ...]
    whole: str = ""
    open_ended: bool = False


_PREFIX = "nvidia.com/"


def _numbers(base: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{_PREFIX}{base}.{each}" for each in names)


VERSIONS = (
    Version(
        _numbers("cuda.driver-version", "major", "minor", "revision"),
        f"{_PREFIX}cuda.driver-version.full",
        open_ended=True,
    ),
    Version(_numbers("cuda.driver", "major", "minor", "rev"), open_ended=True),
    Version(_numbers("cuda.runtime-version", "major", "minor"), f"{_PREFIX}cuda.runtime-version.full"),
    Version(_numbers("cuda.runtime", "major", "minor")),
    Version(_numbers("gpu.compute", "major", "minor")),
)


def of_whole(name: str) -> Version | None:
    """The version whose text is the label `name`."""
    return next((each for each in VERSIONS if each.whole == name), None)


def of_numbers(names: tuple[str, ...]) -> Version | None:
    """The version whose numbers, or the first of them, are the labels `names`."""
    found = next((each for each in VERSIONS if each.numbers[: len(names)] == names), None)
    if found is None or len(names) == len(found.numbers):
        return found
    return Version(names)


def relied_on(labels: frozenset[str]) -> list[str]:
    """What is relied on where these labels are asked: how the labels of a version hang together, one sentence a version."""
    return [_reliance(each) for each in VERSIONS if not labels.isdisjoint(each.numbers)]


def _reliance(version: Version) -> str:
    first, *others = version.numbers
    names = [first, *(f".{each.rpartition('.')[2]}" for each in others)]
    what = f"numbers of {version.whole}" if version.whole else "numbers of one version"
    return f"relies on the labels of GPU Feature Discovery: {', '.join(names)} are the {what}"
