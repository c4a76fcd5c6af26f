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
from compatlang.diagnostics import Diagnostic
from compatlang.nfd import affinity
from compatlang.nfd.exporting import Kind, export
from compatlang.pipeline import Policies
from compatlang.typed import tree as typed

SUMMARY = "write a policy for Node Feature Discovery, or as node affinity of Kubernetes"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "target",
        metavar="TARGET",
        choices=("nfd", "nodefeaturegroup", "affinity"),
        help="what to write: nfd, nodefeaturegroup or affinity",
    )
    parser.add_argument("policy_file", metavar="POLICY", help="a policy file; - is standard input")
    parser.add_argument(
        "--kind",
        choices=("spec", "rule", "group"),
        default="spec",
        help="of nfd: an image compatibility spec, a NodeFeatureRule or a NodeFeatureGroup; default: spec",
    )
    parser.add_argument(
        "--publish",
        action="store_true",
        help="of affinity: have NFD publish labels for what no label says, by a NodeFeatureRule behind the affinity",
    )
    parser.add_argument(
        "--rules", metavar="FILE", default="", help="of --publish: write the NodeFeatureRule to this file"
    )
    parser.add_argument("--format", choices=("yaml", "json"), default="yaml", help="of affinity; default: yaml")
    flags.add_selection(parser, several=False)
    flags.add_tags(parser)
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="write to this file, not to standard output")
    parser.add_argument("--verbose", action="store_true", help="show every refusal, not only the first few")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write the document; nothing is written where something in the policy has no equal in the other tool."""
    _check_flags(arguments)
    (file,) = load_policies([arguments.policy_file])
    names = [arguments.policy] if arguments.policy else []
    (file,) = select([file], names, parse_parameters(arguments.param), flags.split_tags(arguments.tags))
    found = list(file.diagnostics)
    made = None
    if file.policies is not None and not file.faulty:
        made, told = _exported(file.name, file.policies, arguments)
        found += told

    sources = file.policies.sources if file.policies else {}
    report = findings(found, sources, paint_for(err, arguments.color), verbose=arguments.verbose)
    if report:
        err.write(report + "\n")
    if made is None:
        return ExitCode.ERROR
    for name, text in made.items():
        with opened(name, out) as target:
            target.write(text)
    return severity_code(found)


def _check_flags(arguments: argparse.Namespace) -> None:
    """What makes no sense together."""
    if arguments.target != "affinity" and (arguments.publish or arguments.rules or arguments.format != "yaml"):
        raise WrongUsage("--publish, --rules and --format belong to `export affinity`")
    if arguments.target != "nfd" and arguments.kind != "spec":
        raise WrongUsage("--kind belongs to `export nfd`")
    if arguments.rules and not arguments.publish:
        raise WrongUsage("--rules says where the NodeFeatureRule of --publish goes", "give --publish as well")
    if arguments.rules and arguments.rules == arguments.output:
        raise WrongUsage("--rules and --output name the same file", "give each a file of its own")
    if arguments.publish and arguments.format == "json" and not arguments.rules:
        raise WrongUsage("JSON has no room for the NodeFeatureRule behind the affinity", "give --rules FILE as well")


def _exported(
    name: str, policies: Policies, arguments: argparse.Namespace
) -> tuple[dict[str, str] | None, tuple[Diagnostic, ...]]:
    """The texts by the files they go to, None where something is refused; and what was found."""
    identifier, given = _selected(name, policies)
    if arguments.target != "affinity":
        kind: Kind = "group" if arguments.target == "nodefeaturegroup" else arguments.kind
        document = export(policies.program, identifier, given, kind, policies.tags)
        return None if document.text is None else {arguments.output: document.text}, document.diagnostics
    made = affinity.export(policies.program, identifier, given, policies.tags, publish=arguments.publish)
    if made.refused:
        return None, made.diagnostics
    return _affinity_files(made, arguments), made.diagnostics


def _affinity_files(made: affinity.Affinity, arguments: argparse.Namespace) -> dict[str, str]:
    """The affinity, and the rule behind it or in its own file; no rule where all that is asked has a label already."""
    text = made.json() if arguments.format == "json" else made.yaml()
    rules = made.rules_yaml()
    if rules and arguments.rules:
        # In this order: without the rules no node has the labels that the affinity asks for.
        return {arguments.rules: rules, arguments.output: text}
    return {arguments.output: f"{text}---\n{rules}" if rules else text}


def _selected(name: str, policies: Policies) -> tuple[str, tuple[typed.Value, ...]]:
    """The one policy that is exported, and its arguments."""
    selected = list(policies.selected.items())
    if not selected:
        choices = f"{name} has {some(list(policies.declared), 20)}" if policies.declared else ""
        raise WrongUsage(f"{name} holds no policy whose parameters all have a value; give them with --param", choices)
    if len(selected) > 1:
        choices = f"there are {some(list(policies.policies), 20)}"
        raise WrongUsage(f"{name} holds {len(selected)} policies; choose one with --policy", choices)
    ((identifier, arguments),) = selected
    return identifier, tuple(arguments)
