"""`compatlang diff`: what changes from one policy file to another, and on which nodes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TextIO

from compatlang.cli import flags
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import severity_code
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.host import with_host
from compatlang.cli.inputs import PolicyFile, load_policies, load_snapshots, parse_parameters, select
from compatlang.cli.output import opened
from compatlang.cli.show.documents import as_json
from compatlang.cli.show.findings import findings

SUMMARY = "show what changes between two policies, and on which nodes"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("old", metavar="OLD", help="the policy file as it was")
    parser.add_argument(
        "new", metavar="NEW", help="the policy file as it is; may be the same file, with other parameters"
    )
    flags.add_snapshots(parser, required=False)
    flags.add_host(parser)
    flags.add_selection(parser, several=True)
    for which in ("old", "new"):
        parser.add_argument(
            f"--{which}-param",
            metavar="NAME=VALUE",
            action="append",
            default=[],
            help=f"the value of a parameter in {which.upper()} alone; may be given again",
        )
    flags.add_tags(parser)
    flags.add_budget(parser)
    parser.add_argument(
        "--witness", metavar="DIR", default="", help="write the node of each change as a snapshot into this folder"
    )
    flags.add_appearance(parser, ("text", "json", *flags.RESULT_FORMATS))


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Compare. Like `diff`, it exits with 1 where something differs; with 3 where a question stayed undecided."""
    files = [
        _loaded(arguments.old, arguments.old_param, arguments),
        _loaded(arguments.new, arguments.new_param, arguments),
    ]
    reading = with_host(load_snapshots(arguments.snapshot), arguments)
    told = [each for file in files for each in file.diagnostics]
    sources = {name: each for file in files if file.policies for name, each in file.policies.sources.items()}
    text = findings(
        list(dict.fromkeys([*told, *reading.diagnostics])),
        {**reading.files, **sources},
        paint_for(err, arguments.color),
        verbose=False,
    )
    if text:
        err.write(text + "\n")
    status = severity_code([*told, *reading.diagnostics])
    sound = [each.policies for each in files if each.policies is not None and not each.policies.failed]
    if len(sound) < len(files):
        return status
    from compatlang.cli.compared import compare, named_witnesses
    from compatlang.cli.show.difference import difference_document, difference_lines
    from compatlang.cli.witnesses import write_witnesses

    found = compare(sound[0], sound[1], reading.snapshots, arguments.budget)
    if arguments.witness:
        write_witnesses(arguments.witness, named_witnesses(found))
    with opened(arguments.output, out) as target:
        if arguments.format == "json":
            target.write(as_json(difference_document(found)))
        elif arguments.format in flags.RESULT_FORMATS:
            from compatlang.cli.formats import rendered
            from compatlang.cli.formats.of_diff import of_diff

            target.write(rendered(of_diff(found, sound[1].name), arguments.format))
        else:
            lines = difference_lines(found, paint_for(target, arguments.color))
            target.writelines(f"{line}\n" for line in lines)
    if not (found.policies or found.added or found.removed):
        err.write("nothing was compared: neither file has a policy whose parameters all have values\n")
        return worst([status, ExitCode.UNKNOWN])
    answer = ExitCode.FAILED if found.differs else ExitCode.UNKNOWN if found.undecided else ExitCode.OK
    return worst([status, answer])


def _loaded(path: str, parameters: Sequence[str], arguments: argparse.Namespace) -> PolicyFile:
    (file,) = load_policies([path])
    given = parse_parameters([*arguments.param, *parameters])
    (file,) = select([file], arguments.policy, given, flags.split_tags(arguments.tags))
    return file
