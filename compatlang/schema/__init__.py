"""The catalog of node features: what a policy may read, of which type, and who reports it."""

from compatlang.schema.model import Catalog, DeclaredFeature, Domain, Element, FeaturePath, Kind, Origin

__all__ = ["Catalog", "DeclaredFeature", "Domain", "Element", "FeaturePath", "Kind", "Origin"]
