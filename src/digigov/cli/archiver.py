"""
What PostgreSQL itself calls: ``python -m digigov.cli.archiver keep PATH`` and ``fetch NAME PATH KEYFILE``.

It starts in a tenth of a second, for it is called for each piece of the log. PostgreSQL keeps a piece until ``keep`` ends
with 0. Of ``fetch`` it takes 1 for "there is no such piece", and only what is over 125 for a failure that ends the recovery:
a store that does not answer must never look like the end of the log.
"""

import sys
from pathlib import Path

from digigov.cli.backups.sealing import identities_of, recipients_of
from digigov.cli.backups.stores import Store, store_of
from digigov.cli.backups.wal import NotThere, fetch, keep
from digigov.cli.failures import CliFailure
from digigov.config import env

FAILED, ABORT = 1, 200


def archive() -> Store:
    """:raises CliFailure: if nobody has said where the archive is."""
    return store_of(place())


def place() -> str:
    found = env.text("ARCHIVE", "")
    if found in ("", "elsewhere"):
        raise CliFailure("Set DIGIGOV_ARCHIVE to the archive's folder or s3://bucket/prefix.")
    return found


def recipients() -> list[object]:
    return recipients_of(env.text("BACKUP_RECIPIENTS", ""))


def main(words: list[str]) -> int:
    try:
        match words:
            case ["keep", path]:
                keep(archive(), Path(path), recipients=recipients())
            case ["fetch", name, path, *key]:
                identities = [each for file in key for each in identities_of(Path(file))]
                fetch(archive(), name, Path(path), identities=identities)
            case _:
                raise CliFailure("keep PATH, or fetch NAME PATH [KEYFILE]")
    except NotThere:
        return 1
    except Exception as error:  # noqa: BLE001 - PostgreSQL's log is where operators look
        print(f"digigov: {error}", file=sys.stderr)
        return FAILED if words[:1] == ["keep"] else ABORT
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
