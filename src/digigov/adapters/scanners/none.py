"""The embedded default: looks at nothing, and says so to every officer."""

from digigov.kernel.adapters import Health
from digigov.modules.documents.ports import Scanned


class NoScanner:
    def scan(self, content: bytes) -> Scanned:
        return Scanned("not-scanned")

    def check(self) -> Health:
        return Health(
            True,
            "No virus scanner: files are marked as not scanned. To scan, start clamd, set DIGIGOV_CLAMAV to where it"
            " listens (/run/clamav/clamd.ctl, or host:port) and start DigiGov again.",
            rehearsal_only=True,
        )
