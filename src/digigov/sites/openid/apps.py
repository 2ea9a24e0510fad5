from django.apps import AppConfig


class OpenIdPagesConfig(AppConfig):
    name = "digigov.sites.openid"
    label = "openid_pages"
