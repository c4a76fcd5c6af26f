"""Evaluation: verdicts of policies on snapshots, and why.

`reference` is the meaning of the language, plainly; `explain` says why; `report` is what both yield.
"""
