from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "digigov.modules.casework"
    label = "casework"
