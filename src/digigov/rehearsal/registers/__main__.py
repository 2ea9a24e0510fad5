"""``python -m digigov.rehearsal.registers --port 10000``"""

import argparse
import os
import signal
import sys

from digigov.rehearsal.registers.server import Registers
from digigov.rehearsal.registers.shelf import Shelf


def main() -> None:
    parser = argparse.ArgumentParser(prog="digigov.rehearsal.registers", description="The registers of the rehearsal")
    parser.add_argument("--port", type=int, default=10000)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    key = os.environ.get("DIGIGOV_REGISTERS_KEY", "rehearsal-registers-key")
    try:
        keeper = os.environ["DIGIGOV_REGISTERS_FILLER_URL"]
        Registers(options.port, key, Shelf(keeper), keeper).serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
