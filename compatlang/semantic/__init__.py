"""Names and types: from the syntax tree to the typed tree.

`check.check` is the way in. All errors are collected; what cannot be typed is left out of the result, so a program is to be
evaluated only where no diagnostic is an error.
"""
