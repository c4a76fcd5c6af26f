"""`compatlang rank`: which variant of an image suits a node best, or which nodes suit an image."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

from compatlang.cli import flags, registries
from compatlang.cli.color import paint_for
from compatlang.cli.evaluation import severity_code
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.host import with_host
from compatlang.cli.inputs import load_snapshots
from compatlang.cli.output import opened
from compatlang.cli.show.documents import as_json
from compatlang.cli.show.findings import findings
from compatlang.cli.show.words import coloured, score_text
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics.render.plain import columns, plain

if TYPE_CHECKING:
    from compatlang.cli.ranking import Ranked
    from compatlang.diagnostics.render.paint import Paint
    from compatlang.integrations.registry.variants import Variant

SUMMARY = "order the variants of an image for a node, or nodes for an image"

_MOST_CHARACTERS = 160


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "images",
        metavar="IMAGE",
        nargs="+",
        help="images or indexes of images, REGISTRY/REPOSITORY[:TAG] or oci:DIR[:TAG]",
    )
    flags.add_snapshots(parser, required=False)
    flags.add_host(parser)
    registries.add_flags(parser)
    flags.add_appearance(parser, ("text", "json"))


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Rank, and say by the exit code whether there is a choice: a node without any variant that runs there is 1, or 3."""
    if not (arguments.snapshot or arguments.host):
        raise WrongUsage("no snapshot was given", "--snapshot PATH, or --host")
    variants = [each for text in dict.fromkeys(arguments.images) for each in _variants(text, arguments)]
    reading = with_host(load_snapshots(arguments.snapshot), arguments)
    text = findings(reading.diagnostics, reading.files, paint_for(err, arguments.color), verbose=False)
    if text:
        err.write(text + "\n")
    from compatlang.cli.ranking import rank

    ranked = rank(variants, reading.snapshots)
    with opened(arguments.output, out) as target:
        if arguments.format == "json":
            target.write(as_json({"schema": "compatlang.rank/1", "ranking": [_value(each) for each in ranked]}))
        else:
            by_node = len(variants) > 1
            target.writelines(f"{line}\n" for line in _lines(ranked, by_node, paint_for(target, arguments.color)))
    if not ranked:
        err.write("nothing was ranked: the snapshots hold no node\n")
    best = list(_best(ranked, by_node=len(variants) > 1))
    return worst([severity_code(reading.diagnostics), *(best or [ExitCode.UNKNOWN])])


def _variants(text: str, arguments: argparse.Namespace) -> list[Variant]:
    with registries.opened(text, arguments) as image:
        from compatlang.integrations.registry.variants import variants

        return variants(image)


def _best(ranked: Iterable[Ranked], *, by_node: bool) -> Iterator[ExitCode]:
    """What the best of each node comes to or, for a single image, the best of all nodes."""
    seen: set[str] = set()
    codes = {"compatible": ExitCode.OK, "unknown": ExitCode.UNKNOWN, "incompatible": ExitCode.FAILED}
    for each in ranked:
        group = each.node if by_node else ""
        if group not in seen:
            seen.add(group)
            yield codes.get(each.verdict, ExitCode.ERROR)


def _lines(ranked: list[Ranked], by_node: bool, paint: Paint) -> Iterator[str]:
    """Variants below each node where there are several of them; else nodes."""
    groups: dict[str, list[Ranked]] = {}
    for each in ranked:
        groups.setdefault(each.node if by_node else each.variant, []).append(each)
    for head, members in sorted(groups.items()):
        yield paint.bold(plain(head))
        names = [plain(each.variant if by_node else each.node) for each in members]
        width = max(map(columns, names))
        for number, (name, each) in enumerate(zip(names, members, strict=True), start=1):
            yield f"{number:3}  {name}{' ' * (width - columns(name))}  {_particulars(each, paint)}"


def _particulars(ranked: Ranked, paint: Paint) -> str:
    parts = [coloured(ranked.verdict, ranked.verdict, paint)]
    if ranked.verdict == "compatible":
        parts += [f"profile {plain(each)}" for each in ranked.chosen]
        parts += [score_text(ranked.score)] if ranked.score.possible else []
        parts += ["degraded"] if ranked.degraded else []
    why = plain(ranked.why)
    clipped = why if len(why) <= _MOST_CHARACTERS else why[: _MOST_CHARACTERS - 1] + "…"
    return ", ".join(parts) + (f": {clipped}" if why else "")


def _value(ranked: Ranked) -> dict[str, Any]:
    return {
        "image": ranked.variant,
        "digest": ranked.digest,
        "node": ranked.node,
        "verdict": ranked.verdict,
        "score": {"certain": ranked.score.certain, "possible": ranked.score.possible},
        "chosen": list(ranked.chosen),
        "degraded": ranked.degraded,
        "why": ranked.why or None,
    }
