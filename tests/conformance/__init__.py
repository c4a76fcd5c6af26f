"""Conformance vectors: policies, snapshots and what must come of them, for any implementation to run."""
