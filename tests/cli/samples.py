"""Reports made by hand: the shapes that views have to show, without compiling anything."""

from __future__ import annotations

from compatlang.cli.checked import Checked, Node, Outcome
from compatlang.evaluate.report import (
    GroupResult,
    PolicyResult,
    PreferenceResult,
    ProfileResult,
    Reason,
    RequirementResult,
    Score,
    Verdict,
)
from compatlang.source import SourceFile, Span
from compatlang.values.truth import Truth

POLICY = SourceFile(
    "train.compat",
    """edition 1

policy train "CUDA 12.4 training image" {
  require kernel: kernel.version in lts or kernel.version >= 6.8
    because "io_uring registered buffers misbehave on the kernels between"
    fix "boot an LTS kernel"

  require driver: cuda_driver(cuda: 12.4, driver: gpu.driver)
    fix "install NVIDIA driver 550.54.14 or newer"

  require rdma {
    any pci.device { vendor == pci.mellanox; class == 0x0207 }
    kernel.loadedmodule has ["ib_uverbs", "rdma_cm"]
  }

  warn swap_off: memory.swap.enabled == false
  prefer avx512 weight 20: cpu.cpuid has "AVX512F"

  profile fast     weight 10 { require gds: kernel.loadedmodule has "nvidia_fs" }
  profile fallback weight 1  { require nic: any network.device { operstate == "up" } }
}
""",
)
SNAPSHOT = SourceFile(
    "fleet.yaml",
    """apiVersion: v1
kind: Node
metadata:
  name: node-b02
  labels:
    nvidia.com/cuda.driver-version.full: "525.60.13"
    kernel: "5.15.0"
""",
)
SOURCES = {each.name: each for each in (POLICY, SNAPSHOT)}


def at(text: str, source: SourceFile = POLICY) -> Span:
    """Where a text stands."""
    start = source.text.index(text)
    return Span(source.name, start, start + len(text))


def driver(observed: str, accepted: str = ">= 550.54.14", *, fix: bool = True) -> RequirementResult:
    """An old driver."""
    span = at("require driver: cuda_driver(cuda: 12.4, driver: gpu.driver)")
    reason = Reason(
        f"gpu.driver is {observed}, needs {accepted}",
        at("cuda_driver(cuda: 12.4, driver: gpu.driver)"),
        "gpu.driver",
        observed,
        accepted,
        at('nvidia.com/cuda.driver-version.full: "525.60.13"', SNAPSHOT),
        (Reason("nearest: row cuda 12.4.*, driver >= 550.54.14", at("cuda_driver")),),
    )
    return RequirementResult(
        "driver",
        "require",
        Truth.NO,
        span,
        (reason,),
        fix="install NVIDIA driver 550.54.14 or newer" if fix else "",
    )


def rdma(nearest: str = "15b3:1017 has class 0200", truth: Truth = Truth.NO) -> RequirementResult:
    """No InfiniBand, and its modules not loaded; or nothing known of either."""
    block = at(POLICY.text[POLICY.text.index("require rdma {") : POLICY.text.index("  warn swap_off")].rstrip())
    any_of = at("any pci.device { vendor == pci.mellanox; class == 0x0207 }")
    modules = at('kernel.loadedmodule has ["ib_uverbs", "rdma_cm"]')
    if truth is Truth.UNKNOWN:
        return RequirementResult(
            "rdma", "require", truth, block, (Reason("pci.device is not reported", any_of, "pci.device"),)
        )
    reasons = (
        Reason(
            "no pci.device with vendor 15b3 and class 0207",
            any_of,
            children=(Reason(f"nearest: {nearest}", any_of),),
        ),
        Reason("kernel.loadedmodule has no rdma_cm", modules, "kernel.loadedmodule", "no rdma_cm", "rdma_cm"),
    )
    return RequirementResult("rdma", "require", truth, block, reasons, because="collectives run over InfiniBand")


def kernel() -> RequirementResult:
    """A kernel that is as it should be."""
    return RequirementResult(
        "kernel", "require", Truth.YES, at("require kernel: kernel.version in lts or kernel.version >= 6.8")
    )


def swap(truth: Truth) -> RequirementResult:
    """The warning about swap."""
    span = at("warn swap_off: memory.swap.enabled == false")
    reasons = (Reason("memory.swap.enabled is true, needs false", span, "memory.swap.enabled", "true", "false"),)
    return RequirementResult("swap_off", "warn", truth, span, reasons if truth is not Truth.YES else ())


def profiles(fast: Truth, fallback: Truth) -> GroupResult:
    """The group of two profiles."""
    gds = at('require gds: kernel.loadedmodule has "nvidia_fs"')
    nic = at('require nic: any network.device { operstate == "up" }')
    why_gds = (Reason("kernel.loadedmodule has no nvidia_fs", gds, "kernel.loadedmodule", "no nvidia_fs", "nvidia_fs"),)
    why_nic = (Reason('no network.device with operstate "up"', nic),)
    chosen = "fast" if fast is Truth.YES else "fallback" if fallback is Truth.YES else ""
    return GroupResult(
        "",
        (
            ProfileResult(
                "fast",
                10,
                "rdma",
                fast,
                at("profile fast "),
                (RequirementResult("fast/gds", "require", fast, gds, () if fast is Truth.YES else why_gds),),
            ),
            ProfileResult(
                "fallback",
                1,
                "",
                fallback,
                at("profile fallback"),
                (
                    RequirementResult(
                        "fallback/nic", "require", fallback, nic, () if fallback is Truth.YES else why_nic
                    ),
                ),
            ),
        ),
        chosen,
    )


NOTHING = Score(0, 0)


def result(
    verdict: Verdict,
    *open_: RequirementResult,
    swap_off: Truth = Truth.YES,
    groups: tuple[GroupResult, ...] = (),
    score: Score = NOTHING,
    policy: str = "train",
) -> PolicyResult:
    """A policy's result with the kernel met and these requirements open."""
    preference = PreferenceResult("avx512", 20, Truth.YES, at('prefer avx512 weight 20: cpu.cpuid has "AVX512F"'))
    return PolicyResult(
        policy,
        verdict,
        swap_off is not Truth.YES,
        score,
        (kernel(), *open_),
        (swap(swap_off),),
        (preference,) if groups else (),
        groups,
    )


def node(name: str, *results: PolicyResult) -> Node:
    """A node with these results."""
    return Node(name, tuple(Outcome(each.policy, POLICY.name, each) for each in results))


def run_of(*nodes: Node) -> Checked:
    """A run over these nodes."""
    return Checked(nodes, (), SOURCES)


BOTH = profiles(Truth.YES, Truth.YES)
THREE = run_of(
    node("node-a01", result("compatible", groups=(BOTH,), swap_off=Truth.NO, score=Score(30, 30))),
    node("node-b02", result("incompatible", driver("525.60.13"), rdma(), groups=(BOTH,))),
    node("node-c03", result("unknown", rdma(truth=Truth.UNKNOWN), groups=(BOTH,))),
)


def fleet(count: int) -> Checked:
    """Nodes with a handful of causes, some rare, the same every time."""
    nodes = []
    for index in range(count):
        name = f"node-{index:03}"
        if index % 3 == 0:
            version = "525.60.13" if index % 4 else "470.57.02"
            nodes.append(node(name, result("incompatible", driver(version), groups=(BOTH,))))
        elif index % 10 == 1:
            nodes.append(node(name, result("unknown", rdma(truth=Truth.UNKNOWN), groups=(BOTH,))))
        elif index % 25 == 2:
            both = (driver(f"535.{index}.1"), rdma(f"15b3:{index:04x} has class 0200"))
            nodes.append(node(name, result("incompatible", *both, groups=(BOTH,))))
        else:
            swap_off = Truth.NO if index % 7 == 0 else Truth.YES
            score = Score(30 if index % 2 else 10, 30)
            nodes.append(node(name, result("compatible", groups=(BOTH,), swap_off=swap_off, score=score)))
    return run_of(*nodes)
