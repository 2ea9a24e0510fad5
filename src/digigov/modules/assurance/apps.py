from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "digigov.modules.assurance"
    label = "assurance"
