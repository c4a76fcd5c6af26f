"""Features as an author writes them."""

from __future__ import annotations

import re

from compatlang.values.show import quoted

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def feature_path(domain: str, name: str) -> str:
    """A feature of a domain; what is no identifier is subscripted.

    >>> feature_path("node.label", "nvidia.com/gpu.product")
    'node.label["nvidia.com/gpu.product"]'
    """
    if not name:
        return domain
    parts = name.split(".")
    if all(_IDENTIFIER.fullmatch(each) for each in parts):
        return f"{domain}.{name}"
    return f"{domain}[{quoted(name)}]"
