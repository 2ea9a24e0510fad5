"""The look: layouts, components, tokens, languages. Knows no room and no site."""

from pathlib import Path

UI = Path(__file__).parent
