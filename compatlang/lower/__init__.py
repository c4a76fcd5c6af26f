"""From the typed tree to conditions over atoms: everything that depends on the policies alone is decided here."""

from compatlang.lower.policies import lower

__all__ = ["lower"]
