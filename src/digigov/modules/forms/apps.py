from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "digigov.modules.forms"
    label = "forms"
