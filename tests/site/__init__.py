"""The documentation as a static site: `python -m tests.site OUT` builds it with MkDocs and checks what was built.

`.mkdocs.yml` has the settings and the order of the pages. `python -m mkdocs serve -f .mkdocs.yml` shows it while one writes.
"""
