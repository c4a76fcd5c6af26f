"""Lints: mistakes that people make in policies that compile."""
