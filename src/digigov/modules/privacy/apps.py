from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "digigov.modules.privacy"
    label = "privacy"
