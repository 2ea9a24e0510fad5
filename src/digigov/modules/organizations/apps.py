from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "digigov.modules.organizations"
    label = "organizations"
