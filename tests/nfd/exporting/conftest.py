"""NFD's own code, which judges what was exported."""

from tests.oracle.fixture import oracle

__all__ = ["oracle"]
