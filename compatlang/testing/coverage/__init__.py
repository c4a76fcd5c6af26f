"""What tests see of policies: which statements, conditions and rows came out each way.

`items` says what there is to see, `record` watches the reference evaluator, `model` adds it up.
"""

from compatlang.testing.coverage.items import items
from compatlang.testing.coverage.model import Coverage, FileCoverage, Item, ItemCoverage
from compatlang.testing.coverage.record import record

__all__ = ["Coverage", "FileCoverage", "Item", "ItemCoverage", "items", "record"]
