from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "digigov.modules.identity"
    label = "identity"
