"""Small file systems made for tests, as texts by path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from compatlang.integrations.host import Host, discover

Content = str | bytes | Path | None
"""A file's content; a path is what a link leads to, None an empty folder."""

BASE: Mapping[str, Content] = {
    "sys/bus": None,
    "sys/class/net": None,
    "sys/bus/pci/devices": None,
    "sys/block": None,
    "sys/devices/system/cpu": None,
    "sys/fs": None,
    "sys/kernel": None,
    "sys/module": None,
    "etc/os-release": 'ID=debian\nVERSION_ID="12"\n',
    "proc/sys/kernel/osrelease": "6.1.0-18-amd64\n",
    "proc/swaps": "Filename\tType\tSize\tUsed\tPriority\n",
    "proc/modules": "",
}
"""The least of a machine: every source finds its folder, and nothing in it."""


def make(root: Path, files: Mapping[str, Content], base: Mapping[str, Content] = BASE) -> Path:
    """Writes a tree: the base, and over it some files."""
    for name, content in {**base, **files}.items():
        path = root / name
        (path if content is None else path.parent).mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            path.symlink_to(content)
        elif content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def found(root: Path, files: Mapping[str, Content], **options: object) -> Host:
    """What discovery makes of a tree."""
    return discover(make(root, files), node_name="node", **{"machine": "x86_64", **options})  # type: ignore[arg-type]


def problems(host: Host, domain: str) -> list[str]:
    """What the notes on a domain say."""
    return [note.problem for note in host.notes if note.domain == domain]
