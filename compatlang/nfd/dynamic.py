"""Values that are taken from a feature: `@domain.feature.element`, after `getDynamicValue` of nfd-master and kubectl-nfd."""

from __future__ import annotations

from compatlang.nfd.features import Features
from compatlang.nfd.go.errors import GoError


def resolve(value: str, features: Features) -> str | GoError:
    """The value itself or, where it begins with `@`, the attribute that it names; names are taken as they are written."""
    if not value.startswith("@"):
        return value
    parts = value[1:].split(".", 2)
    if len(parts) != 3:
        return GoError(f"value {value} is not in the form of '@domain.feature.element'")
    name, element = f"{parts[0]}.{parts[1]}", parts[2]
    if name not in features.attributes:
        return GoError(f"feature {name} not found")
    found = (features.attributes[name] or {}).get(element)
    return found if found is not None else GoError(f"element {element} not found on feature {name}")
