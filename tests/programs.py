"""
What tests need of the machine beside Python. ``python -m tests.programs`` installs it from the distribution where this user
may; ``--all`` also what only the slow suites need.

A test that needs one of them is skipped where it cannot be had, and says so; only the browser is not optional.
"""

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = {
    "pdfsig": "poppler-utils",
    "certutil": "libnss3-tools",
    "openssl": "openssl",
    "mutool": "mupdf-tools",
    "softhsm2-util": "softhsm2",
}
SLOW = {
    "clamd": "clamav-daemon",
    "nginx": "nginx",
    "openssl": "openssl",
    "age": "age",
    "patroni": "patroni",
    "haproxy": "haproxy",
}
NO_BROWSER = (
    "Chromium is missing, and it cannot be installed from here. Install it (apt install chromium), name it in "
    "DIGIGOV_CHROMIUM, or leave the browser tests out with DIGIGOV_NO_BROWSER=1."
)


def find(name):
    """Where a program is; daemons lie where an ordinary user's PATH does not lead."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def find_browser():
    return os.environ.get("DIGIGOV_CHROMIUM") or next((path for path in map(find, BROWSERS) if path), None)


def install(programs):
    """Whatever is missing of these programs' packages, and a browser. Tells what could not be had."""
    wanted = [package for name, package in programs.items() if not find(name)]
    if not find_browser() and not os.environ.get("DIGIGOV_NO_BROWSER"):
        wanted.append("chromium")
    if wanted and (way := _way()) is not None:
        _say(f"Installing {', '.join(wanted)} from the distribution …")
        for words in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", *wanted]):
            apt = [*way, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *words]
            subprocess.run(apt, check=False, stdout=subprocess.DEVNULL)
    missing = [f"{name} (apt install {package})" for name, package in programs.items() if not find(name)]
    if missing:
        _say(f"Tests that need {', '.join(missing)} will be skipped.")


def _way():
    """How this user runs apt: what to put before it, or None."""
    if not shutil.which("apt-get"):
        return None
    if os.getuid() == 0:
        return []
    may = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
    return ["sudo", "-n"] if may and may.returncode == 0 else None


def _say(sentence):
    print(sentence, flush=True)  # noqa: T201


def main(words):
    install({**PACKAGES, **(SLOW if "--all" in words else {})})
    sys.exit(0 if find_browser() or os.environ.get("DIGIGOV_NO_BROWSER") else NO_BROWSER)


if __name__ == "__main__":
    main(sys.argv[1:])
