"""
How long until everything is back: ``python -m bench.restore`` (the town), ``--cases 5000`` for a try, ``--keep`` with what an
earlier run filled. Backup and restore are measured as operators call them: encrypted, every hash checked, onto an empty
machine; then the nightly drill, a base backup, and back to a minute.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import meter
from bench.installation import Installation
from digigov.cli.backups.sealing import make_identity
from digigov.cli.environment import ROOT
from digigov.cli.postgres import Cluster

RESULTS = ROOT / "bench" / "results"
AIM = 300  # seconds for the town
KEPT_RUNS = 10


class Operator:
    """Somebody with the private key, about one installation."""

    def __init__(self, var: Path, port: int) -> None:
        self.var, self.port, self.key = var, port, var.parent / f"{var.name}.key"
        if not self.key.exists():
            make_identity(self.key, at=datetime.now(UTC))
        public = next(line for line in self.key.read_text().splitlines() if "public key" in line).split()[-1]
        self.environment = {
            **os.environ,
            "DIGIGOV_BACKUP_RECIPIENTS": public,
            "DIGIGOV_BACKUPS": str(var / "backups"),
            "DIGIGOV_ARCHIVE": str(var / "archive"),
        }

    def seconds(self, *words: str, var: Path | None = None) -> float:
        """How long a command takes, from its call to its end."""
        place = ["--port", str(self.port), "--var", str(var or self.var)]
        begun = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "digigov.cli.main", *words, *place],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=sys.stderr,
        )
        return round(time.monotonic() - begun, 1)

    def with_key(self, *words: str, var: Path | None = None) -> float:
        return self.seconds(*words, "--identity", str(self.key), var=var)


def measure(operator: Operator, cluster: Cluster) -> dict[str, Any]:
    elsewhere = operator.var.with_name(f"{operator.var.name}-elsewhere")
    for folder in (elsewhere, operator.var / "backups", operator.var / "archive"):
        shutil.rmtree(folder, ignore_errors=True)
    os.environ.update(operator.environment)  # what PostgreSQL's archive_command reads
    cluster.start(archive=True)
    try:
        found: dict[str, Any] = {
            "cases": int(cluster.query("SELECT count(*) FROM casework_case", database="digigov")),
            "database_mb": int(cluster.query("SELECT pg_database_size('digigov')", database="digigov")) // 1_000_000,
            "backup_s": operator.seconds("backup"),
            "drill_s": operator.with_key("drill"),
            "base_s": operator.seconds("archive", "base"),
        }
    finally:
        cluster.stop()
    try:
        found["restore_s"] = operator.with_key("restore", str(_only(operator.var / "backups")), var=elsewhere)
        found["minute_s"] = operator.with_key("restore", "--to", "latest", "--replace", var=elsewhere)
    finally:
        shutil.rmtree(elsewhere, ignore_errors=True)
    found["backup_mb"] = _only(operator.var / "backups").stat().st_size // 1_000_000
    found["archive_mb"] = sum(path.stat().st_size for path in (operator.var / "archive").rglob("*.age")) // 1_000_000
    return found


def in_words(run: dict[str, Any]) -> str:
    machine = run["machine"]
    rows = (
        ("Backup written, encrypted", f"{run['backup_s']} s, {run['backup_mb']} MB"),
        ("Restored on an empty machine, every hash checked", f"{run['restore_s']} s (aim for the town: {AIM} s)"),
        ("Restored beside the live system and looked through (`drill`)", f"{run['drill_s']} s"),
        ("Base backup", f"{run['base_s']} s, {run['archive_mb']} MB with the log"),
        ("Back to a minute from the archive", f"{run['minute_s']} s"),
    )
    return "\n".join(
        [
            f"# Restore, {run['date']}, commit {run['commit']}",
            "",
            f"{machine['cores']} cores ({machine['cpu']}), {machine['memory_gb']} GB, {machine['system']}. "
            f"{run['cases']:,} cases, a database of {run['database_mb']:,} MB. `python -m bench.restore`.",
            "",
            "| What | How long |",
            "|---|---|",
            *(f"| {what} | {how} |" for what, how in rows),
            "",
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--size", default="town")
    parser.add_argument("--only", default="", help="examples of services to fill with, instead of a rehearsed country")
    parser.add_argument("--port", type=int, default=8650)
    parser.add_argument("--keep", action="store_true", help="measure what an earlier run filled")
    parser.add_argument("--record", action="store_true", help="keep the figures in bench/results")
    chosen = parser.parse_args()
    installation = Installation(port=chosen.port, var=ROOT / "var" / "bench-restore")
    if not (chosen.keep and installation.is_filled):
        installation.make(size=chosen.size, cases=chosen.cases, examples=chosen.only)
    run = measure(Operator(installation.var, chosen.port), installation.cluster)
    run |= meter.about()
    print(in_words(run))
    if chosen.record:
        path = RESULTS / "restore.json"
        earlier = json.loads(path.read_text())["runs"] if path.exists() else []
        path.write_text(json.dumps({"runs": [run, *earlier][:KEPT_RUNS]}, indent=1) + "\n")
        path.with_suffix(".md").write_text(in_words(run))
    return 0


def _only(folder: Path) -> Path:
    (found,) = folder.glob("digigov-*")
    return found


if __name__ == "__main__":
    sys.exit(main())
