"""The facts that the library was made from, as the rows of its tables would have them: one file a folder of facts.

Where the facts are known to be wrong, or a module says less, the rows are in LEFT_OUT beside them, by the line of
docs/library/left-out.md that gives the reason.
"""
