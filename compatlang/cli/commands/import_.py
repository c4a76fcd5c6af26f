"""`compatlang import`: what another tool decides by, as a policy file that decides as it does."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from compatlang import limits
from compatlang.cli import registries
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import severity_code
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.inputs import cannot_read
from compatlang.cli.output import opened
from compatlang.cli.show.findings import findings
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics import Diagnostic
from compatlang.errors import LoadError
from compatlang.loader import decode, read_bytes, shown_path
from compatlang.snapshot.files import STDIN_NAME
from compatlang.source import SourceFile

SUMMARY = "turn a document of NFD, or what an NVIDIA image requires, into a policy file"


class _Made(NamedTuple):
    """What became of it: the source, empty where there is none, what was found, and the texts that this points into."""

    text: str
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]
    image: str = ""
    """The image that it was read from, to which it can be attached."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("origin", metavar="ORIGIN", choices=("nfd", "nvidia-require"), help="nfd or nvidia-require")
    parser.add_argument(
        "given",
        metavar="DOCUMENT",
        nargs="+",
        help="of nfd the document, YAML or JSON; of nvidia-require an image, a requirement such as 'cuda>=12.4', or "
        "variables of an image as NAME=VALUE; - is standard input",
    )
    registries.add_platform(parser, several=False)
    registries.add_flags(parser)
    parser.add_argument(
        "--policy",
        metavar="NAME",
        default="",
        help="what to call the policy of an image; default: as the document, or nvidia_require",
    )
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="write to this file, not to standard output")
    parser.add_argument("--verbose", action="store_true", help="show every finding, not only the first few")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write the policies of all that has an equal; the rest is told of, and makes the exit code 2."""
    made = _nfd(arguments.given, arguments.policy) if arguments.origin == "nfd" else _nvidia_require(arguments)
    report = findings(made.diagnostics, made.sources, paint_for(err, arguments.color), verbose=arguments.verbose)
    if report:
        err.write(report + "\n")
    if not made.text:
        return ExitCode.ERROR
    with opened(arguments.output, out) as target:
        target.write(made.text)
    if made.image:
        file = arguments.output or "FILE.compat"
        err.write(f"note: `compatlang attach {made.image} {file}` attaches it to the image\n")
    return severity_code(made.diagnostics)


def _nfd(given: Sequence[str], policy: str) -> _Made:
    """One document of Node Feature Discovery."""
    from compatlang.nfd.importing import read

    if len(given) > 1:
        raise WrongUsage(f"one document at a time, and `{given[1]}` is a second")
    try:
        file = _file(given[0])
    except LoadError as error:
        return _unreadable(given[0], error)
    imported = read(file.text, file.name, policy)
    return _Made(imported.text, imported.diagnostics, {file.name: file})


def _nvidia_require(arguments: argparse.Namespace) -> _Made:
    """Variables of an image, of which all requirements make one policy. Findings point into their values."""
    from compatlang.nvidia import assignment, imported

    given: list[str] = arguments.given
    if len(given) == 1 and given[0] != "-" and assignment(given[0]) is None:
        return _of_image(given[0], arguments)
    environment: dict[str, str] = {}
    try:
        for name, value in (pair for each in given for pair in _variables(each)):
            if name in environment:
                raise WrongUsage(
                    f"`{name}` is given twice", "one requirement may have several parts, with commas between"
                )
            environment[name] = value
    except LoadError as error:
        return _unreadable("-", error)
    made = imported(environment, name=arguments.policy)
    return _Made(made.text, made.diagnostics, _texts(environment))


def _of_image(reference: str, arguments: argparse.Namespace) -> _Made:
    """The requirements that an image has in the environment of its configuration."""
    from compatlang.nvidia import imported

    if "/" not in reference and ":" not in reference:
        raise WrongUsage(f"`{reference}` is neither a requirement nor NAME=VALUE, and no image either")
    with registries.opened(reference, arguments) as image:
        from compatlang.integrations.registry.configuration import environment

        variables = environment(image, arguments.platform)
    made = imported(variables, origin=image.pinned, name=arguments.policy)
    return _Made(made.text, made.diagnostics, _texts(variables), reference)


def _texts(environment: Mapping[str, str]) -> Mapping[str, SourceFile]:
    return {name: SourceFile(name, text) for name, text in environment.items()}


def _variables(given: str) -> Iterator[tuple[str, str]]:
    """The variables that one argument stands for. Raises `LoadError`."""
    from compatlang.nvidia import assignment

    if given == "-":
        yield from _lines(_file(given).text)
    elif (variable := assignment(given)) is not None:
        yield variable
    else:
        raise WrongUsage(f"`{given}` is neither a requirement nor NAME=VALUE", "an image is named alone")


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """The variables of a text with one on each line, as `env` prints them."""
    for number, line in enumerate(text.split("\n"), 1):
        name, equals, value = line.removesuffix("\r").partition("=")
        if equals and name and not set(name) & set(" !<>"):
            yield name, value
        elif line.strip():
            raise WrongUsage(f"line {number} of standard input is not of the form NAME=VALUE")


def _name(path: str) -> str:
    return STDIN_NAME if path == "-" else shown_path(path)


def _file(path: str) -> SourceFile:
    """A file, or standard input. Raises `LoadError`."""
    return SourceFile(_name(path), decode(_bytes(path)))


def _unreadable(path: str, error: LoadError) -> _Made:
    name = _name(path)
    return _Made("", (cannot_read(name, error),), {name: SourceFile(name, "")})


def _bytes(path: str) -> bytes:
    """What a file holds. Raises `LoadError`."""
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
