from django.apps import AppConfig


class ServiceRequestsConfig(AppConfig):
    name = "digigov.modules.service_requests"
    label = "service_requests"
