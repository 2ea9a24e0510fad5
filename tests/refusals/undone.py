"""What a test did to the world is taken back."""

from unittest import mock

from django.db import transaction


class undone(transaction.Atomic):
    """
    A transaction that never happened; commands that must be outermost may run inside it, as in any test.

    The store of files knows no transactions: what is dropped from it meanwhile stays, for whoever comes after.
    """

    def __init__(self):
        super().__init__(using=None, savepoint=True, durable=False)
        self._from_testcase = True
        self._kept = mock.patch("digigov.modules.documents.blobs.drop")

    def __enter__(self):
        super().__enter__()
        self._kept.start()

    def __exit__(self, *failure):
        self._kept.stop()
        if failure[0] is None:
            transaction.set_rollback(True)
        super().__exit__(*failure)
