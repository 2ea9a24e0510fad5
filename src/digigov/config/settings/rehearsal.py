"""The rehearsal island: sandbox parts behind every socket. Never a production setting."""

from typing import Any

from digigov.config import env
from digigov.config.settings.base import *  # noqa: F403
from digigov.config.settings.base import ADDRESS, DIGIGOV_CLAMAV, DIGIGOV_KEYS, INSTALLED_APPS, KEY_STORE, VAR
from digigov.config.settings.database import databases
from digigov.config.settings.security import *  # noqa: F403
from digigov.rehearsal.registers.keys import REGISTERS, key_set, public_jwk

REHEARSAL = True
DIGIGOV_CLOCK = "digigov.rehearsal.clock"
DIGIGOV_LIMITS_TIMES = env.number("LIMITS_TIMES", 1)  # a load generator comes from one address
DIGIGOV_SHOW_DRAFT_TRANSLATIONS = True
DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", "rehearsal-only-not-a-secret")
DIGIGOV_WEB = ADDRESS.replace("localhost", "127.0.0.1")
DIGIGOV_LIVE = f"http://localhost:{env.number('LIVE_PORT', 13000)}"  # there is no proxy that sends /live/ there
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ADDRESS]
DATABASES = databases()
INSTALLED_APPS = [*INSTALLED_APPS, "digigov.rehearsal"]

_port = ADDRESS.rpartition(":")[2]
SESSION_COOKIE_NAME = f"session_{_port}"  # cookies ignore ports: two copies on one machine must not share theirs
BROWSER_COOKIE_NAME = f"browser_{_port}"
KIOSK_COOKIE_NAME = f"kiosk_{_port}"
CSRF_COOKIE_NAME = f"csrf_{_port}"
LANGUAGE_COOKIE_NAME = f"language_{_port}"

DIGIGOV_ADAPTERS: dict[str, str] = {
    "card-gateway": "digigov.adapters.gateways.hosted.HostedGateway",
    "key-store": KEY_STORE,
    "head-signer": "digigov.adapters.head_signers.own_keys.OwnKeys",
    "root-key-store": "digigov.adapters.key_stores.files.OfflineFiles",
    "scanner": f"digigov.adapters.scanners.{'clamav.ClamAV' if DIGIGOV_CLAMAV else 'none.NoScanner'}",
    "email": "digigov.adapters.mail.smtp.SmtpSender",
    "contact-history": "digigov.rehearsal.contacts.MadeUp",
    "agent-presence": "digigov.rehearsal.contacts.MadeUp",
    "sms": "digigov.adapters.sms.http.HttpSms",
    "registers": "digigov.adapters.registers.routes.RoutedRegisters",
    "embeddings": "digigov.adapters.embeddings.minilm.MiniLM",
}
DIGIGOV_SMTP: dict[str, Any] = {
    "host": "127.0.0.1",
    "port": env.number("SMTP_PORT", 11000),
    "sender": "DigiGov rehearsal <no-reply@digigov.example>",
}
DIGIGOV_SMS = {
    "url": f"http://127.0.0.1:{env.number('SMS_PORT', 12000)}",
    "key": "rehearsal-sms-key",
    "sender": "DigiGov",
}
DIGIGOV_SINKS = VAR / "sinks"
DIGIGOV_KEYS = {"passphrase": "rehearsal-only-not-a-secret", "root_passphrase": "rehearsal-only-not-a-secret"} | {
    name: value for name, value in DIGIGOV_KEYS.items() if value
}
DIGIGOV_CARD_GATEWAY = {
    "url": f"http://localhost:{env.number('GATEWAY_PORT', 9000)}",
    "key": "sandbox-merchant-key",
    "webhook_secret": "sandbox-webhook-secret",
}
DIGIGOV_REGISTERS = {
    "url": f"http://127.0.0.1:{env.number('REGISTERS_PORT', 10000)}",
    "key": "rehearsal-registers-key",
    "trusted_keys": key_set(public_jwk(REGISTERS)),
    "databases": dict.fromkeys(
        env.text("REGISTERS_BY_SQL", "civil-registry exam-results tax-accounts vehicles").split(),
        env.text("REGISTERS_DATABASE_URL", ""),
    ),
    "keep_days": 30,
}
DIGIGOV_REHEARSAL_REGISTERS = {
    "reader": env.text("REGISTERS_DATABASE_URL", ""),
    "filler": env.text("REGISTERS_FILLER_URL", ""),
    "owner": env.text("DATABASE_OWNER_URL", ""),  # makes their database where nobody else has
}
