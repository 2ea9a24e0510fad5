from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "digigov.ui"
    label = "ui"
