"""As in rehearsal, with the test database that ``tests/plugin.py`` starts."""

import os

os.environ.setdefault("DIGIGOV_DATABASE_URL", "postgresql:///digigov?host=/nowhere")

from digigov.config.settings.database import databases  # noqa: E402
from digigov.config.settings.rehearsal import *  # noqa: E402, F403
from digigov.config.settings.rehearsal import DIGIGOV_ADAPTERS  # noqa: E402

DATABASES = databases(pool=0)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DIGIGOV_ADAPTERS = {
    **DIGIGOV_ADAPTERS,
    "key-store": "digigov.modules.signatures.testing.KeysInMemory",
    "root-key-store": "digigov.modules.signatures.testing.KeysInMemory",
    "registers": "digigov.modules.registries.testing.RegistersInMemory",
    "embeddings": "digigov.modules.search.testing.NoModel",
}

DIGIGOV_LIVE = ""  # pages are judged as in production, where a proxy sends /live/ on
DIGIGOV_ERASURE_NOTES = "digigov.modules.privacy.testing.put_beside"
