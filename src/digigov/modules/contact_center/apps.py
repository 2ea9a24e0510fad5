from django.apps import AppConfig


class ContactCenterConfig(AppConfig):
    name = "digigov.modules.contact_center"
    label = "contact_center"
