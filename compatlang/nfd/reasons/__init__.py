"""Why a rule of NFD does not match, or fails: what was observed, and what the rule needs.

`rule` says it of a whole rule, `alternatives` and `terms` of its parts, `elements`, `instances` and `names` of what is asked of
one feature. What holds is decided in `match` and `rule` of the layer, and a test compares. Operators are called as the
document calls them, since that is where people look: "kernel.version.major is 4, needs Gt 5".
"""

from compatlang.nfd.reasons.rule import reasons

__all__ = ["reasons"]
