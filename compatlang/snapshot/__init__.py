"""Snapshots: the facts of one node, and how documents become them."""

from compatlang.snapshot.model import EMPTY, Document, Given, Instance, Section, Snapshot
from compatlang.snapshot.read import NFD_NAMESPACE, Reading, read

__all__ = ["EMPTY", "NFD_NAMESPACE", "Document", "Given", "Instance", "Reading", "Section", "Snapshot", "read"]
