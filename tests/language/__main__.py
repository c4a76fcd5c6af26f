"""`python -m tests.language [--rewrite] [PAGE…]`: what differs from the pages, or pages that say what comes out.

Rewriting changes messages, carets and verdicts that are there already. It adds no expectation and takes none away, so that
a diagnostic that should not come is never made right by it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.language.page import cases, pages
from tests.language.runner import Correction, differences


def main(arguments: list[str]) -> int:
    """Prints the differences of the pages named, or of all; with `--rewrite`, removes those that it can."""
    rewrite = "--rewrite" in arguments
    named = {each for each in arguments if not each.startswith("-")}
    different = 0
    for page in pages():
        if named and page.name not in named:
            continue
        found = [each for case in cases(page) for each in differences(case)]
        if rewrite:
            correct(page, [correction for each in found for correction in each.corrections])
            found = [each for case in cases(page) for each in differences(case)]
        for each in found:
            print(f"{page.name}:{each.line}: {each.message}")
        different += len(found)
    return min(different, 1)


def correct(page: Path, corrections: list[Correction]) -> None:
    """Puts corrections into a page."""
    lines = page.read_text(encoding="utf-8").splitlines()
    for each in sorted(corrections, reverse=True):
        lines[each.line - 1 : each.end] = each.lines
    if corrections:
        page.write_text("".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
