"""The command line: `main` finds the command, `commands` holds one file a command, `show` is how results look.

The words, flags and exit codes are documented in docs/cli.md, which `reference` makes from the parsers.
"""
