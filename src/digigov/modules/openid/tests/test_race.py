"""Two who show the same code, at the same moment, on two connections."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from digigov.modules.openid import commands
from digigov.modules.openid.testing import SOON, Visit, exchanges


def test_of_those_who_show_the_same_code_one_is_served(fresh_database):
    visit = Visit()
    code = visit.code()

    def show(_number):
        try:
            return commands.answer_token_request(at=SOON, asked=exchanges(visit.secret, code)).status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(show, range(4))) == [200, 400, 400, 400]
