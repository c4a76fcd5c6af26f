"""`check --watch`: what it prints, line by line, adds up to what `check` says of the files as they are in the end."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compatlang.cli import watch as watch_module
from compatlang.cli.fleet import Fleet
from compatlang.cli.inputs import PolicyFile, load_policies
from compatlang.cli.watch_changes import VerdictChange
from compatlang.cli.watch_files import Stamp, WatchedFiles
from compatlang.cli.watch_fleet import WatchedFleet
from compatlang.snapshot import NFD_NAMESPACE
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.pieces import Piece, Refused
from compatlang.snapshot.stream_files import SnapshotFiles
from tests.cli import fleet
from tests.cli.conftest import Ran, Run
from tests.cli.test_schemas import REGISTRY
from tests.cli.watching import DEADLINE, ROOT, Watching
from tests.strategies import examples, policies, snapshots

Verdicts = dict[tuple[str, str], str]


def put(path: str | Path, text: str) -> None:
    """Write a file at once, as a state of its own whatever the clock says."""
    partial = Path(f"{path}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def put_node(name: str, **options: Any) -> None:
    put(f"nodes/{name}.json", json.dumps(fleet.node(name, **options)))


# The state and its changes, without a clock.


class Followed(NamedTuple):
    """A fleet that is watched, and the verdicts that its changes add up to."""

    fleet: WatchedFleet
    verdicts: Verdicts

    def look(self) -> list[VerdictChange]:
        found = list(self.fleet.judge(self.fleet.look()))
        self.apply(found)
        return found

    def apply(self, found: Sequence[VerdictChange]) -> None:
        for each in found:
            key = (each.node, each.label)
            assert self.verdicts.pop(key, None) == each.before != each.after
            if each.after is not None:
                self.verdicts[key] = each.after


def follow(files: Sequence[PolicyFile], *paths: str) -> Followed:
    """Files that are watched by a clock that says none of them is young."""
    made = WatchedFleet(files, WatchedFiles(paths, lambda: 0), io.StringIO())
    followed = Followed(made, {})
    followed.apply(list(made.standing()))
    return followed


def checked(files: Sequence[PolicyFile], *paths: str) -> Verdicts:
    """What `check` says of files as they are now."""
    with SnapshotFiles(paths, io.BytesIO()) as readable:
        made = Fleet(files, readable, io.StringIO())
        labels = [each.label for each in made.tally().policies]
        return {
            (node, label): decision.verdict
            for node in made.nodes
            for label, decision in zip(labels, made.decisions(node), strict=True)
        }


NODES = st.sampled_from(["n2", "n10"])
LABELS = st.dictionaries(
    st.sampled_from(["zone", "driver", "nvidia.com/gpu.count"]),
    st.sampled_from(["a", "5.15", "2", "@kernel.version.full", "@cpu.model.family", "@memory.numa.node_count"]),
    max_size=2,
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """An object of one of few nodes, with one of few names, so that objects of one name meet."""
    node = draw(NODES)
    if draw(st.integers(0, 4)) == 0:
        return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": node, "labels": {"zone": draw(NODES)}}}
    kinds: dict[str, dict[str, Any]] = {"flags": {}, "attributes": {}, "instances": {}}
    for name, section in draw(snapshots()).sections.items():
        if name.startswith("node."):
            continue
        if section.flags is not None:
            kinds["flags"][name] = {"elements": {each: {} for each in sorted(section.flags)}}
        if section.attributes is not None:
            kinds["attributes"][name] = {"elements": section.attributes}
        if section.instances is not None:
            kinds["instances"][name] = {"elements": [{"attributes": each} for each in section.instances]}
    metadata = {
        "name": draw(st.sampled_from([node, "more"])),
        "namespace": NFD_NAMESPACE,
        "labels": {"nfd.node.kubernetes.io/node-name": node},
    }
    spec = {"features": kinds, "labels": draw(LABELS)}
    return {"apiVersion": "nfd.k8s-sigs.io/v1alpha1", "kind": "NodeFeature", "metadata": metadata, "spec": spec}


class Step(NamedTuple):
    """What happens to a file: it gets a text, perhaps cut off in the middle, or is removed."""

    file: str
    text: str | None
    cut: bool = False


FILES = ["folder/a.json", "folder/b.jsonl", "folder/below/c.yaml", "folder/z.json", "alone.json"]


@st.composite
def steps(draw: st.DrawFn) -> Step:
    file = draw(st.sampled_from(FILES))
    if draw(st.integers(0, 3)) == 0:
        return Step(file, None)
    found = draw(st.lists(documents(), min_size=1, max_size=3))
    if file.endswith(".jsonl"):
        text = "".join(json.dumps(each) + "\n" for each in found)
    else:
        text = json.dumps({"apiVersion": "v1", "kind": "List", "items": found})
    if draw(st.integers(0, 5)) == 0:
        return Step(file, text[: draw(st.integers(1, len(text) - 3))], cut=True)
    return Step(file, text)


OTHER = "policy newer { require kernel: kernel.version >= 5.10 }\npolicy broken { require x: kernel.nothing == 1 }\n"


@examples(150)
@given(policies(most=3), st.booleans(), st.lists(st.lists(steps(), min_size=1, max_size=3), min_size=1, max_size=7))
def test_changes_add_up_to_what_check_says(policy: str, faulty: bool, rounds: list[list[Step]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "folder" / "below").mkdir(parents=True)
        (folder / "main.compat").write_text(policy, encoding="utf-8")
        (folder / "other.compat").write_text(OTHER, encoding="utf-8")
        named = [str(folder / each) for each in ("main.compat", *(["other.compat"] if faulty else []))]
        files = load_policies(named)
        paths = [str(folder / "alone.json"), str(folder / "folder")]
        cut: set[str] = set()
        followed: Followed | None = None
        for happening in rounds:
            for file, text, is_cut in happening:
                if text is None:
                    (folder / file).unlink(missing_ok=True)
                else:
                    put(folder / file, text)
                (cut.add if is_cut else cut.discard)(file)
            if followed is None:
                followed = follow(files, *paths)
            else:
                found = followed.look()
                event(f"changes: {min(len(found), 3)}")
            if cut:
                event("cut off")
                # What can be read counts, and of the rest nothing is lost.
                assert checked(files, *paths).keys() <= followed.verdicts.keys()
            else:
                assert followed.verdicts == checked(files, *paths)
            assert followed.look() == []


# A fleet of which every step is known.


@pytest.fixture
def nodes(run: Run) -> list[PolicyFile]:
    """The policy `train`, and a folder `nodes` with a file for each of three nodes."""
    Path("nodes").mkdir()
    for each in fleet.THREE:
        put(f"nodes/{each['metadata']['name']}.json", json.dumps(each))
    return load_policies(["train.compat"])


def told(found: Sequence[VerdictChange]) -> list[tuple[str, str | None, str | None]]:
    return [(each.node, each.before, each.after) for each in found]


def news(followed: Followed) -> list[str]:
    return [each.message for each in followed.fleet.findings.news().diagnostics()]


def test_only_verdicts_that_change_are_told(nodes: list[PolicyFile]) -> None:
    followed = follow(nodes, "nodes")
    put_node("node-b02", driver="470", infiniband=False)
    assert followed.look() == []
    put_node("node-b02")
    put_node("node-a01", driver="470")
    put_node("node-d04", pci=False)
    Path("nodes/node-c03.json").unlink()
    found = followed.look()
    assert told(found) == [
        ("node-a01", "compatible", "incompatible"),
        ("node-b02", "incompatible", "compatible"),
        ("node-c03", "unknown", None),
        ("node-d04", None, "unknown"),
    ]
    assert [[each.name for each in change.open] for change in found] == [["driver"], [], [], ["gpus", "rdma"]]


def test_only_files_that_changed_are_read(nodes: list[PolicyFile], monkeypatch: pytest.MonkeyPatch) -> None:
    followed = follow(nodes, "nodes")
    read: list[str] = []
    pieces_of = SnapshotFiles.pieces_of

    def noted(self: SnapshotFiles, path: Path) -> Iterator[Piece | Refused]:
        read.append(path.name)
        return pieces_of(self, path)

    monkeypatch.setattr(SnapshotFiles, "pieces_of", noted)
    put_node("node-c03")
    followed.look()
    followed.look()
    assert read == ["node-c03.json"]


def test_a_node_that_moves_from_file_to_file_is_no_news(nodes: list[PolicyFile]) -> None:
    followed = follow(nodes, "nodes")
    Path("nodes/node-a01.json").rename("nodes/moved.json")
    assert followed.look() == []


def test_of_an_object_in_two_files_the_later_file_counts_as_long_as_it_is_there(nodes: list[PolicyFile]) -> None:
    followed = follow(nodes, "nodes")
    put("nodes/z.json", json.dumps(fleet.node("node-a01", driver="470")))
    assert told(followed.look()) == [("node-a01", "compatible", "incompatible")]
    put_node("node-a01", pci=False)
    assert followed.look() == []
    Path("nodes/z.json").unlink()
    assert told(followed.look()) == [("node-a01", "incompatible", "unknown")]


def test_a_label_that_looks_at_another_file_changes_with_it(nodes: list[PolicyFile]) -> None:
    asking = fleet.node("node-e05", driver="@system.driver.version")
    saying = fleet.node("node-e05")
    saying["metadata"]["name"] = "zz"
    saying["spec"] = {"features": {"attributes": {"system.driver": {"elements": {"version": "550.54.15"}}}}}
    put("nodes/asking.json", json.dumps(asking))
    put("nodes/saying.json", json.dumps(saying))
    followed = follow(nodes, "nodes")
    assert followed.verdicts["node-e05", "train"] == "compatible"
    put("nodes/saying.json", json.dumps(saying).replace("550.54.15", "470.57.02"))
    assert told(followed.look()) == [("node-e05", "compatible", "incompatible")]


def test_nodes_of_a_file_that_is_cut_off_keep_their_verdicts(nodes: list[PolicyFile]) -> None:
    put("many.jsonl", "".join(json.dumps(each) + "\n" for each in fleet.THREE))
    followed = follow(nodes, "many.jsonl")
    first = json.dumps(fleet.node("node-a01", driver="470"))
    put("many.jsonl", f'{first}\n{{"kind": ')
    assert told(followed.look()) == [("node-a01", "compatible", "incompatible")]
    assert followed.verdicts["node-c03", "train"] == "unknown"
    assert followed.fleet.findings.any_error
    assert news(followed) == ["the file ends inside a JSON value"]
    put("many.jsonl", f'{first}\n\n{{"kind": ')
    assert (followed.look(), news(followed)) == ([], []), "it was said already"
    put("many.jsonl", first)
    assert told(followed.look()) == [("node-b02", "incompatible", None), ("node-c03", "unknown", None)]
    assert not followed.fleet.findings.any_error


def test_a_file_may_go_and_come_again(nodes: list[PolicyFile]) -> None:
    followed = follow(nodes, "later.json")
    assert news(followed) == ["cannot read `later.json`: no such file"]
    assert (followed.look(), news(followed)) == ([], [])
    put("later.json", json.dumps(fleet.node("later")))
    assert told(followed.look()) == [("later", None, "compatible")]
    assert not followed.fleet.findings.any_error
    Path("later.json").unlink()
    assert told(followed.look()) == [("later", "compatible", None)]
    assert news(followed) == ["cannot read `later.json`: no such file"]


def test_what_is_wrong_with_a_file_goes_with_it(nodes: list[PolicyFile]) -> None:
    followed = follow(nodes, "nodes")
    for _ in range(2):
        put("nodes/cut.json", "{")
        assert (followed.look(), len(news(followed))) == ([], 1)
        assert followed.fleet.findings.any_error
        Path("nodes/cut.json").unlink()
        assert (followed.look(), news(followed)) == ([], [])
        assert not followed.fleet.findings.any_error


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="who may read everything is refused nothing")
def test_files_of_a_folder_that_cannot_be_listed_are_as_they_were(nodes: list[PolicyFile]) -> None:
    followed = follow(nodes, "nodes")
    Path("nodes").chmod(0)
    try:
        assert followed.look() == []
        assert followed.fleet.findings.any_error
    finally:
        Path("nodes").chmod(0o700)
    assert followed.look() == []
    assert not followed.fleet.findings.any_error


def test_files_of_a_folder_whose_listing_fails_are_as_they_were(
    nodes: list[PolicyFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    followed = follow(nodes, "nodes")
    with monkeypatch.context() as patch:

        def refused(*_: object) -> Any:
            raise PermissionError(13, "Permission denied")

        patch.setattr(Path, "iterdir", refused)
        patch.setattr(os, "scandir", refused)
        assert followed.look() == []
        assert news(followed) == ["cannot read `nodes`: permission denied"]
    Path("nodes/node-a01.json").unlink()
    assert told(followed.look()) == [("node-a01", "compatible", None)]


def test_an_empty_folder_has_no_nodes(nodes: list[PolicyFile]) -> None:
    followed = follow(nodes, "nodes")
    emptied()
    assert [each.after for each in followed.look()] == [None, None, None]
    assert followed.verdicts == {}


def test_a_file_that_is_written_while_it_is_read_is_read_again(
    nodes: list[PolicyFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces_of = SnapshotFiles.pieces_of
    written: list[Callable[[], None]] = [lambda: put_node("node-a01", driver="470")]

    def disturbed(self: SnapshotFiles, path: Path) -> Iterator[Piece | Refused]:
        yield from pieces_of(self, path)
        if written and path.name == "node-a01.json":
            written.pop()()

    monkeypatch.setattr(SnapshotFiles, "pieces_of", disturbed)
    followed = follow(nodes, "nodes")
    assert followed.verdicts["node-a01", "train"] == "incompatible"
    # One that never stands still is taken as it is, without what seems wrong with it, and looked at again.
    put_node("node-a01")
    written += [lambda: put_node("node-a01", pci=False), lambda: put("nodes/node-a01.json", "{")]
    assert told(followed.look()) == []
    assert news(followed) == []
    assert told(followed.look()) == [("node-a01", "incompatible", "unknown")]


def test_a_file_that_goes_while_it_is_read_is_gone(nodes: list[PolicyFile], monkeypatch: pytest.MonkeyPatch) -> None:
    followed = follow(nodes, "nodes")
    pieces_of = SnapshotFiles.pieces_of

    def going(self: SnapshotFiles, path: Path) -> Iterator[Piece | Refused]:
        path.unlink()
        yield from pieces_of(self, path)

    put_node("node-a01", driver="470")
    monkeypatch.setattr(SnapshotFiles, "pieces_of", going)
    assert (followed.look(), news(followed)) == ([], [])
    assert told(followed.look()) == [("node-a01", "compatible", None)]


SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("modified", "now", "young"),
    [
        (7 * SECOND + 5, 7 * SECOND + 6, True),
        (7 * SECOND + 5, 8 * SECOND, False),
        (7 * SECOND, 8 * SECOND, True),
        (7 * SECOND, 9 * SECOND, False),
        (99 * SECOND + 5, 9 * SECOND, False),
    ],
)
def test_a_file_is_young_as_long_as_the_clock_of_its_file_system_may_not_have_ticked(
    modified: int, now: int, young: bool
) -> None:
    assert Stamp(modified, 1, 2, 3).is_young(now) is young


def test_a_file_that_was_read_young_is_read_once_more(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    put(file, "{}")
    os.utime(file, ns=(file.stat().st_ctime_ns, file.stat().st_ctime_ns))
    clock = [max(file.stat().st_mtime_ns, file.stat().st_ctime_ns)]
    watched = WatchedFiles([str(file)], lambda: clock[0])

    def reads() -> int:
        changed = watched.look().changed.values()
        for path in changed:
            watched.read(path, Gatherer(), lambda: None)
        return len(changed)

    assert [reads(), reads()] == [1, 0]
    clock[0] += 3 * SECOND
    assert [reads(), reads()] == [1, 0]


# The command, with a script in place of the clock.

Script = Callable[..., Ran]


@pytest.fixture
def scripted(run: Run, nodes: list[PolicyFile], monkeypatch: pytest.MonkeyPatch) -> Script:
    """Runs `check train.compat --snapshot nodes --watch`; between two looks one thing happens, and after the last it ends."""

    def call(flags: Sequence[str], *happenings: Callable[[], object]) -> Ran:
        waiting = iter(happenings)

        @contextlib.contextmanager
        def stoppable() -> Iterator[Callable[[float], bool]]:
            def stopped(_: float) -> bool:
                happening = next(waiting, None)
                if happening is not None:
                    happening()
                return happening is None

            yield stopped

        monkeypatch.setattr(watch_module, "stoppable", stoppable)
        return run("check", "train.compat", "--snapshot", "nodes", "--watch", *flags)

    return call


def test_it_prints_what_check_prints_and_then_changes(run: Run, scripted: Script) -> None:
    before = run("check", "train.compat", "--snapshot", "nodes")
    ran = scripted(
        (),
        lambda: None,
        lambda: put_node("node-a01", driver="470", modules=()),
        lambda: put_node("node-d04"),
        lambda: Path("nodes/node-b02.json").unlink(),
    )
    assert (before.code, before.err, ran.err) == (1, "", "")
    assert (
        ran.out
        == before.out
        + """\
node-a01  train: compatible -> incompatible  (driver, rdma)
node-d04  train: new -> compatible
node-b02  train: incompatible -> gone
"""
    )
    assert ran.code == run("check", "train.compat", "--snapshot", "nodes").code == 1


def test_many_nodes_are_summed_up_at_first(run: Run, scripted: Script) -> None:
    put("nodes/many.json", fleet.document(fleet.many(60)))
    out = scripted(()).out
    assert out.splitlines()[0] == "train"
    assert out.splitlines()[-1] == "63 nodes: 36 compatible (6 degraded), 22 incompatible, 5 unknown"


def emptied() -> None:
    for each in Path("nodes").iterdir():
        each.unlink()


@pytest.mark.parametrize(
    ("happening", "flags", "code"),
    [
        (lambda: put("nodes/node-b02.json", "{"), (), 2),
        (lambda: put_node("node-b02"), (), 3),
        (lambda: put_node("node-b02"), ("--unknown", "pass"), 0),
        (lambda: put_node("node-b02"), ("--unknown", "pass", "--fail-on-warn"), 1),
        (emptied, (), 2),
    ],
)
def test_the_exit_code_is_that_of_check_in_the_end(
    run: Run, scripted: Script, happening: Callable[[], object], flags: tuple[str, ...], code: int
) -> None:
    ran = scripted(flags, happening)
    assert ran.code == run("check", "train.compat", "--snapshot", "nodes", *flags).code == code


def test_nothing_evaluated_in_the_end_is_3(scripted: Script) -> None:
    empty = '{"apiVersion": "v1", "kind": "List", "items": []}'

    def overwritten() -> None:
        for each in Path("nodes").iterdir():
            put(each, empty)

    ran = scripted((), overwritten)
    assert (ran.code, ran.err) == (3, "nothing was evaluated: the snapshots hold no node\n")
    assert scripted(("--allow-empty",)).code == 0


def test_json_lines_are_changes_from_nothing(scripted: Script) -> None:
    ran = scripted(("--format", "jsonl"), lambda: put_node("node-b02", infiniband=False))
    lines = [json.loads(line) for line in ran.out.splitlines()]
    schema = {"$ref": "check-1.schema.json#/$defs/change"}
    assert [list(Draft202012Validator(schema, registry=REGISTRY).iter_errors(each)) for each in lines] == [[]] * 3
    assert [(each["node"], each["before"], each["after"]) for each in lines] == [
        ("node-a01", None, "compatible"),
        ("node-b02", None, "incompatible"),
        ("node-c03", None, "unknown"),
    ]
    changed = scripted(("--format", "jsonl"), lambda: put_node("node-b02"))
    assert json.loads(changed.out.splitlines()[-1]) == {
        "node": "node-b02",
        "policy": "train",
        "file": "train.compat",
        "before": "incompatible",
        "after": "compatible",
        "open": [],
    }


def test_names_are_coloured_and_harmless(scripted: Script) -> None:
    put_node("node-b02")
    ran = scripted(("--color", "always"), lambda: put_node("node-b02", driver="470"), lambda: put_node("n\x1b[2J"))
    first, second = ran.out.splitlines()[-2:]
    assert first == (
        "\x1b[1mnode-b02\x1b[0m  train: \x1b[32mcompatible\x1b[0m -> \x1b[1;31mincompatible\x1b[0m  (driver)"
    )
    assert second.startswith("\x1b[1mn\\x1b[2J\x1b[0m  train: \x1b[2mnew\x1b[0m -> ")


def test_a_faulty_policy_is_an_error_on_each_node(run: Run, scripted: Script) -> None:
    Path("train.compat").write_text("policy bad { require kernel: kernel.verison >= 5.10 }\n", encoding="utf-8")
    ran = scripted((), lambda: put_node("node-d04"), lambda: Path("nodes/node-d04.json").unlink())
    assert (ran.code, ran.err.count("error[unknown-feature]")) == (2, 1)
    assert ran.out.splitlines()[-2:] == ["node-d04  bad: new -> error", "node-d04  bad: error -> gone"]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ((), "--watch needs something to watch"),
        (("--snapshot", "-"), "--watch cannot watch standard input"),
        (("--snapshot", "nodes", "--format", "json"), "--watch has no end, and a JSON document has one"),
        (("--snapshot", "nodes", "--output", "x"), "--watch and --output do not go together"),
        (("--snapshot", "nodes", "--strict"), "--watch and --strict do not go together"),
        (("--snapshot", "nodes", "--verbose"), "--watch and --verbose do not go together"),
        (("--snapshot", "nodes", "--host"), "--watch and --host do not go together"),
        (("--snapshot", "nodes", "--cluster"), "--watch follows files or a cluster, not both"),
        (("--snapshot", "nodes", "--interval", "0"), "--interval must be greater than 0 and at most 86400 seconds"),
        (("--snapshot", "nodes", "--interval", "nan"), "--interval must be greater than 0 and at most 86400 seconds"),
        (("--snapshot", "nodes", "--interval", "soon"), "argument --interval: invalid float value: 'soon'"),
    ],
)
def test_what_cannot_be_watched_is_refused_by_name(run: Run, argv: tuple[str, ...], message: str) -> None:
    ran = run("check", "train.compat", "--watch", *argv)
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (2, "", f"error: {message}")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_not_waited_for(nodes: list[PolicyFile]) -> None:
    os.mkfifo("pipe")
    followed = follow(nodes, "pipe", "nodes")
    assert news(followed) == ["cannot read `pipe`: a pipe cannot be watched"]
    assert len(followed.verdicts) == 3


# The command as a process.


def watching_nodes(*flags: str) -> Watching:
    return Watching("check", "train.compat", "--snapshot", "nodes", "--watch", "--interval", "0.05", *flags)


posix = pytest.mark.skipif(os.name == "nt", reason="a process cannot be sent these signals here")


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_process_tells_changes_as_they_happen_and_ends_quietly(nodes: list[PolicyFile], number: int) -> None:
    with watching_nodes() as watching:
        watching.expect("3 nodes: 1 compatible")
        put_node("node-b02")
        assert watching.expect("node-b02") == "node-b02  train: incompatible -> compatible"
        put_node("node-d04", pci=False)
        assert watching.expect("node-d04") == "node-d04  train: new -> unknown  (gpus, rdma)"
        assert watching.end(number) == 3
        assert watching.rest("err") == []


@posix
def test_a_process_tells_what_is_wrong_and_goes_on(nodes: list[PolicyFile]) -> None:
    with watching_nodes("--format", "jsonl") as watching:
        watching.expect('{"node": "node-c03"')
        Path("nodes/node-a01.json").write_text('{"kind": ', encoding="utf-8")
        watching.expect("error[invalid-json]: the file ends inside a JSON value", "err")
        put_node("node-a01", driver="470")
        assert json.loads(watching.expect('{"node": "node-a01"'))["before"] == "compatible"
        assert watching.end(signal.SIGINT) == 1


@posix
def test_a_process_nobody_listens_to_ends_quietly(nodes: list[PolicyFile]) -> None:
    read, write = os.pipe()
    argv = ["check", "train.compat", "--snapshot", "nodes", "--watch", "--interval", "0.05"]
    with subprocess.Popen(
        [sys.executable, "-m", "compatlang", *argv],
        stdin=subprocess.DEVNULL,
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        try:
            os.close(write)
            os.read(read, 1)
            os.close(read)
            put_node("node-b02")
            assert process.communicate(timeout=DEADLINE)[1] == ""
            assert process.returncode == 141
        finally:
            process.kill()
