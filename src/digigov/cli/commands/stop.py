"""End the rehearsal of --port that runs in another window, and wait until it has ended."""

import argparse
import os
import signal
import time

from digigov.cli.failures import CliFailure
from digigov.cli.stack import running_copy


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond --port and --var."""


def run(args: argparse.Namespace) -> int:
    pid = running_copy(args.var)
    if pid is None:
        print(f"No rehearsal runs in {args.var}.")
        return 0
    os.kill(pid, signal.SIGTERM)
    for _ in range(600):
        if running_copy(args.var) is None:
            print("Stopped.")
            return 0
        time.sleep(0.1)
    raise CliFailure(f"Process {pid} did not end within a minute. Look at {args.var}/logs.")
