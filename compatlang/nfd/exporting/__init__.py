"""Policies as documents of NFD: image compatibility specs, NodeFeatureRules and NodeFeatureGroups.

typed tree --`conditions`--> formulas --`rules`--> rules --`export`--> YAML

Every document decides as the policy does, and what NFD cannot express is refused with the place where it stands. To decide
alike means: on every snapshot that reports each domain completely or not at all, with the kinds that the catalog gives it, NFD
matches exactly where the policy is *compatible*.
"""

from compatlang.nfd.exporting.export import Exported, Kind, export

__all__ = ["Exported", "Kind", "export"]
