from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "digigov.sites.desk"
    label = "desk"
