"""`compatlang compile`: a bundle that is evaluated without a parser, and what policies come down to."""

from __future__ import annotations

import argparse
from typing import TextIO

import msgspec

from compatlang import __version__
from compatlang.bundle.document import graph_bytes
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import severity_code
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.inputs import BUNDLE_SUFFIX, load_policies
from compatlang.cli.output import write_file
from compatlang.cli.show.documents import as_json
from compatlang.cli.show.findings import findings
from compatlang.cli.usage import WrongUsage
from compatlang.decision import show as graph_text
from compatlang.decision.size import Size, size
from compatlang.ir import show as ir_text
from compatlang.pipeline import Policies

SUMMARY = "write policies as a compiled bundle, or show what they come down to"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("policy_file", metavar="POLICY", help="a policy file; - is standard input")
    parser.add_argument(
        "-o", "--output", metavar="FILE", default="", help=f"write the bundle to this file, named *{BUNDLE_SUFFIX}"
    )
    parser.add_argument("--stats", action="store_true", help="show how large the decision graph and the bundle are")
    parser.add_argument(
        "--emit",
        choices=("ir", "graph"),
        default="",
        help="show the conditions after optimization, or the decision graph, as text",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="of --stats; default: text")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Compile, write and show; nothing is written where the policies have an error."""
    if not (arguments.output or arguments.stats or arguments.emit):
        raise WrongUsage(
            "nothing to do with the compiled policies",
            f"compatlang compile POLICY -o FILE{BUNDLE_SUFFIX}, or --stats, or --emit ir",
        )
    (file,) = load_policies([arguments.policy_file])
    sources = file.policies.sources if file.policies is not None else {}
    text = findings(file.diagnostics, sources, paint_for(err, arguments.color), verbose=False)
    if text:
        err.write(text + "\n")
    if file.policies is None or file.policies.failed:
        return severity_code(file.diagnostics)

    data = file.policies.bundle(__version__)
    if arguments.output:
        write_file(arguments.output, data)
    if arguments.emit:
        out.write(_emitted(file.policies, arguments.emit))
    if arguments.stats:
        figures = _Stats(size(file.policies.graph), len(data), graph_bytes(data))
        out.write(figures.document() if arguments.format == "json" else figures.lines())
    return ExitCode.OK


def _emitted(policies: Policies, what: str) -> str:
    return ir_text.show(policies.ir) if what == "ir" else graph_text.show(policies.graph)


class _Stats:
    """What `--stats` shows."""

    def __init__(self, graph: Size, bundle: int, part: int) -> None:
        self._graph = graph
        self._bundle = bundle
        self._part = part

    def document(self) -> str:
        """As JSON."""
        graph = msgspec.structs.asdict(self._graph)
        return as_json({"schema": "compatlang.compile/1", **graph, "bytes": self._bundle, "graph_bytes": self._part})

    def lines(self) -> str:
        """As text."""
        graph = self._graph
        rows = [
            ("policies", f"{graph.policies}"),
            ("atoms", f"{graph.variables}, with {graph.states} states"),
            ("graph nodes", f"{graph.tests + graph.gates}: {graph.tests} tests, {graph.gates} gates"),
            ("depth", f"{graph.depth}"),
            ("steps", f"at most {graph.steps} for one evaluation of all policies"),
            ("bundle", f"{self._bundle} bytes, {self._part} of them the graph"),
        ]
        return "".join(f"{name:11}  {value}\n" for name, value in rows)
