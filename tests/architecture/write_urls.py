"""Write ``urls.txt`` anew: ``make urls``."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digigov.config.settings.test")
django.setup()

from tests.architecture.test_urls import LIST, all_urls  # noqa: E402

LIST.write_text("\n".join(sorted(all_urls())) + "\n")
