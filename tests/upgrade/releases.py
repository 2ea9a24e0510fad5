"""The release before this one, out of the history: its program in a folder of its own, and a rehearsal that it has prepared."""

import re
import shutil
import subprocess
import sys
import tempfile

import pytest

from tests.live_stack import Stack
from tests.plugin import ROOT, let_the_database_in


def last_release():
    """The commit of the newest release that the changelog names."""
    return re.search(r"^## .*\(commit ([0-9a-f]{40})\)$", (ROOT / "CHANGELOG.md").read_text(), re.M)[1]


def files_of(release, under):
    """The paths of a release's files; skips where the history does not reach so far."""
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", release, under], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip(f"This clone does not hold the last release ({release[:10]}): git fetch --unshallow")
    return listed.stdout.splitlines()


def program_of(release):
    """The folder of its program, with the programs that it needs."""
    files_of(release, "src")
    folder = ROOT / "var" / "release" / release[:12]
    if not folder.exists():
        making = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        packed = subprocess.run(["git", "archive", release], cwd=ROOT, capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x", "-C", making], input=packed, check=True)
        making.rename(folder)
    return folder


def python_of(program):
    """Ours, if it has all that the release was pinned to; else one of its own, with that."""
    if pins(program) <= pins(ROOT):
        return sys.executable
    python = program / ".venv/bin/python"
    if not python.exists():
        subprocess.run(["make", "install"], cwd=program, check=True, capture_output=True)
    return str(python)


def pins(program):
    return set(re.findall(r"^([\w.\[\]-]+==\S+)", (program / "requirements/base.txt").read_text(), re.M))


def stack_of(folder, program, **environment):
    """A rehearsal of that release, prepared by it."""
    prepared = program / "var" / "prepared"
    make = {"program": program, "python": python_of(program)}
    if not prepared.exists():
        making = Stack(tempfile.mkdtemp(prefix="digigov-release-"), empty=True, **make)
        let_the_database_in(making.var)
        try:
            making.start()
            assert making.stop() == 0
            shutil.copytree(making.var, prepared, ignore=shutil.ignore_patterns("logs", "lock", "start.log"))
        finally:
            making.remove()
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    return Stack(folder, **make, **environment)
