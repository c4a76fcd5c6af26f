"""Arguments that several commands share, so that they mean and say the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

RESULT_FORMATS = ("junit", "sarif", "github", "markdown", "html")
"""The formats that `formats` makes, which the commands that look at many things have in common."""


def add_selection(parser: argparse.ArgumentParser, *, several: bool) -> None:
    """`--policy` and `--param`."""
    if several:
        parser.add_argument(
            "--policy",
            metavar="NAME",
            action="append",
            default=[],
            help="evaluate this policy of the files, not all; may be given again",
        )
    else:
        parser.add_argument("--policy", metavar="NAME", default="", help="the policy, where the file has several")
    parser.add_argument(
        "--param",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="the value of a policy's parameter; may be given again",
    )


def add_tags(parser: argparse.ArgumentParser) -> None:
    """`--tags`."""
    parser.add_argument(
        "--tags",
        metavar="TAG,TAG",
        action="append",
        default=[],
        help="keep only the profiles that have one of these tags",
    )


def add_snapshots(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """`--snapshot`."""
    parser.add_argument(
        "--snapshot",
        metavar="PATH",
        action="extend",
        nargs="+",
        default=[],
        required=required,
        help="files or folders of snapshots, JSON or YAML; - is standard input",
    )


def add_host(parser: argparse.ArgumentParser) -> None:
    """`--host`, `--root` and `--mounted`."""
    parser.add_argument("--host", action="store_true", help="the features of this host, found out now")
    parser.add_argument(
        "--root", metavar="DIR", default="/", help="with --host, its file system, mounted or recorded; default: /"
    )
    parser.add_argument(
        "--mounted",
        action="store_true",
        help="DIR is the file system of the machine that this runs on, so its processor may be asked, too",
    )


def add_appearance(parser: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """`--format`, `--verbose`, `--color` and `--output`."""
    parser.add_argument("--format", choices=formats, default=formats[0], help=f"default: {formats[0]}")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="write to this file, not to standard output")


def add_allow_empty(parser: argparse.ArgumentParser, what: str) -> None:
    """`--allow-empty`."""
    parser.add_argument("--allow-empty", action="store_true", help=f"exit with 0, not 3, where {what}")


def add_cache(parser: argparse.ArgumentParser) -> None:
    """`--no-cache`."""
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="compile policies anew; otherwise what was compiled before is kept in your cache folder",
    )


def add_budget(parser: argparse.ArgumentParser) -> None:
    """`--budget`. Its default is `compatlang.analyze.solver.STEPS`, which a test holds: nothing is imported for it."""
    parser.add_argument(
        "--budget",
        metavar="STEPS",
        type=_steps,
        default=5000,
        help="steps of search for one question, past which it stays undecided; default: 5000",
    )


def _steps(text: str) -> int:
    from argparse import ArgumentTypeError

    if not text.isascii() or not text.isdigit() or not int(text):
        raise ArgumentTypeError("expected a number of steps, 1 or more")
    return int(text)


def split_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """`--tags a,b --tags c` as three tags."""
    return tuple(dict.fromkeys(tag.strip() for text in texts for tag in text.split(",") if tag.strip()))
