"""Releases of the kernel, and what each brought."""

from __future__ import annotations

from collections.abc import Iterator

from tests.library.facts.fact import Compared, Fact, confident, read, rows_of_csv

FEATURES = {
    "io_uring (syscalls)": "io_uring",
    "idmapped mounts (mount_setattr MOUNT_ATTR_IDMAP)": "idmapped_mounts",
    "overlayfs with idmapped lower/upper layers": "overlayfs_idmapped_layers",
    "unprivileged overlayfs mount in user namespace": "overlayfs_in_user_namespaces",
    "unprivileged FUSE mount in user namespace": "fuse_in_user_namespaces",
    "user_namespaces usable by unprivileged": "user_namespaces",
    "user ns nesting limit / maps >5 lines (340)": "user_namespace_maps_of_340_lines",
    "Kubernetes pod user namespaces": "pod_user_namespaces",
    "tmpfs noswap / idmapped tmpfs": "tmpfs_noswap",
    "recursive read-only mounts": "recursive_read_only_mounts",
    "clone3 CLONE_INTO_CGROUP (cgroup v2)": "clone_into_cgroup",
    "cgroup namespace": "cgroup_namespaces",
    "cgroup v2 freezer": "cgroup2_freezer",
    "cgroup v2 device controller (BPF)": "cgroup2_devices",
    "cgroup v2 root cpu.stat": "cgroup2_root_cpu_stat",
    "PSI pressure stall information": "psi",
    "kube-proxy nftables mode": "kube_proxy_nftables",
    "hugetlb memfd (MFD_HUGETLB)": "memfd_hugetlb",
    "MAP_HUGE_2MB/1GB": "map_huge_2mb_and_1gb",
}
"""Features, as the facts and as the table `features` name them."""

EBPF = {
    "BTF type format": "btf",
    "AF_XDP": "af_xdp",
    "XDP": "xdp",
    "BPF trampoline (fentry/fexit)": "trampoline",
    "BPF LSM": "lsm",
    "BPF bounded loops": "bounded_loops",
    "BPF 1M instruction limit": "million_instructions",
    "Sleepable BPF": "sleepable_programs",
}
"""The same of `ebpf_names`."""


def features() -> Iterator[Fact]:
    """Features by name, but those of eBPF and Landlock, which have tables of their own."""
    for row in confident(read("kernel/features.yaml")["rows"]):
        if row["feature"] not in EBPF and not row["feature"].startswith("Landlock "):
            name = FEATURES.get(row["feature"], row["feature"])
            yield Fact({"feature": name}, {"kernel": f">= {row['kernel'].split()[0]}"})


def landlock_abis() -> Iterator[Fact]:
    """Versions of Landlock."""
    for row in read("kernel/features.yaml")["landlock_abi"]:
        yield Fact({"abi": str(row["abi_entry"])}, {"kernel": f">= {row['kernel']}"})


def io_uring_names() -> Iterator[Fact]:
    """Operations, flags and bits of io_uring."""
    for row in read("kernel/features.yaml")["io_uring"]["rows"]:
        yield Fact({"name": row["op"]}, {"kernel": f">= {row['kernel']}"})


def ebpf_names() -> Iterator[Fact]:
    """Parts of eBPF, which the facts name otherwise: the commit that brought each says which it is."""
    for row in confident(read("kernel/features.yaml")["rows"]):
        if row["feature"] in EBPF:
            yield Fact({"name": EBPF[row["feature"]]}, {"kernel": f">= {row['kernel']}", "commit": row["commit"][:12]})
    for row in rows_of_csv("kernel/bpf_features.csv"):
        if not is_driver(row):
            yield Fact({"commit": row["commit"]}, {"kernel": f">= {row['kernel']}"})


def xdp_drivers() -> Iterator[Fact]:
    """Network drivers that run XDP programs."""
    for row in rows_of_csv("kernel/bpf_features.csv"):
        if is_driver(row):
            yield Fact({"commit": row["commit"]}, {"kernel": f">= {row['kernel']}"})


def is_driver(row: dict[str, str]) -> bool:
    """Whether a row of the section about XDP names a driver."""
    return row["section"] == "XDP" and (
        "driver" in row["feature"] or "Support for" in row["feature"] or "otx2" in row["feature"]
    )


def series() -> Iterator[Fact]:
    """Series of releases."""
    for row in read("kernel/releases.yaml")["rows"]:
        shown = {
            "longterm": "true" if row["lts"] else "false",
            "released": row["release"].replace("-", ""),
            "maintained": f"<= {row['eol'].replace('-', '')}",
        }
        yield Fact({"series": row["version"]}, shown)


TABLES = (
    Compared("kernel", "features", features),
    Compared("kernel", "landlock_abis", landlock_abis, {"ABI 8 in 7.1": ["8"]}),
    Compared(
        "kernel",
        "io_uring_names",
        io_uring_names,
        {
            "NOP, READV, WRITEV": ["IORING_OP_POLL_ADD", "IORING_OP_POLL_REMOVE"],
            "IORING_OP_WAITID in 6.5": ["IORING_OP_WAITID"],
        },
    ),
    Compared(
        "kernel",
        "ebpf_names",
        ebpf_names,
        {
            "bpftool in the sources": ["71bb428fe2c1"],
            "bpfilter (4.18)": ["d2ba09c17a06"],
            "BPF_PROG_TYPE_SYSCALL in 5.15": ["79a7f8bdb159"],
            "Tracepoints for debugging BPF": ["a67edbf4fb6d"],
        },
    ),
    Compared("kernel", "xdp_drivers", xdp_drivers, {"XDP on veth in 4.14": ["d445516966dc"]}),
    Compared("kernel", "series", series, {"7.1 and 7.2": ["7.2", "7.1"]}),
)
