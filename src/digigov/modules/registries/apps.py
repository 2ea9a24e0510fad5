from django.apps import AppConfig


class RegistriesConfig(AppConfig):
    name = "digigov.modules.registries"
    label = "registries"
