"""
A small disk that can be filled: a file system in memory of a limited size, mounted on a folder. Root may mount it. Anybody else
is root in a namespace of the own, if the tests run under ``unshare --user --map-root-user --mount``; otherwise the fault is left
out, loudly.
"""

import contextlib
import os
import shutil
import subprocess
import warnings

MEGABYTES = 1500
LEFT = 40_000  # bytes: enough for a line in a log, not for a page of the database


class SmallDisk:
    def __init__(self, folder):
        self.folder, self.ballast = folder, folder / "ballast"

    def fill(self, luck):
        """All but a little, or all."""
        free = shutil.disk_usage(self.folder).free - (LEFT if luck < 0.5 else 0)
        with contextlib.suppress(OSError), self.ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(free, 1))

    def empty(self):
        self.ballast.unlink(missing_ok=True)

    def remove(self):
        self.empty()
        subprocess.run(["umount", "--lazy", str(self.folder)], check=False)


def small_disk(folder):
    """A small disk on that folder, or None where that cannot be done."""
    if os.geteuid() != 0:
        return _left_out(
            "only root may mount a file system. Run the tests under: unshare --user --map-root-user --mount"
        )
    words = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0755", "tmpfs", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return SmallDisk(folder) if done.returncode == 0 else _left_out(done.stderr.strip())


def _left_out(why):
    warnings.warn(f"the disk is never filled: {why}", stacklevel=3)
