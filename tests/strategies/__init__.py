"""Random policies, snapshots and values, for every property of the language's meaning.

`policies()` are texts that compile, `conditions(names)` are conditions over given names, `snapshots()` are facts of a node in
every state of knowledge, `more_reported(snapshot)` is the same node with more known of it, `raw_values(type)` are texts of a
snapshot. All speak of the small universe of features in `universe`, and `naive` says what a text means, written a second time.
"""

from tests.strategies.budget import examples
from tests.strategies.conditions import conditions
from tests.strategies.names import Names
from tests.strategies.policies import declarations, policies
from tests.strategies.snapshots import more_reported, snapshots
from tests.strategies.values import literals, pattern_trees, raw_values

__all__ = [
    "Names",
    "conditions",
    "declarations",
    "examples",
    "literals",
    "more_reported",
    "pattern_trees",
    "policies",
    "raw_values",
    "snapshots",
]
