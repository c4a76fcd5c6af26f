"""How results look: one file a view. Nothing here decides anything, opens a file or prints."""
