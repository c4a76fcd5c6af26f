"""`python -m tests.site OUT` builds the site into OUT and checks it; the exit status is 1 where something is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.site.build import build
from tests.site.check import problems


def main(site: Path) -> int:
    """Build and check, and say what is wrong."""
    failed = build(site)
    found = [failed.rstrip()] if failed else problems(site)
    for each in found:
        print(each)
    print(f"{len(list(site.rglob('*.html')))} pages in {site}, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.site OUT")
    sys.exit(main(Path(sys.argv[1])))
