"""The annotation by which a NodeFeature says of which domains it does not know all.

NFD has no word for that and keeps annotations as they are, so a document that says it is still one that NFD reads.
"""

from __future__ import annotations

import re

from compatlang.values.lazy import lazily

PARTIAL_ANNOTATION = "compatlang/partial"
"""Names, with blanks between, the domains of a NodeFeature of which what is not there is unknown."""

_NAME = lazily(r"[\w-]+(?:\.[\w-]+)+", re.ASCII)


def partial_domains(text: str) -> frozenset[str] | None:
    """The domains that such an annotation names, or None where one of the words cannot be a domain.

    >>> sorted(partial_domains("cpu.cpuid  pci.device") or ()), partial_domains("cpu.cpuid,pci.device")
    (['cpu.cpuid', 'pci.device'], None)
    """
    words = text.split()
    return frozenset(words) if all(map(_NAME.fullmatch, words)) else None
