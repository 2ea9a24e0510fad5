"""For filling an installation: as in rehearsal, with gateway, registers and senders played in this process."""

from digigov.config.settings.rehearsal import *  # noqa: F403
from digigov.config.settings.rehearsal import DIGIGOV_ADAPTERS

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in with these
DIGIGOV_LIMITS_TIMES = 1000
DIGIGOV_ADAPTERS = {
    **DIGIGOV_ADAPTERS,
    "card-gateway": "digigov.modules.payments.testing.gateway.ScriptedGateway",
    "registers": "digigov.modules.registries.testing.RegistersInMemory",
    "email": "digigov.modules.notifications.testing.FakeSender",
    "sms": "digigov.modules.notifications.testing.FakeSender",
}
ALLOWED_HOSTS = ["testserver"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"level": "ERROR"},
    "loggers": {"digigov": {"level": "ERROR"}},
}
