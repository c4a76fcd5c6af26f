"""The tests of the oracle itself."""

from tests.oracle.fixture import oracle

__all__ = ["oracle"]
