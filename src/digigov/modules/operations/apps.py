from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "digigov.modules.operations"
    label = "operations"
