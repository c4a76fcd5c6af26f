"""Policies as node affinity of Kubernetes: requirements as required terms, preferences and profiles as preferred ones.

typed tree --`exporting.conditions`, asking `labels`--> formulas --`terms`--> terms of selector requirements --`export`--> YAML

What the labels of a node do not say is refused with its place, or `publishing` has NFD say it in a label of its own.
"""

from compatlang.nfd.affinity.export import Affinity, export

__all__ = ["Affinity", "export"]
