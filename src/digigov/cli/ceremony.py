"""The state's own keys, made once before anything is sealed. Imported once Django has started."""

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.signatures import commands


def prepare() -> None:
    """Root and issuing authority, if there are none. Harmless when repeated."""
    if commands.hold_ceremony(by=system("digigov prepare"), at=now()):
        print("The root's key is new. Take the folder keys-offline to a safe.", flush=True)
