"""Diagnostics: what is wrong with a text, as values.

A stage collects diagnostics and returns them; nothing raises. `codes` holds every code, `suggest` finds "did you mean",
`render` shows diagnostics to people and to programs.
"""

from compatlang.diagnostics.diagnostic import Code, Diagnostic, Edit, Label, Severity, sort_diagnostics

__all__ = ["Code", "Diagnostic", "Edit", "Label", "Severity", "sort_diagnostics"]
