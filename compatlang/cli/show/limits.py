"""How much text `check` writes about many nodes."""

MANY_NODES = 12
"""With more nodes than this, `check` groups them by cause."""

MOST_LINES = 40
"""Lines of grouped output, the summary counted."""
