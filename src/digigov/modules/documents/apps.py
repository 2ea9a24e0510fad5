from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "digigov.modules.documents"
    label = "documents"
