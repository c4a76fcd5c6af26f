"""`compatlang import`: a document of another tool as a policy file that decides as it does."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import TextIO

from compatlang import limits
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import severity_code
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.output import opened
from compatlang.cli.show.findings import findings
from compatlang.diagnostics.codes import loading
from compatlang.errors import LoadError
from compatlang.loader import decode, read_bytes
from compatlang.nfd.importing import Imported, read
from compatlang.snapshot.files import STDIN_NAME
from compatlang.source import SourceFile, Span

SUMMARY = "turn a document of Node Feature Discovery into a policy file"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("origin", metavar="ORIGIN", choices=("nfd",), help="what the document is of: nfd")
    parser.add_argument("document", metavar="DOCUMENT", help="the document, YAML or JSON; - is standard input")
    parser.add_argument(
        "--policy", metavar="NAME", default="", help="what to call the policy of an image; default: as the document"
    )
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="write to this file, not to standard output")
    parser.add_argument("--verbose", action="store_true", help="show every finding, not only the first few")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write the policies of all rules that have an equal; the others are told of, and make the exit code 2."""
    name = STDIN_NAME if arguments.document == "-" else Path(arguments.document).as_posix()
    file = SourceFile(name, "")
    try:
        file = SourceFile(name, decode(_bytes(arguments.document)))
        imported = read(file.text, name, arguments.policy)
    except LoadError as error:
        message = f"cannot read `{name}`: {error}"
        imported = Imported("", diagnostics=(loading.CANNOT_LOAD.at(Span(name, 0, 0), message),))
    report = findings(imported.diagnostics, {name: file}, paint_for(err, arguments.color), verbose=arguments.verbose)
    if report:
        err.write(report + "\n")
    if not imported.text:
        return ExitCode.ERROR
    with opened(arguments.output, out) as target:
        target.write(imported.text)
    return severity_code(imported.diagnostics)


def _bytes(path: str) -> bytes:
    """What the document's file holds. Raises `LoadError`."""
    if path != "-":
        return read_bytes(Path(path), limits.SNAPSHOT_BYTES)
    stdin = io.BytesIO() if sys.stdin is None else sys.stdin.buffer
    try:
        data = stdin.read(limits.SNAPSHOT_BYTES + 1)
    except OSError as error:
        raise LoadError((error.strerror or "cannot be read").lower()) from error
    if len(data) > limits.SNAPSHOT_BYTES:
        raise LoadError(f"larger than {limits.SNAPSHOT_BYTES} bytes")
    return data
