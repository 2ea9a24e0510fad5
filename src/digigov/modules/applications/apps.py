from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "digigov.modules.applications"
    label = "applications"
