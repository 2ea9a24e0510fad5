"""For tests of rooms that can be searched."""

from digigov.kernel.adapters import Health
from digigov.modules.search import meaning


class NoModel:
    """Fits ``ports.Embeddings`` where no model is installed."""

    dimensions = 0

    def is_there(self) -> bool:
        return False

    def check(self) -> Health:
        return Health(False, "no model", rehearsal_only=True)

    def embed(self, texts: list[str]) -> list[list[float]]:
        raise NotImplementedError


forget_vectors = meaning.forget
