from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "digigov.kernel"
    label = "kernel"
