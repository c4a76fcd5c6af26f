"""Workflow commands of GitHub Actions: an annotation a problem, and behind them the summary as plain text.

    ::error file=train.compat,line=34,col=19,title=train/driver::gpu.driver is 525.60.13, needs >= 550.54.14

GitHub shows ten annotations of a step at most, so problems of several nodes share one, and the worst come first.
"""

from __future__ import annotations

from compatlang.cli.formats.causes import Cause, causes
from compatlang.cli.formats.results import Place, Results, Status
from compatlang.cli.formats.safe import line

_COMMANDS: dict[Status, str] = {"error": "error", "failed": "error", "unknown": "warning", "warning": "warning"}


def render(results: Results) -> str:
    """The commands and the summary, a line each."""
    commands = [_command(each, results.noun) for each in causes(results)]
    summary = [_ordinary(f"{results.title}: {each}") for each in results.summary]
    return "".join(f"{each}\n" for each in [*commands, *summary])


def _command(cause: Cause, noun: str) -> str:
    problem = cause.problem
    parameters = {**_where(problem.place), "title": line(problem.rule)}
    listed = ",".join(f"{name}={_property(value)}" for name, value in parameters.items())
    return f"::{_COMMANDS[problem.status]} {listed}::{_data(_message(cause, noun))}"


def _message(cause: Cause, noun: str) -> str:
    """What an annotation says, in several lines. Who looks at the file knows its name already."""
    where = [] if noun == "file" else [cause.whose(noun)]
    return "\n".join(line(each) for each in [*cause.lines(), *where])


def _where(place: Place) -> dict[str, str]:
    """The file and, where they are known, line and columns; GitHub takes columns only where all is in one line."""
    found: dict[str, int | None] = {"line": place.line, "endLine": place.end_line}
    if place.line is not None and place.line == place.end_line:
        found |= {"col": place.column, "endColumn": place.end_column}
    return {"file": line(place.file), **{name: str(each) for name, each in found.items() if each is not None}}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _ordinary(text: str) -> str:
    """A line that is no command: GitHub takes `::` at the start of a line for one, and `##[` anywhere."""
    return line(text).lstrip().replace("##[", "## [").replace("::", ": :", 1)
