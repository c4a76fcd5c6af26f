"""NFD's own code, which judges how its documents are evaluated."""

from tests.oracle.fixture import oracle

__all__ = ["oracle"]
