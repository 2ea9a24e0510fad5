"""What search needs from outside: a model of sentences, if there is one."""

from typing import Protocol

from digigov.kernel.adapters import Adapter

SLOT = "embeddings"


class Embeddings(Adapter, Protocol):
    """
    Turns short texts into vectors of length 1 whose product says how alike they are in meaning.

    ``is_there`` says whether it can; without it search goes by words and spelling only.
    """

    dimensions: int

    def is_there(self) -> bool: ...

    def embed(self, texts: list[str]) -> list[list[float]]: ...
