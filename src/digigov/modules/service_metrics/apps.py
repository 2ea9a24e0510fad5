from django.apps import AppConfig


class ServiceMetricsConfig(AppConfig):
    name = "digigov.modules.service_metrics"
    label = "service_metrics"
