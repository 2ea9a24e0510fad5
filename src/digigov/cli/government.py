"""Units, offices, roles and the calendar of the country pack, for a start before any service is published."""

import yaml
from django.conf import settings

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.organizations import commands
from digigov.modules.organizations.definitions import Calendar, Organizations


def load() -> None:
    by, at = system("prepare"), now()
    organizations = yaml.safe_load((settings.PACK / "organizations.yaml").read_text())
    calendar = yaml.safe_load((settings.PACK / "calendar.yaml").read_text())
    commands.load_organizations(by=by, at=at, definition=Organizations.model_validate(organizations))
    commands.load_calendar(by=by, at=at, definition=Calendar.model_validate(calendar))
