"""Source of the language as importers write it: conditions, how names and texts are spelt, and lines.

It knows nothing of what is imported, so that documents of every origin become policies that read alike.
"""
