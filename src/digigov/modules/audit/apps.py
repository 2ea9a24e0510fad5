from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "digigov.modules.audit"
    label = "audit"
