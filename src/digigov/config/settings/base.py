"""What holds everywhere. Topics stand beside this file; rehearsal, production and test choose among them."""

from pathlib import Path
from typing import Any

import django.conf.locale
from django.utils.translation import gettext_lazy as _

from digigov.config import env
from digigov.config.logs import logging_for

ROOT = Path(env.text("ROOT", str(Path(__file__).resolve().parents[4])))
VAR = Path(env.text("VAR", str(ROOT / "var")))
PACK = Path(env.text("PACK", str(ROOT / "packs" / "lca")))
DIGIGOV_BACKUPS = env.text("BACKUPS", str(VAR / "backups"))  # a folder, or s3://bucket/prefix
DIGIGOV_BACKUP: dict[str, Any] = {
    "recipients": env.text("BACKUP_RECIPIENTS", ""),  # age's public keys: who may read backups
    "least": env.number("BACKUP_KEEP", 14),  # so many stay whatever their age
    "days": env.number("BACKUP_DAYS", 35),  # the others until they are so old; 0: for ever
}
ADDRESS = env.text("ADDRESS", "http://localhost:8000")  # where people reach this window, without a slash at the end

INSTALLED_APPS = [
    "digigov.kernel",
    "digigov.ui",
    "digigov.modules.audit",
    "digigov.modules.privacy",
    "digigov.modules.operations",
    "digigov.modules.organizations",
    "digigov.modules.parties",
    "digigov.modules.search",
    "digigov.modules.notifications",
    "digigov.modules.casework",
    "digigov.modules.registries",
    "digigov.modules.identity",
    "digigov.modules.assurance",
    "digigov.modules.mandates",
    "digigov.modules.signatures",
    "digigov.modules.openid",
    "digigov.modules.documents",
    "digigov.modules.forms",
    "digigov.modules.payments",
    "digigov.modules.appointments",
    "digigov.modules.signing",
    "digigov.modules.knowledge",
    "digigov.modules.catalog",
    "digigov.modules.applications",
    "digigov.modules.service_requests",
    "digigov.modules.contact_center",
    "digigov.modules.messaging",
    "digigov.modules.telephony",
    "digigov.modules.workforce",
    "digigov.modules.service_metrics",
    "digigov.sites.portal",
    "digigov.sites.desk",
    "digigov.sites.account",
    "digigov.sites.openid",
    "digigov.sites.styleguide",
    "procrastinate.contrib.django",
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "digigov.sites.request_log.RequestLogMiddleware",
    "digigov.sites.encrypted.MachinesEncryptMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "digigov.sites.probes.ProbesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "digigov.sites.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "digigov.sites.account.middleware.ActorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "digigov.sites.errors.DomainErrorMiddleware",
]

AUTH_USER_MODEL = "identity.Account"
SESSION_ENGINE = "digigov.modules.identity.sessions"
PASSWORD_HASHERS = [
    "digigov.modules.identity.hashers.Argon2id",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of before decision 24; taken over at the next sign-in
]
_DJANGOS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [  # NIST SP 800-63B: long and not well known; no rules of composition, no forced change
    {"NAME": name, "OPTIONS": options}
    for name, options in (
        (f"{_DJANGOS}.MinimumLengthValidator", {"min_length": 15}),
        (f"{_DJANGOS}.CommonPasswordValidator", {}),
        (f"{_DJANGOS}.UserAttributeSimilarityValidator", {"user_attributes": ("email", "phone")}),
        ("digigov.modules.identity.guessable.NotEasilyGuessed", {}),
    )
]
DIGIGOV_PASSWORD_WORDS = [  # what whoever guesses here would try first; docs/security/authentication.md
    *("digigov", "government", "govment", "gouvelman", "ministry", "services", "service", "portal", "account", "lucia"),
    *("saint", "saintlucia", "stlucia", "sent lisi", "sentlisi", "sainte", "lucian", "helen", "island", "carnival"),
    *("castries", "gros islet", "grosislet", "soufriere", "vieux fort", "vieuxfort", "dennery", "micoud", "laborie"),
    *("choiseul", "canaries", "anse la raye", "anselaraye", "rodney bay", "rodneybay", "piton", "pitons", "kweyol"),
    *("password", "passphrase", "welcome", "758", "1758", "2024", "2025", "2026", "2027", "311"),
]
REHEARSAL = False
DIGIGOV_CLOCK = ""  # whose clock: the machine's; a rehearsal names one that can be moved
DIGIGOV_PROXIES = env.number("PROXIES", 0)  # how many proxies of ours stand before the web server
DIGIGOV_LIMITS_TIMES = 1  # every limit of sites/limits.py times this
DIGIGOV_METRICS_TOKEN = env.text("METRICS_TOKEN", "")  # for a monitor elsewhere; without it only this machine may ask
DIGIGOV_WEB = env.text("WEB", "http://127.0.0.1:8000")  # where the web server listens on this machine
DIGIGOV_LIVE = ""  # where the live process is reached from outside: under the same address, but in a rehearsal
DIGIGOV_CHAT_HOSTS = env.text(
    "CHAT_HOSTS", ""
).split()  # whose pages may show the chat: https://www.govt.lc https://*.govt.lc
DIGIGOV_TLS_DOOR = env.text(
    "TLS_DOOR", ""
)  # host:port where our certificate is served, if ADDRESS cannot be reached from here
DIGIGOV_STATUS = VAR / "status"  # the public status page, which a proxy may serve from there
# Of each web process: how many requests are worked on at once, how many wait (those that hand something in, of people in the
# middle of something, all others), and for how many seconds at most. The web server needs a thread for each, and some to spare.
DIGIGOV_ADMISSION: dict[str, Any] = {"at_once": env.number("AT_ONCE", 4), "rooms": (32, 32, 16), "patience": 2.0}

ROOT_URLCONF = "digigov.config.urls"
WSGI_APPLICATION = "digigov.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

LANGUAGE_CODE = "en"
django.conf.locale.LANG_INFO["acf"] = {
    "bidi": False,
    "code": "acf",
    "name": "Saint Lucian Creole",
    "name_local": "Kwéyòl",
}
LANGUAGES = [("en", _("English")), ("acf", _("Kwéyòl"))]
LOCALE_PATHS = [VAR / "locale"]
DIGIGOV_SHOW_DRAFT_TRANSLATIONS = False  # what no Saint Lucian has reviewed shows in English
TIME_ZONE = "America/St_Lucia"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "digigov.adapters.file_stores.folder.WholeFiles", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [],
        "OPTIONS": {
            "environment": "digigov.ui.jinja.environment",
            "context_processors": ["digigov.ui.context.page"],
        },
    },
]

LOGGING = logging_for("plain")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "digigov.config.jobs.on_app_ready"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
}

# Which room plugs which kind of step into casework.
DIGIGOV_STEP_TYPES: dict[str, str] = {
    "review": "digigov.modules.casework.steps.Review",
    "ask": "digigov.modules.casework.steps.Ask",
    "sign-off": "digigov.modules.casework.steps.SignOff",
    "refuse": "digigov.modules.casework.steps.Refuse",
    "tell": "digigov.modules.casework.steps.Tell",
    "end": "digigov.modules.casework.steps.End",
    "pay": "digigov.modules.payments.steps.Pay",
    "meet": "digigov.modules.appointments.steps.Meet",
    "inspect": "digigov.modules.appointments.steps.Inspect",
    "issue": "digigov.modules.documents.steps.Issue",
    "read": "digigov.modules.registries.steps.Read",
    "attend": "digigov.modules.service_requests.steps.Attend",
    "confirm": "digigov.modules.service_requests.steps.Confirm",
    "rest": "digigov.modules.service_requests.steps.Rest",
}
# Parts of a country pack that rooms above the catalogue own.
DIGIGOV_PACK_SLICES = [f"digigov.modules.{room}.slices.SLICE" for room in ("contact_center",)]
# On which occasions each room tells people, and the values that it gives; `digigov pack check` holds the messages to them.
DIGIGOV_OCCASIONS = [
    f"digigov.modules.{room}.occasions.OCCASIONS"
    for room in (
        *("identity", "assurance", "mandates", "registries", "casework", "documents", "appointments", "payments"),
        *("signing", "applications", "notifications"),
        *("service_requests", "contact_center"),
    )
]
# What each room holds of a person, in the order in which people read it.
DIGIGOV_HOLDINGS = [
    f"digigov.modules.{room}.holding.HOLDING"
    for room in (
        *("parties", "identity", "assurance", "applications", "casework", "documents", "payments", "appointments"),
        *("notifications", "openid", "organizations", "mandates", "registries", "signatures", "signing"),
        *("service_requests", "contact_center", "workforce"),
        "privacy",
    )
]
# In which order rooms erase: from the top floor down, so that a room knows what those above still keep.
DIGIGOV_SHRED_ORDER = (
    *("workforce", "contact_center", "service_requests"),
    *("applications", "signing", "appointments", "payments", "openid", "documents", "signatures", "mandates"),
    *("assurance", "identity", "registries", "casework", "notifications", "organizations", "parties", "privacy"),
)
DIGIGOV_TELLS_OF_DATA = "digigov.modules.notifications.occasions.tell"
DIGIGOV_PEOPLE_WITHOUT_ACCOUNT = "digigov.modules.identity.queries.people_without_account"
DIGIGOV_ERASURE_NOTES = "digigov.cli.backups.erasures.put"  # where the backups lie
DIGIGOV_FINDINGS_CHECK = "digigov.modules.forms.findings.Check"

DIGIGOV_CLAMAV = env.text("CLAMAV", "")  # where clamd listens; a rehearsal without it has no scanner
DIGIGOV_COUNTRY = "Saint Lucia"
DIGIGOV_COUNTRY_CODE = "LC"
DIGIGOV_STATE_NAME = "Government of Saint Lucia"
DIGIGOV_CONTACT_CENTRE = "311"
DIGIGOV_WORKFORCE: dict[str, Any] = {}  # how 311 works, where not as modules/workforce/definitions.py assumes

DIGIGOV_HEAD_UNIT = env.text("HEAD_UNIT", "modernisation")  # with whose key the audit trail's head is signed each day

# The embedded key store; an empty passphrase is refused. The root's key is written once and then belongs in a safe.
DIGIGOV_KEYS: dict[str, Any] = {
    "folder": VAR / "keys",
    "passphrase": env.text("KEYS_PASSPHRASE", ""),
    "root_folder": VAR / "keys-offline",
    "root_passphrase": env.text("ROOT_PASSPHRASE", ""),
}

# A PKCS#11 token instead: the maker's module, the token's name, the user's PIN (without a token there need be no file that holds one).
DIGIGOV_TOKEN = {
    "module": env.text("TOKEN_MODULE", ""),
    "token": env.text("TOKEN_NAME", "digigov"),
    "pin": env.text("TOKEN_PIN", "") if env.text("TOKEN_MODULE", "") else "",
}
KEY_STORE = f"digigov.adapters.key_stores.{'token.Token' if DIGIGOV_TOKEN['module'] else 'files.EncryptedFiles'}"

DIGIGOV_CARD_GATEWAY = {
    "url": env.text("GATEWAY_URL", ""),
    "key": env.text("GATEWAY_KEY", ""),
    "webhook_secret": env.text("GATEWAY_WEBHOOK_SECRET", ""),
}

# The registers that others keep: over HTTP, but for those whose database is named; and for how many days their last answers may
# be shown when they are down.
DIGIGOV_REGISTERS: dict[str, Any] = {
    "url": env.text("REGISTERS_URL", ""),
    "key": env.text("REGISTERS_KEY", ""),
    "trusted_keys": env.text("REGISTERS_TRUSTED_KEYS", ""),  # a set of JWK: the public ones of those who answer
    "databases": env.by_name("REGISTERS_DATABASES"),
    "keep_days": env.number("REGISTERS_KEEP_DAYS", 30),
}
