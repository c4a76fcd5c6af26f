"""`compatlang export`: a policy as a document of another tool that decides as the policy does."""

from __future__ import annotations

import argparse
from typing import TextIO

from compatlang.cli import flags
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import severity_code
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.inputs import load_policies, parse_parameters, select
from compatlang.cli.output import opened
from compatlang.cli.show.findings import findings
from compatlang.cli.show.words import some
from compatlang.cli.usage import WrongUsage
from compatlang.nfd.exporting import Exported, Kind, export
from compatlang.pipeline import Policies

SUMMARY = "write a policy as a document of Node Feature Discovery"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("target", metavar="TARGET", choices=("nfd",), help="what to write: nfd")
    parser.add_argument("policy_file", metavar="POLICY", help="a policy file; - is standard input")
    parser.add_argument(
        "--kind",
        choices=("spec", "rule", "group"),
        default="spec",
        help="an image compatibility spec, a NodeFeatureRule or a NodeFeatureGroup; default: spec",
    )
    flags.add_selection(parser, several=False)
    flags.add_tags(parser)
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="write to this file, not to standard output")
    parser.add_argument("--verbose", action="store_true", help="show every refusal, not only the first few")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write the document; nothing is written where something in the policy has no equal in the other tool."""
    (file,) = load_policies([arguments.policy_file])
    names = [arguments.policy] if arguments.policy else []
    (file,) = select([file], names, parse_parameters(arguments.param), flags.split_tags(arguments.tags))
    found = list(file.diagnostics)
    text = None
    if file.policies is not None and not file.faulty:
        exported = _exported(file.name, file.policies, arguments.kind)
        found += exported.diagnostics
        text = exported.text

    sources = file.policies.sources if file.policies else {}
    report = findings(found, sources, paint_for(err, arguments.color), verbose=arguments.verbose)
    if report:
        err.write(report + "\n")
    if text is None:
        return ExitCode.ERROR
    with opened(arguments.output, out) as target:
        target.write(text)
    return severity_code(found)


def _exported(name: str, policies: Policies, kind: Kind) -> Exported:
    selected = list(policies.selected.items())
    if not selected:
        choices = f"{name} has {some(list(policies.declared), 20)}" if policies.declared else ""
        raise WrongUsage(f"{name} holds no policy whose parameters all have a value; give them with --param", choices)
    if len(selected) > 1:
        choices = f"there are {some(list(policies.policies), 20)}"
        raise WrongUsage(f"{name} holds {len(selected)} policies; choose one with --policy", choices)
    ((identifier, arguments),) = selected
    return export(policies.program, identifier, arguments, kind, policies.tags)
