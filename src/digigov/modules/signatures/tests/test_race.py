"""One permission, several requests at the same moment, each on a connection of its own."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from digigov.kernel.clock import now
from digigov.modules.signatures import commands
from digigov.modules.signatures.commands import NotAuthorized
from digigov.modules.signatures.testing.people import authorize, make_signer, sign
from digigov.modules.signatures.tests.test_seals import blank_pdf


def test_of_two_that_use_one_permission_at_once_one_signs(fresh_database):
    ada, pdf = make_signer(), blank_pdf()
    sign(ada, pdf)
    allowed = authorize(ada, pdf)

    def use(_number):
        try:
            return bool(commands.sign_pdf(by=ada, at=now(), pdf=pdf, authorization_id=allowed))
        except NotAuthorized:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [False, False, False, True]
