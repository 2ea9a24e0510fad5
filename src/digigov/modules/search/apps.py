from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "digigov.modules.search"
    label = "search"
