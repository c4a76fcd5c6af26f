"""Compiled bundles: policies as one JSON document that is evaluated without a parser. `docs/bundle.md` specifies it."""

from compatlang.bundle.document import VERSION, Bundle, Parts, Reads, load, write

__all__ = ["VERSION", "Bundle", "Parts", "Reads", "load", "write"]
