"""Policies that were compiled before: the same words with a cache and without, whatever has become of the cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import compatlang
from compatlang.cli import cache, cache_folder
from compatlang.cli.cache_folder import CacheFolder, user_folder
from compatlang.cli.recorded import RecordingLoader, unchanged
from compatlang.errors import LoadError
from compatlang.loader import MemoryLoader
from compatlang.pipeline import compile as compile_text
from tests.cli import fleet
from tests.cli.conftest import Ran, Run

ROOT = Path(__file__).resolve().parents[2]

SITE = """\
edition 1

let oldest = 5.10

table known(name: string, kernel: version) from "known.csv"

rule modern { kernel.version >= oldest }
"""
KNOWN = "name,kernel\nold,4.*\nnew,5.*\n"
MAIN = """\
edition 1

import pci
import "./site.compat" as site

policy main {
  require modern: site.modern()
  require listed: site.known(name: "new", kernel: kernel.version)
  require gpu: any pci.device { vendor == pci.nvidia }
  warn swap: memory.swap.enabled == false
}

policy other(least: int = 2) {
  require gpus: count pci.device { vendor == pci.nvidia } >= least
  prefer rdma weight 10: kernel.loadedmodule has "rdma_cm"
}

## Belongs to nothing, which is a warning.
"""

VIEWS = [
    ("check", "--snapshot", "three.json"),
    ("check", "--snapshot", "three.json", "--format", "json"),
    ("check", "--snapshot", "three.json", "--verbose"),
    ("check", "--snapshot", "three.json", "--policy", "other", "--param", "least=3"),
    ("explain", "--snapshot", "three.json", "--node", "node-b02", "--policy", "main"),
    ("explain", "--snapshot", "three.json", "--node", "node-a01", "--policy", "other", "--format", "json"),
]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that nothing has been kept in yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches" / "compatlang"


@pytest.fixture
def site(run: Run, kept: Path) -> None:
    """A policy that imports a file, a table and a module of the standard library, and has a warning."""
    Path("site.compat").write_text(SITE, "utf-8")
    Path("known.csv").write_text(KNOWN, "utf-8")
    Path("main.compat").write_text(MAIN, "utf-8")


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are compiled from now on because no entry could be used."""
    names: list[str] = []

    def counted(text: str, **options: Any) -> compatlang.Policies:
        names.append(options["name"])
        return compile_text(text, **options)

    monkeypatch.setattr(cache, "compile_text", counted)
    return names


def check(run: Run, *more: str) -> Ran:
    return run("check", "main.compat", "--snapshot", "three.json", *more)


def entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


@pytest.mark.parametrize("view", VIEWS, ids=" ".join)
def test_the_same_words_with_and_without(run: Run, site: None, compiled: list[str], view: tuple[str, ...]) -> None:
    command, *rest = view
    without = run(command, "main.compat", *rest, "--no-cache")
    assert without.out
    assert "warning[" in without.err or "json" in rest
    assert compiled == []
    assert run(command, "main.compat", *rest) == without
    assert compiled == ["main.compat"]
    assert run(command, "main.compat", *rest) == without
    assert compiled == ["main.compat"]


def test_check_and_explain_share_an_entry(run: Run, kept: Path, compiled: list[str]) -> None:
    run("check", "train.compat", "--snapshot", "three.json")
    run("explain", "train.compat", "--snapshot", "three.json", "--node", "node-b02")
    assert compiled == ["train.compat"]
    assert len(entries(kept)) == 1


def _edit(name: str, old: str, new: str) -> Callable[[], None]:
    def change() -> None:
        text = Path(name).read_text("utf-8")
        assert old in text
        Path(name).write_text(text.replace(old, new), "utf-8")

    return change


CHANGES = {
    "the policy": _edit("main.compat", "vendor == pci.nvidia }", "vendor == pci.amd }"),
    "an import": _edit("site.compat", "5.10", "5.20"),
    "a table": _edit("known.csv", "5.*", "6.*"),
    "a table that is gone": lambda: Path("known.csv").unlink(),
    "an import that is gone": lambda: Path("site.compat").unlink(),
    "an import that is no text": lambda: Path("site.compat").write_bytes(b"\xff"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_compiled_again(
    run: Run, site: None, compiled: list[str], change: Callable[[], None]
) -> None:
    before = check(run)
    change()
    after = check(run)
    assert compiled == ["main.compat"] * 2
    assert after != before
    assert after == check(run, "--no-cache")
    assert check(run) == after


def test_a_folder_of_the_same_files_has_the_same_entry(run: Run, site: None, kept: Path, compiled: list[str]) -> None:
    before = check(run)
    Path("elsewhere").mkdir()
    for each in ("site.compat", "known.csv", "main.compat", "three.json"):
        shutil.move(each, "elsewhere")
    os.chdir("elsewhere")
    assert check(run) == before
    assert compiled == ["main.compat"]
    os.chdir("..")
    run("check", "elsewhere/main.compat", "--snapshot", "elsewhere/three.json")
    assert compiled == ["main.compat", "elsewhere/main.compat"], "places are shown under another name"


def test_a_refusal_is_an_answer_like_any_other() -> None:
    """A file that was not there when the policy was compiled, and is there now, may be the one that is meant."""
    recording = RecordingLoader(MemoryLoader({"a.compat": "edition 1\n"}))
    recording.load("./a.compat", "main.compat")
    with pytest.raises(LoadError):
        recording.load("./b.compat", "main.compat")
    names = recording.modules()
    recording.load_module(names[0])
    asked = recording.answered
    assert unchanged(asked, MemoryLoader({"a.compat": "edition 1\n", "c.compat": ""}))
    assert not unchanged(asked, MemoryLoader({"a.compat": "edition 1\n", "b.compat": ""}))
    assert not unchanged(asked, MemoryLoader({"a.compat": "edition 2\n"}))
    assert not unchanged(asked, MemoryLoader({}))


def test_what_failed_to_compile_is_not_kept(run: Run, kept: Path, compiled: list[str]) -> None:
    Path("main.compat").write_text("policy main { require r: kernel.verison == 5 }\n", "utf-8")
    first, second = check(run), check(run)
    assert first == second == check(run, "--no-cache")
    assert first.code == 2
    assert compiled == ["main.compat"] * 2
    assert not kept.exists()


def test_who_does_not_want_it_has_none(run: Run, site: None, kept: Path) -> None:
    without = check(run, "--no-cache")
    assert run("check", "main.compat", "--snapshot", "three.json", environ={"COMPATLANG_NO_CACHE": "true"}) == without
    assert not kept.exists()


def test_only_check_and_explain_of_a_source_file_keep_anything(run: Run, site: None, kept: Path) -> None:
    run("compile", "main.compat", "-o", "main.compatc")
    run("tree", "main.compat", "--policy", "main")
    run("test", "main.compat")
    run("check", "main.compatc", "--snapshot", "three.json")
    run("check", "-", "--snapshot", "three.json", stdin=MAIN)
    policies = compatlang.compile_file("main.compat")
    policies.check(compatlang.read_snapshots("three.json").snapshots[0])
    assert not kept.exists()


# Whatever has become of the cache.


def _truncated(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes()[:-3])


def _flipped(place: float) -> Callable[[Path], None]:
    def damage(entry: Path) -> None:
        data = bytearray(entry.read_bytes())
        data[int(len(data) * place)] ^= 1
        entry.write_bytes(data)

    return damage


def _folder(entry: Path) -> None:
    entry.unlink()
    entry.mkdir()


def _link(entry: Path) -> None:
    entry.symlink_to(entry.rename(entry.with_name("elsewhere")))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda entry: entry.write_bytes(b""),
    "cut off": _truncated,
    "only the first line": lambda entry: entry.write_bytes(entry.read_bytes().partition(b"\n")[0]),
    "something else": lambda entry: entry.write_bytes(b"\x00\xff" * 50),
    "another bit in the first line": _flipped(0.01),
    "another bit in what was asked": _flipped(0.1),
    "another bit in the bundle": _flipped(0.9),
    "a folder": _folder,
    "a link": _link,
    "writable by others": lambda entry: entry.chmod(0o666),
    "in a folder that others can write to": lambda entry: entry.parent.chmod(0o777),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links of POSIX")
def test_a_damaged_entry_is_no_entry(
    run: Run, site: None, kept: Path, compiled: list[str], damage: Callable[[Path], object]
) -> None:
    before = check(run)
    [entry] = entries(kept)
    damage(entry)
    assert check(run) == before
    assert compiled == ["main.compat"] * 2


def test_an_entry_under_another_name_is_none(run: Run, site: None, kept: Path, compiled: list[str]) -> None:
    run("check", "train.compat", "--snapshot", "three.json")
    [train] = entries(kept)
    before = check(run)
    [main] = set(entries(kept)) - {train}
    shutil.copyfile(train, main)
    assert check(run) == before
    assert compiled == ["train.compat", "main.compat", "main.compat"]


@pytest.mark.skipif(sys.platform == "win32", reason="owners of POSIX")
def test_what_someone_else_owns_is_neither_read_nor_written(
    run: Run, site: None, kept: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = check(run)
    [entry] = entries(kept)
    written = entry.stat().st_mtime_ns
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    assert check(run) == before
    assert compiled == ["main.compat"] * 2
    assert entry.stat().st_mtime_ns == written


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_the_folder_is_the_users_own(run: Run, site: None, kept: Path) -> None:
    check(run)
    assert kept.stat().st_mode & 0o777 == 0o700
    [entry] = entries(kept)
    assert entry.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("place", ["a file", "below a file"])
def test_where_nothing_can_be_written_nothing_is_kept(
    run: Run, site: None, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    without = check(run, "--no-cache")
    Path("occupied").write_text("")
    folder = Path("occupied").resolve()
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder if place == "a file" else folder / "below"))
    assert check(run) == without
    assert check(run) == without


def test_a_folder_that_refuses_is_used_as_it_is(
    run: Run, site: None, kept: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "no")

    before = check(run)
    monkeypatch.setattr(os, "utime", refuse)
    assert check(run) == before
    assert compiled == ["main.compat"]
    monkeypatch.setattr(Path, "replace", refuse)
    Path("known.csv").write_text(KNOWN + "newer,6.*\n", "utf-8")
    assert check(run) == check(run, "--no-cache")
    assert [each.suffix for each in entries(kept)] == [".entry"]


@pytest.mark.parametrize("given", ["", "relative/caches"])
@pytest.mark.skipif(sys.platform == "win32", reason="homes of POSIX")
def test_without_a_place_there_is_no_cache(
    run: Run, site: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str
) -> None:
    without = check(run, "--no-cache")
    monkeypatch.setenv("XDG_CACHE_HOME", given)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = user_folder()
    assert folder is not None
    assert folder.is_relative_to(tmp_path / "home")
    monkeypatch.setenv("HOME", "nowhere")
    assert user_folder() is None
    assert check(run) == without
    assert not Path("nowhere").exists()


def test_processes_that_write_at_once_do_not_meet(site: None, kept: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "compatlang", "check", "main.compat", "--snapshot", "three.json"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    processes = [
        subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    outputs = [each.communicate() for each in processes]
    assert outputs[1:] == outputs[:-1]
    assert {each.returncode for each in processes} == {3}
    assert [each.suffix for each in entries(kept)] == [".entry"]


# The folder does not grow without bound.


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries are written and used a second after one another, however quick the machine is."""
    ticks = iter(range(1_000_000_000, 2_000_000_000))
    utime = os.utime
    replace = Path.replace

    def use(path: Path) -> None:
        utime(path, (at := next(ticks), at))

    def complete(self: Path, target: Path) -> Path:
        use(self)
        return replace(self, target)

    monkeypatch.setattr(os, "utime", use)
    monkeypatch.setattr(Path, "replace", complete)


def test_entries_that_were_not_used_for_longest_make_room(
    tmp_path: Path, clock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = CacheFolder(tmp_path / "few")
    monkeypatch.setattr(cache_folder, "MOST_ENTRIES", 3)
    for name in ("a", "b", "c"):
        folder.write(name, b"1")
    assert folder.read("a") == b"1"
    folder.write("d", b"1")
    assert [folder.read(name) is not None for name in "abcd"] == [True, False, True, True]


def test_large_entries_make_room_sooner(tmp_path: Path, clock: None, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = CacheFolder(tmp_path / "small")
    monkeypatch.setattr(cache_folder, "MOST_BYTES", 10)
    monkeypatch.setattr(cache_folder, "LARGEST", 6)
    for name in ("a", "b", "c"):
        folder.write(name, b"12345")
    folder.write("d", b"1234567")
    assert [folder.read(name) is not None for name in "abcd"] == [False, True, True, False]


def test_what_was_never_completed_is_removed_in_time(tmp_path: Path) -> None:
    folder = CacheFolder(tmp_path / "left")
    folder.write("a", b"1")
    for name, age in (("old", 7200), ("new", 10)):
        left = folder.path / f"{name}.1.partial"
        left.write_bytes(b"")
        then = left.stat().st_mtime - age
        os.utime(left, (then, then))
    folder.write("b", b"1")
    assert [each.name for each in entries(folder.path)] == ["a.entry", "b.entry", "new.1.partial"]


def test_a_version_under_development_is_known_by_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    states = cache._compiler()
    assert "cache.py" in states
    monkeypatch.setattr(cache, "__version__", "1.2.3")
    assert cache._compiler() == "1.2.3"


def test_a_fleet_is_checked_with_what_was_kept(run: Run, site: None, compiled: list[str]) -> None:
    Path("many.json").write_text(fleet.document(fleet.many(30)), encoding="utf-8")
    first = run("check", "main.compat", "--snapshot", "many.json")
    assert run("check", "main.compat", "--snapshot", "many.json") == first
    assert compiled == ["main.compat"]
