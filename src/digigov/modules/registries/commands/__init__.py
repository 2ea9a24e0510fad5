"""What can be done with registers: read a row, agree to it, and look at it again."""

from digigov.modules.registries.commands.loading import load_registers
from digigov.modules.registries.commands.reading import Reading, forget_old_readings, read
from digigov.modules.registries.policies import ReadRefused

__all__ = ["ReadRefused", "Reading", "forget_old_readings", "load_registers", "read"]
