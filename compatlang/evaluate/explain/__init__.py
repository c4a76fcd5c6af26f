"""Why a condition is not as it should be: observed against accepted, down to the atoms that decided.

`explainer` walks the condition, `instances` and `tables` find what is nearest, `wording` makes the sentences.
"""

from compatlang.evaluate.explain.explainer import Explainer

__all__ = ["Explainer"]
