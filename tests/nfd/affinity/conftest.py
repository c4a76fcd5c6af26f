"""The code of NFD and of the scheduler, which judge what was exported."""

from tests.oracle.fixture import oracle

__all__ = ["oracle"]
