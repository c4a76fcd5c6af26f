"""Compiled bundles: policies as one JSON document that is evaluated without a parser. `docs/bundle.md` specifies it."""

from compatlang.bundle.document import Bundle, Parts, Reads, load, write

__all__ = ["Bundle", "Parts", "Reads", "load", "write"]
