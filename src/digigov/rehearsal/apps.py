from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "digigov.rehearsal"
    label = "rehearsal"
