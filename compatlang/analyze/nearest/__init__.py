"""The nearest fix: the least that has to be changed on a node to make it compatible with a policy.

kinds         what has to be done to change a fact of a node, the gravest last
change        a change of a node, its cost, and the snapshot that follows
pool          the texts that are worth trying for a value
moves         the changes that bring a condition nearer to what is wanted
records       instances that a quantifier's block holds of
search        the cheapest set of changes, found best first and confirmed by the reference evaluator
wording       changes as sentences
nearest       all of it together
"""

from compatlang.analyze.nearest.nearest import Fix, Nearest, nearest
from compatlang.analyze.nearest.search import Question

__all__ = ["Fix", "Nearest", "Question", "nearest"]
