from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "digigov.modules.catalog"
    label = "catalog"
