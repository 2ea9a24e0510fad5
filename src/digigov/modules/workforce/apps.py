from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "digigov.modules.workforce"
    label = "workforce"
