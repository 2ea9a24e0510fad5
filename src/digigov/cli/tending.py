"""What the contact centre wants each second: rings that nobody answers, agents who have gone, calls that are due."""

import threading

import structlog
from django.db import DatabaseError, close_old_connections, connections
from django.utils.module_loading import import_string

EVERY = 1.0
log = structlog.get_logger("digigov.tending")


class Tending:
    """Beside the jobs of a worker, in a thread of its own; several workers do each other no harm."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tending", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._ending.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        tend, now = (
            import_string("digigov.modules.contact_center.commands.tend"),
            import_string("digigov.kernel.clock.now"),
        )
        failing = False
        while not self._ending.wait(EVERY):
            try:
                tend(at=now())
                failing = False
            except DatabaseError as error:  # gone for a while: the next second may find it
                if not failing:
                    log.error("the contact centre was not tended", why=type(error).__name__)
                failing = True
                close_old_connections()
        connections.close_all()
