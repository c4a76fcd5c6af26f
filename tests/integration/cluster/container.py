"""The image of docs/cluster/Containerfile, built with buildah, and run with nothing but what Linux has.

No base image can be pulled where nothing but packages can be had, so that the base here is this machine's own Python. A
container is run as a container runtime does it: in a mount namespace of its own, the image's files as a read-only root,
with the user, the environment and the entry point that the image names, and without privileges.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.go_programs import alone

ROOT = Path(__file__).resolve().parents[3]
CONTAINERFILE = ROOT / "docs" / "cluster" / "Containerfile"
TOOLS = ("buildah", "unshare", "setpriv", "chroot", "ldd")
SECONDS = 1200
"""How long a build may take, which installs packages."""

CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
WHEELS = Path("/usr/share/python-wheels")
"""Where Debian keeps what its Python's `ensurepip` installs."""
LEFT_OUT = shutil.ignore_patterns("__pycache__", "config-*", "idlelib", "site-packages", "test", "tkinter")
"""Of Python's library; a build needs none of it."""

RUN = """\
root=$1 binds=$2; shift 2
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
printf '%s' "$binds" | while read -r source target; do
  mount --rbind "$source" "$root$target"
  mount -o remount,bind,ro "$root$target"
done
mount -o remount,bind,ro "$root"
exec "$@"
"""
"""What becomes of a new mount namespace; all that is mounted goes with it."""


class Ran(NamedTuple):
    """What a container left behind."""

    code: int
    out: str
    err: str


def available() -> str | None:
    """Why there can be no containers here, or nothing."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "containers are built and run by root on Linux"
    absent = [each for each in TOOLS if shutil.which(each) is None]
    return f"{absent[0]} is not installed" if absent else None


class Image(NamedTuple):
    """A built image: what it says of itself, and a folder with its files."""

    settings: Mapping[str, Any]
    files: Path

    def run(self, *argv: str, binds: Mapping[str, Path] | None = None, environ: Sequence[str] = ()) -> Ran:
        """Run its entry point with these arguments; of this machine it sees what is bound, and can only read it."""
        _place(Path("/proc"), self.files / "proc")
        for target, source in (binds or {}).items():
            _place(source, self.files / target.lstrip("/"))
        lines = "".join(f"{source} {target}\n" for target, source in (binds or {}).items())
        entry = [*self._as_user(environ), *self.settings["Entrypoint"], *argv]
        ran = subprocess.run(
            ["unshare", "--mount", "--pid", "--fork", "sh", "-euc", RUN, "run", str(self.files), lines, *entry],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def _as_user(self, environ: Sequence[str]) -> list[str]:
        """Starts a program below the image's root as its user, who can gain no privileges, with its environment alone."""
        setpriv, chroot = (str(shutil.which(each)) for each in ("setpriv", "chroot"))
        user = f"--userspec={self.settings['User']}"
        environment = ["env", "-i", *self.settings["Env"], *environ]
        return [*environment, setpriv, "--no-new-privs", chroot, user, "--groups=", str(self.files)]


def built(folder: Path) -> Image:
    """The image, built in a folder unless it has been built there; the workers of a parallel run build it once."""
    known = folder / "image.json"
    with alone(folder):
        if not known.exists():
            known.write_text(json.dumps(_build(folder)), "utf-8")
    found = json.loads(known.read_text("utf-8"))
    return Image(found["settings"], Path(found["files"]))


def _build(folder: Path) -> Mapping[str, Any]:
    _buildah(folder, "build", "--tag", "base", "--file", str(_base(folder)), str(folder / "base"))
    _buildah(
        folder,
        *("build", "--tag", "compatlang", "--layers=false", "--build-arg", "BASE=localhost/base"),
        *("--volume", f"{_pip_settings(folder)}:/etc/pip.conf:ro", "--file", str(CONTAINERFILE), str(ROOT)),
    )
    inspected = json.loads(_buildah(folder, "inspect", "--type=image", "localhost/compatlang"))
    container = _buildah(folder, "from", "--pull-never", "localhost/compatlang")
    return {"settings": inspected["OCIv1"]["config"], "files": _buildah(folder, "mount", container)}


def _buildah(folder: Path, *arguments: str) -> str:
    """What buildah prints, which keeps all that it makes in this folder."""
    storage = ("--storage-driver", "vfs", "--root", str(folder / "root"), "--runroot", str(folder / "run"))
    done = subprocess.run(
        ["buildah", *storage, *arguments],
        env={**os.environ, "BUILDAH_ISOLATION": "chroot"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def _base(folder: Path) -> Path:
    """A base with this machine's Python and the libraries that it and packages of it need; how the image is made of it."""
    python, library = Path(sys._base_executable).resolve(), Path(sysconfig.get_path("stdlib"))  # type: ignore[attr-defined]
    base = folder / "base"
    for file in (python, *_certificates(), *_libraries([python, *library.rglob("*.so")])):
        _copy(file, base)
    shutil.copytree(library, base / library.relative_to("/"), symlinks=True, dirs_exist_ok=True, ignore=LEFT_OUT)
    if WHEELS.exists():
        shutil.copytree(WHEELS, base / WHEELS.relative_to("/"))
    _place(Path("/tmp"), base / "tmp")
    command = base / "usr" / "bin" / "python3"
    command.parent.mkdir(parents=True, exist_ok=True)
    if not command.exists():
        command.symlink_to(python)
    file = folder / "Containerfile"
    file.write_text("FROM scratch\nCOPY . /\n", "utf-8")
    return file


def _libraries(files: Sequence[Path]) -> set[Path]:
    """The shared libraries that these files are linked with, and those of C++, with which wheels may be."""
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    wanted = [line for line in known.splitlines() if line.strip().startswith(("libstdc++.so.6 ", "libgcc_s.so.1 "))]
    linked = subprocess.run(["ldd", *map(str, files)], capture_output=True, text=True, check=False).stdout
    words = " ".join([*wanted, *linked.splitlines()]).split()
    return {Path(each) for each in words if each.startswith("/") and not each.endswith(":")}


def _copy(file: Path, root: Path) -> None:
    target = root / file.relative_to("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, target)


def _place(source: Path, target: Path) -> None:
    """Something of the same kind, upon which the source can be mounted."""
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()


def _certificates() -> list[Path]:
    """The certificates that this machine trusts, which pip has to trust here, where the machine has them in one file."""
    return [CERTIFICATES] if CERTIFICATES.exists() else []


def _pip_settings(folder: Path) -> Path:
    """What pip has to know on this machine, and cannot read from the environment of the image."""
    file = folder / "pip.conf"
    lines = ["[global]", *(f"cert = {each}" for each in _certificates())]
    if index := os.environ.get("PIP_INDEX_URL"):
        lines.append(f"index-url = {index}")
    file.write_text("\n".join([*lines, ""]), "utf-8")
    return file
