"""Random policies that NFD can express, and nodes that report each domain completely or not at all."""

from __future__ import annotations

import msgspec
from hypothesis import assume
from hypothesis import strategies as st

from compatlang import Policies
from compatlang import compile as compile_policies
from compatlang.nfd.exporting import Exported, Kind, export
from compatlang.snapshot import Snapshot
from tests.strategies import conditions, declarations, policies, snapshots

KINDS: tuple[Kind, ...] = ("spec", "rule", "group")


def exported(policies: Policies, name: str, kind: Kind = "spec") -> Exported:
    """A policy without parameters as a document."""
    (identifier,) = (each for each in policies.program.roots if each.endswith(f"#{name}"))
    return export(policies.program, identifier, (), kind)


def compatible(policies: Policies, snapshot: Snapshot) -> bool:
    """The verdict of the one policy that is selected."""
    (result,) = policies.check(snapshot).results
    return result.verdict == "compatible"


@st.composite
def exportable(draw: st.DrawFn) -> Policies:
    """Policies called `main`, made from requirements each of which NFD can express."""
    declared, names = draw(declarations())
    asked = draw(st.lists(conditions(names, 2), min_size=2, max_size=6))
    requirements = [f"{kind} r{index}: {each}\n" for index, each in enumerate(asked) for kind in ("require", "forbid")]
    alone = "".join(f"policy p{index} {{ {each} }}\n" for index, each in enumerate(requirements))
    tried = compile_policies(f"{declared}\n{alone}")
    good = [each for index, each in enumerate(requirements) if exported(tried, f"p{index}").text is not None]
    assume(good)
    first, second, third, fourth = (draw(st.sampled_from(good)) for _ in range(4))
    body = f"profile a weight 2 {{ {first} }}\nprofile b weight 1 {{ {second} }}\n{third}"
    if draw(st.booleans()):
        body += f"when {draw(st.sampled_from(asked))} {{ {fourth.replace(' r', ' s', 1)} }}\n"
    policies = compile_policies(f"{declared}\npolicy main {{\n{body}}}\n")
    assume(exported(policies, "main").text is not None)
    return policies.select(["main"])


def whole() -> st.SearchStrategy[Policies]:
    """Policies called `main` of all that the language has, many of which NFD cannot express."""
    return policies().map(lambda text: compile_policies(text).select(["main"]))


@st.composite
def settled_snapshots(draw: st.DrawFn) -> Snapshot:
    """Nodes of which no domain is known only in part."""
    drawn = draw(snapshots(complete=draw(st.booleans())))
    sections = {name: msgspec.structs.replace(each, partial=False) for name, each in drawn.sections.items()}
    return msgspec.structs.replace(drawn, sections=sections)
