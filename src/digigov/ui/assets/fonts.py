"""
Cut Atkinson Hyperlegible Next down to the letters that Saint Lucia reads: Latin with the accents of English, Kwéyòl, French and
Spanish names. Needs fonttools and brotli (requirements/dev); run by ``make look``.
"""

from pathlib import Path

from fontTools import subset

HERE = Path(__file__).parent
FILES = HERE / "node_modules" / "@fontsource" / "atkinson-hyperlegible-next"
OUT = HERE.parent / "static" / "ui" / "fonts"
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xC0, 0x100),
    *map(ord, "\u00a0\u00a3\u00a7\u00a9\u00ab\u00ad\u00b0\u00b7\u00bb\u00bd\u00bf\u0152\u0153–—‘’“”•…€→✓"),
]


def cut(weight: int, name: str) -> None:
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["kern", "mark", "ccmp", "locl", "tnum"])
    font = subset.load_font(str(FILES / "files" / f"atkinson-hyperlegible-next-latin-{weight}-normal.woff2"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    subset.save_font(font, str(OUT / f"{name}.woff2"), options)


OUT.mkdir(parents=True, exist_ok=True)
cut(400, "atkinson-regular")
cut(700, "atkinson-bold")
(OUT / "OFL.txt").write_text((FILES / "LICENSE").read_text())
