"""Evaluation: verdicts of policies on snapshots, and why.

`reference` and `verdict` are the meaning of the language, plainly; `outcome` makes reports of it, with reasons from
`explain`; `report` is what they yield.
"""
