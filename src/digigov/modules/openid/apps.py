from django.apps import AppConfig


class OpenIdConfig(AppConfig):
    name = "digigov.modules.openid"
    label = "openid"
