"""The pages of the diagnostics: `python -m compatlang.cli.diagnostic_pages docs/diagnostics` writes them anew.

They are those that `compatlang rule CODE` prints; README.md has a row for each code.
"""

from __future__ import annotations

import sys

from compatlang.cli.output import write_pages
from compatlang.cli.rule_page import rule_page
from compatlang.cli.show.rules import overview_markdown
from compatlang.diagnostics.codes import ALL


def pages() -> dict[str, str]:
    """Every page by the name of its file."""
    overview = "".join(f"{line}\n" for line in overview_markdown())
    return {"README.md": overview, **{f"{code}.md": rule_page(code) for code in ALL}}


if __name__ == "__main__":
    write_pages(sys.argv[1], pages())
