from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "digigov.modules.signatures"
    label = "signatures"
