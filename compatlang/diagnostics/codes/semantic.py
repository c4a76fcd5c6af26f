"""Codes of the semantic stage."""
