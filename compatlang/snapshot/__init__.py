"""Snapshots: the facts of one node, and how documents become them."""

from compatlang.snapshot.model import EMPTY, Document, Given, Instance, Section, Snapshot

__all__ = ["EMPTY", "Document", "Given", "Instance", "Section", "Snapshot"]
