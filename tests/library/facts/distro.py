"""Kernels that distributions ship."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.library.facts.fact import Compared, Fact, confident, read
from tests.library.facts.systems import systems

KINDS = {"GA": "base", "HWE": "hwe", "UEK": "uek", "": "base"}
"""Kinds of kernels, as vendors and as the table `kernels` name them."""


def shipped() -> Iterator[tuple[dict[str, str], str]]:
    """Each distribution's release, and what the facts say of its kernels."""
    for row in confident(read("kernel/distro_kernels.yaml")["rows"]):
        if row["kernel"][0].isdigit():
            for os, version in systems(row["distro"].replace("/", ",")):
                yield {"id": os, "version": version}, row["kernel"]


def kernels() -> Iterator[Fact]:
    """Series of kernels."""
    for asked, text in shipped():
        for kernel, kind in re.findall(r"(\d[\d.]*\d)\S*(?: (GA|HWE|UEK))?", text):
            yield Fact({**asked, "kernel": kernel}, {"kind": KINDS[kind]})


def builds() -> Iterator[Fact]:
    """Builds, where the facts name one."""
    for asked, text in shipped():
        if re.search(r"-\d", text):
            yield Fact({**asked, "kernel": text}, {})


TABLES = (Compared("distro", "kernels", kernels), Compared("distro", "builds", builds))
