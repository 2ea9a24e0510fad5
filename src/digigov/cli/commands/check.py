"""
Look at everything that must be right: database, migrations, roles, every adapter, queues, worker, pack, backup, disk.

Exit code 0 if all is well, 1 if anything is not. --json prints one object for machines.
"""

import argparse
import json

from django.utils.module_loading import import_string

from digigov.cli import environment
from digigov.kernel.clock import now


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for machines")


def run(args: argparse.Namespace) -> int:
    environment.start_django()
    findings = []
    for finding in import_string("digigov.cli.checks.all_findings")(now()):
        findings.append(finding)
        if not args.json:
            print(f"{'ok    ' if finding.ok else 'NOT OK'}  {finding.name}: {finding.sentence}", flush=True)
    is_well = all(finding.ok for finding in findings)
    if args.json:
        rows = [{"name": f.name, "ok": f.ok, "sentence": f.sentence} for f in findings]
        print(json.dumps({"ok": is_well, "findings": rows}, indent=2, ensure_ascii=False))
    return 0 if is_well else 1
