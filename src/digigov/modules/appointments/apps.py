from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "digigov.modules.appointments"
    label = "appointments"
