"""Which labels NFD gives a node for the `spec.labels` of its NodeFeature objects.

After nfd-master (pkg/nfd-master/nfd-master.go: addNsToMapKeys, filterFeatureLabel, getDynamicValue) and
pkg/apis/nfd/validate/validate.go (Label), with their default configuration.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from compatlang.snapshot.model import Section
from compatlang.values.lazy import lazily

PREFIX = "feature.node.kubernetes.io/"
_OWN = ("feature.node.kubernetes.io", "profile.node.kubernetes.io")
_NAME = lazily(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?", re.ASCII)
_DOMAIN = lazily(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*", re.ASCII)


def written_key(labels: Container[str], key: str) -> str | None:
    """The key of one object's labels that becomes the node's label `key`, or None where none does.

    A key with its prefix wins over the same key without.
    """
    if key in labels:
        return key if "/" in key else None
    short = key.removeprefix(PREFIX)
    return short if short != key and "/" not in short and short in labels else None


def prefixed(labels: Mapping[str, str]) -> dict[str, str]:
    """The labels of one object, all with a prefix.

    >>> prefixed({"a": "1", "feature.node.kubernetes.io/a": "2", "b": "3"})
    {'feature.node.kubernetes.io/a': '2', 'feature.node.kubernetes.io/b': '3'}
    """
    unprefixed = {PREFIX + key: value for key, value in labels.items() if "/" not in key}
    return unprefixed | {key: value for key, value in labels.items() if "/" in key}


def granted(labels: Mapping[str, str], sections: Mapping[str, Section]) -> dict[str, str]:
    """The labels that NFD lets through, with dynamic values (`@domain.feature.element`) looked up in `sections`."""
    kept = {}
    for key, value in labels.items():
        final = _dynamic(value, sections) if value.startswith("@") else value
        if final is not None and _allowed_key(key) and _allowed_value(final):
            kept[key] = final
    return kept


def _dynamic(value: str, sections: Mapping[str, Section]) -> str | None:
    parts = value[1:].split(".", 2)
    if len(parts) != 3:
        return None
    section = sections.get(f"{parts[0]}.{parts[1]}")
    return (section.attributes or {}).get(parts[2]) if section is not None else None


def _allowed_key(key: str) -> bool:
    domain, _, name = key.partition("/")
    if len(domain) > 253 or len(name) > 63 or not _DOMAIN.fullmatch(domain) or not _NAME.fullmatch(name):
        return False
    if domain == "kubernetes.io" or domain.endswith(".kubernetes.io"):
        return any(domain == own or domain.endswith("." + own) for own in _OWN)
    return True


def _allowed_value(value: str) -> bool:
    return not value or (len(value) <= 63 and _NAME.fullmatch(value) is not None)
