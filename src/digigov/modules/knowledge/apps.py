from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "digigov.modules.knowledge"
    label = "knowledge"
