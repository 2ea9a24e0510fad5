"""
A real window for real people. Everything particular comes from the environment or from files (``docs/how-to/production.md``);
the last line refuses to start when anything is unsafe.
"""

from typing import Any
from urllib.parse import urlsplit

from digigov.config import env
from digigov.config.logs import logging_for
from digigov.config.safety import refuse_unsafe_start
from digigov.config.settings.base import *  # noqa: F403
from digigov.config.settings.base import ADDRESS, KEY_STORE, STORAGES
from digigov.config.settings.database import databases
from digigov.config.settings.security import *  # noqa: F403
from digigov.kernel.authorities import authorities_file

REHEARSAL = False
DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = [key for key in [env.text("SECRET_KEY_BEFORE", "")] if key]
ALLOWED_HOSTS = [urlsplit(ADDRESS).hostname or "", *env.text("HOSTS", "").split()]
CSRF_TRUSTED_ORIGINS = [ADDRESS]
DATABASES = databases(pool=env.number("DATABASE_POOL", 8))

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # the proxy sets it and drops what clients send
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics/$", r"^status/$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "__Host-language"
BROWSER_COOKIE_NAME = "__Host-browser"
KIOSK_COOKIE_NAME = "__Host-kiosk"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BROWSER_COOKIE_SECURE = True

DIGIGOV_PROXIES = env.number("PROXIES", 1)  # the TLS proxy of this machine
LOGGING = logging_for("json")

if env.text("S3_BUCKET", ""):
    STORAGES = {
        **STORAGES,
        "default": {
            "BACKEND": "digigov.adapters.file_stores.bucket.Bucket",
            "OPTIONS": {
                "bucket_name": env.text("S3_BUCKET"),
                "endpoint_url": env.text("S3_ENDPOINT", "") or None,
                "region_name": env.text("S3_REGION", "") or None,
                "access_key": env.text("S3_KEY"),
                "secret_key": env.text("S3_SECRET"),
                "verify": authorities_file(),
                "default_acl": None,
                "querystring_auth": True,
                "file_overwrite": False,
            },
        },
    }

DIGIGOV_ADAPTERS: dict[str, str] = {
    "card-gateway": "digigov.adapters.gateways.hosted.HostedGateway",
    "key-store": KEY_STORE,
    "head-signer": "digigov.adapters.head_signers.own_keys.OwnKeys",
    "root-key-store": "digigov.adapters.key_stores.files.OfflineFiles",
    "scanner": "digigov.adapters.scanners.clamav.ClamAV",
    "registers": "digigov.adapters.registers.routes.RoutedRegisters",
    "embeddings": "digigov.adapters.embeddings.minilm.MiniLM",
    "email": "digigov.adapters.mail.smtp.SmtpSender",
    "contact-history": "digigov.adapters.contact_history.center.OwnLog",
    "agent-presence": "digigov.adapters.contact_history.center.OwnLog",
    "sms": "digigov.adapters.sms.http.HttpSms",
}
DIGIGOV_CLAMAV = env.text("CLAMAV", "/run/clamav/clamd.ctl")
DIGIGOV_SMTP: dict[str, Any] = {
    "host": env.text("SMTP_HOST"),
    "port": env.number("SMTP_PORT", 587),
    "user": env.text("SMTP_USER", ""),
    "password": env.text("SMTP_PASSWORD", ""),
    "starttls": True,
    "sender": env.text("SMTP_SENDER"),
}
DIGIGOV_SMS = {"url": env.text("SMS_URL"), "key": env.text("SMS_KEY"), "sender": env.text("SMS_SENDER", "DigiGov")}

refuse_unsafe_start(globals())
