"""The entry of the command line: find the command, run it, turn what it says into an exit code."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn, TextIO

from compatlang import __version__
from compatlang.cli import commands
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.program import COMPATLANG, Program
from compatlang.cli.usage import WrongUsage
from compatlang.errors import CompatlangError

_OBJECTS_BETWEEN_COLLECTIONS = 100_000
"""More than a small check ever makes: looking for garbage among what was just loaded finds none."""


def entry(program: Program = COMPATLANG) -> None:
    """The console script."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets an escape, never a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code: int = main(program=program)
    except Exception:  # noqa: BLE001 - a mistake of ours must not exit with 1, which says *incompatible*
        import traceback

        traceback.print_exc()
        sys.exit(ExitCode.ERROR)
    try:
        sys.stdout.flush()
    except OSError as error:
        code = _failed(error, sys.stderr)
        # The interpreter flushes once more on its way out; there must be something left to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process. To free object by object what ends with it takes longer than many a check.

    Who traces or profiles has something left to do.
    """
    if sys.gettrace() is not None or sys.getprofile() is not None:
        sys.exit(code)
    with contextlib.suppress(OSError, ValueError, AttributeError):  # nobody listens, or there is none
        sys.stderr.flush()
    os._exit(code)


def main(
    argv: Sequence[str] | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    program: Program = COMPATLANG,
) -> int:
    """Run a command line and return its exit code. What is not given is the process's own."""
    out = sys.stdout if out is None else out
    err = sys.stderr if err is None else err
    try:
        return _dispatch(
            list(sys.argv[1:] if argv is None else argv),
            out,
            err,
            os.environ if environ is None else environ,
            Path() if folder is None else folder,
            program,
        )
    except CompatlangError as error:
        err.write(f"error: {_plain(str(error))}\n")
        if isinstance(error, WrongUsage) and error.help:
            err.write(f"  help: {_plain(error.help)}\n")
        return ExitCode.ERROR
    except OSError as error:
        return _failed(error, err)
    except KeyboardInterrupt:
        err.write("interrupted\n")
        return ExitCode.INTERRUPTED


def _failed(error: OSError, err: TextIO) -> ExitCode:
    """What the system refused: quiet where whoever read the output left, an error where the disk is full."""
    if isinstance(error, BrokenPipeError):
        return ExitCode.PIPE_CLOSED
    what = f"access `{error.filename}`" if error.filename else "write the output"
    err.write(f"error: cannot {_plain(what)}: {(error.strerror or 'it failed').lower()}\n")
    return ExitCode.ERROR


def _dispatch(
    argv: list[str], out: TextIO, err: TextIO, environ: Mapping[str, str], folder: Path, program: Program
) -> int:
    name = argv[0] if argv else "--help"
    if name in ("-h", "--help"):
        (out if argv else err).write(overview(program))
        return ExitCode.OK if argv else ExitCode.ERROR
    if name == "--version":
        out.write(f"compatlang {__version__}\n")
        return ExitCode.OK
    if name not in commands.SUMMARIES:
        from compatlang.diagnostics.suggest import did_you_mean

        word = "flag" if name.startswith("-") else "command"
        suggestion = did_you_mean(name, [*commands.SUMMARIES, "--help", "--version"])
        raise WrongUsage(f"no such {word}: `{name}`", suggestion or f"`{program.name} --help` lists the commands")

    from compatlang.cli import quick

    command = commands.load(name)
    arguments = quick.parse(command, argv[1:], environ, folder)
    if arguments is None:
        from compatlang.cli import defaults
        from compatlang.cli.parser import Finished, command_parser

        try:
            arguments = defaults.parse(command_parser(name, out, program), name, argv[1:], environ, folder)
        except Finished:
            return ExitCode.OK
    program.complete(arguments)
    return command.run(arguments, out, err)


def overview(program: Program = COMPATLANG) -> str:
    """What `compatlang --help` prints."""
    width = max(map(len, commands.SUMMARIES))
    lines = [
        f"usage: {program.name} COMMAND [ARGUMENT…]",
        "",
        "Decide which nodes have what container images and other workloads need of them.",
        "",
        "commands:",
        *(f"  {name:{width}}  {summary}" for name, summary in commands.SUMMARIES.items()),
        "",
        "flags:",
        "  -h, --help  this text; after a command, its arguments and flags",
        "  --version   the version",
        "",
        "exit codes:",
        "  0 compatible or passed, 1 incompatible or failed, 2 not carried out, 3 unknown or nothing evaluated",
    ]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    from compatlang.diagnostics.render.plain import plain

    return plain(text)
