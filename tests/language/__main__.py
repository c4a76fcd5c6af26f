"""`python -m tests.language [--rewrite] [PAGE…]`: what differs from the pages, or pages that say what comes out.

Rewriting changes messages, carets and verdicts that are there already. It adds no expectation and takes none away, so that
a diagnostic that should not come is never made right by it.
"""

from __future__ import annotations

import sys

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
            lines = page.read_text(encoding="utf-8").splitlines()
            corrected = correct(lines, [correction for each in found for correction in each.corrections])
            if corrected != lines:
                page.write_text("".join(f"{line}\n" for line in corrected), "utf-8")
            found = [each for case in cases(page) for each in differences(case)]
        for each in found:
            print(f"{page.name}:{each.line}: {each.message}")
        different += len(found)
    return min(different, 1)


def correct(lines: list[str], corrections: list[Correction]) -> list[str]:
    """The lines of a page with corrections in them."""
    corrected = list(lines)
    for each in sorted(corrections, reverse=True):
        corrected[each.line - 1 : each.end] = each.lines
    return corrected


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
