from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "digigov.modules.signing"
    label = "signing"
