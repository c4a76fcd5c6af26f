"""`python -m tests.gallery` writes docs/gallery.md."""

from __future__ import annotations

from tests.gallery.page import PAGE, page

if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
