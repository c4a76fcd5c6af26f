"""Codes of the snapshot stage."""
