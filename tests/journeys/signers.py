"""People of the cast who sign: each sets up an app once for the whole run, and shows digits that were not used before."""

import time
from pathlib import Path

import yaml

from tests.journeys import test_account
from tests.journeys.test_identity import send

STEP = 30
PASSWORD = yaml.safe_load(Path("src/digigov/rehearsal/cast.yaml").read_text())["password"]
_secrets, _used = {}, {}


def set_up_app(page, key):
    """The app of that person, on this run's stack; whether it had to be set up. What it shows next comes from ``digits_of``."""
    if key in _secrets:
        return False
    page.goto("/account/security/app/")
    secret = _secrets[key] = page.locator("main .dg-secret").inner_text().replace(" ", "")
    page.locator("[name=code]").fill(test_account.digits(secret))
    send(page, "main form:has([name=code]) button:not([type=button])")
    page.wait_for_url("**/recovery-codes/")
    _used[key] = int(time.time()) // STEP
    return True


def digits_of(key):
    """A moment ahead at most: what was shown once does not count again."""
    wanted = max(_used[key] + 1, int(time.time()) // STEP)
    while wanted > int(time.time()) // STEP + 1:
        time.sleep(1)
    _used[key] = wanted
    return test_account.digits(_secrets[key], wanted * STEP)


def confirm(page, key):
    """Say that one has read it, and prove again who one is."""
    page.locator("[name=read]").check()
    page.locator("[name=current_password]").fill(PASSWORD)
    page.locator("[name=code]").fill(digits_of(key))
    send(page, "form:has([name=read]) button:not([type=button])")
