"""`python -m tests.bench`: all engines on the same policies and the same nodes, in one run."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from tests.bench.agreement import DisagreementError
from tests.bench.table import Table
from tests.bench.tables.options import Options

NAMES = ("node", "fleet", "read", "change", "compile", "memory", "start")
"""The benchmarks; each is a module of `tables`."""

_MODULES = {"compile": "compiling"}


def main() -> int:
    """Print the tables, and write them as JSON where that was asked for."""
    arguments = _parser().parse_args()
    options = Options(arguments.runs, arguments.nodes)
    found: list[Table] = []
    try:
        for name in arguments.only or NAMES:
            for table in _benchmark(name)(options):
                print(table.text(), flush=True)
                found.append(table)
    except DisagreementError as error:
        print(f"stopped, nothing more is timed: {error}", file=sys.stderr)
        return 1
    finally:
        if arguments.json:
            document = {
                "python": platform.python_version(),
                "machine": platform.machine(),
                "options": options._asdict(),
            }
            tables = [each.value() for each in found]
            arguments.json.write_text(json.dumps({**document, "tables": tables}, indent=1) + "\n", "utf-8")
    return 0


def _benchmark(name: str) -> Callable[[Options], Iterator[Table]]:
    tables: Callable[[Options], Iterator[Table]] = import_module(
        f"tests.bench.tables.{_MODULES.get(name, name)}"
    ).tables
    return tables


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--only", metavar="NAME", action="append", choices=NAMES, help=f"one of {', '.join(NAMES)}; repeatable"
    )
    parser.add_argument("--runs", metavar="N", type=int, default=5, help="samples that each median is of; default: 5")
    parser.add_argument("--nodes", metavar="N", type=int, default=100_000, help="the largest fleet; default: 100,000")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the tables there, too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
