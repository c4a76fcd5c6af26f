"""`python -m compatlang`."""

from compatlang.cli.main import entry

entry()
