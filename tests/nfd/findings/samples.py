"""Documents of NFD to write cases with, and what a case is."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import NamedTuple

from compatlang.diagnostics.diagnostic import Severity


class Found(NamedTuple):
    """One finding: what is said, the text that it points at, and the repair."""

    severity: Severity
    message: str
    pointed: str
    help: str = ""


class Case(NamedTuple):
    """A document in which one thing is wrong, and one in which nothing is."""

    wrong: str
    found: Found
    right: str


def of_rules(text: str) -> str:
    """A NodeFeatureRule with these rules."""
    return f"kind: NodeFeatureRule\nspec:\n  rules:\n{indent(dedent(text).strip(), '  ')}\n"


def rule(text: str) -> str:
    """A NodeFeatureRule with one rule that asks for a flag, and what is said of it."""
    asked = "matchFeatures: [{feature: cpu.cpuid, matchExpressions: {AVX: {op: Exists}}}]"
    return of_rules(f"- name: r\n{indent(dedent(text).strip(), '  ')}\n  {asked}")


def term(text: str) -> str:
    """A NodeFeatureRule that asks for this."""
    return of_rules(f"- name: r\n  matchFeatures:\n  - {text}")


def expression(text: str, element: str = "minor", feature: str = "kernel.version") -> str:
    """A NodeFeatureRule that asks this of an attribute of the kernel."""
    return term(f"{{feature: {feature}, matchExpressions: {{{element}: {text}}}}}")


def names(text: str) -> str:
    """A NodeFeatureRule that asks this of the names of modules."""
    return term(f"{{feature: kernel.loadedmodule, matchName: {text}}}")


def custom(text: str) -> str:
    """A file of custom.d with one rule that asks for this."""
    return f"- name: r\n  matchFeatures:\n  - {text}\n"


def image(text: str) -> str:
    """A specification of an image with these sets."""
    return f"version: v1alpha1\n{text}\n"


def wrong(message: str, pointed: str, help_: str = "") -> Found:
    """A finding that is an error."""
    return Found("error", message, pointed, help_)


def odd(message: str, pointed: str, help_: str = "") -> Found:
    """A finding that is a warning."""
    return Found("warning", message, pointed, help_)


GROUP = """\
kind: NodeFeatureGroup
spec:
  featureGroupRules:
  - {name: r, matchFeatures: [{feature: cpu.cpuid, matchExpressions: {AVX: {op: Exists}}}]}
"""
NODE = "kind: NodeFeature\nspec: {features: {}}\n"
SET = "{rules: [{name: r, matchFeatures: [{feature: cpu.cpuid, matchExpressions: {AVX: {op: Exists}}}]}]}"
IMAGE = image(f"compatibilities: [{SET}]")
CUSTOM = custom("{feature: cpu.cpuid, matchExpressions: [AVX]}")
AVX = rule("labels: {vendor.io/avx: known}")
