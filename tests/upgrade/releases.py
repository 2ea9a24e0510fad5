"""
The release before this one, out of the history: its program in a folder of its own, and a rehearsal that it has prepared, as it
is at first or as a town with two years of cases.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

import pytest

from tests.live_stack import Stack, clean_environment
from tests.plugin import ROOT, let_the_database_in

CASES = 20_000
FILLING = 3600  # seconds that filling a town may take


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
    if not prepared.exists():
        _keep(prepared, program, lambda stack: None)
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    return Stack(folder, program=program, python=python_of(program), **environment)


def town_of(folder, program, **environment):
    """The same with a town's two years of work in it."""
    town = program / "var" / "town"
    if not town.exists():
        fill = _rehearse if (program / "src/digigov/cli/commands/rehearse.py").exists() else _fill_by_bench
        fill(town, program)
    shutil.copytree(town, folder, dirs_exist_ok=True)
    return Stack(folder, program=program, python=python_of(program), **environment)


def _rehearse(town, program):
    def fill(stack):
        done = stack.digigov("rehearse", "--size", "town", patience=FILLING)
        assert done.returncode == 0, done.stderr

    _keep(town, program, fill)


def _fill_by_bench(town, program):
    """The release that could not rehearse a country yet fills one to measure it."""
    making = town.with_name("town.new")
    code = f"from bench.installation import Installation as I, Path; I(port=8000, var=Path({str(making)!r})).make(cases={CASES})"
    place = {"PYTHONPATH": f"{program / 'src'}{os.pathsep}{program}"}
    subprocess.run([python_of(program), "-c", code], cwd=program, env={**clean_environment(), **place}, check=True)
    making.rename(town)


def _keep(folder, program, fill):
    """Start it in a folder of its own, fill it, stop it, and keep that folder."""
    making = Stack(tempfile.mkdtemp(prefix="digigov-release-"), empty=True, program=program, python=python_of(program))
    let_the_database_in(making.var)
    try:
        making.start()
        fill(making)
        assert making.stop() == 0
        shutil.copytree(making.var, folder, ignore=shutil.ignore_patterns("logs", "lock", "start.log"))
    finally:
        making.remove()
