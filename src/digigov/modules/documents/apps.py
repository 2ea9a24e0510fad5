from importlib import import_module

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "digigov.modules.documents"
    label = "documents"

    def ready(self) -> None:
        import_module("digigov.modules.documents.subscribers")
