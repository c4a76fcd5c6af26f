"""Documents of NFD in the place of policies: verdicts, and outputs of rules, with their reasons."""

from compatlang.nfd.judging.documents import Documents, read
from compatlang.nfd.judging.outputs import Outputs, RuleState

__all__ = ["Documents", "Outputs", "RuleState", "read"]
