from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "digigov.modules.parties"
    label = "parties"
