"""Which images a policy is for: the globs of its `image` statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from compatlang.values.text import glob_matches

if TYPE_CHECKING:
    from compatlang.integrations.registry.reference import Reference


def is_for(globs: Sequence[str], reference: Reference) -> bool:
    """Whether one of the globs admits an image, with its tag or without. A policy without any is for all."""
    names = {reference.name, f"{reference.name}:{reference.tag}", str(reference)}
    return not globs or any(glob_matches(glob, name) for glob in globs for name in names)
