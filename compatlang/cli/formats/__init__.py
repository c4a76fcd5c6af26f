"""Results in the formats of others: JUnit, SARIF, GitHub's commands, Markdown, HTML.

A file `of_…` turns what a command found into `results`, the one intermediate form; a file a format turns that into text.
Everything that a policy or a snapshot contains may be hostile, so each format escapes all of it. Nothing here decides
anything, opens a file or prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compatlang.cli.formats.results import Results


def rendered(results: Results, form: str) -> str:
    """Results as a text of the format called `form`, one of `flags.RESULT_FORMATS`; a newline stands at its end."""
    match form:
        case "junit":
            from compatlang.cli.formats.junit import render
        case "sarif":
            from compatlang.cli.formats.sarif import render
        case "github":
            from compatlang.cli.formats.github import render
        case "markdown":
            from compatlang.cli.formats.markdown import render
        case "html":
            from compatlang.cli.formats.html import render
        case _:
            raise AssertionError(f"no format `{form}`")
    return render(results)
