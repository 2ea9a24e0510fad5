from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "digigov.modules.mandates"
    label = "mandates"
