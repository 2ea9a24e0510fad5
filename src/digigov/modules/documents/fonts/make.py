"""
Write the fonts of our papers anew, as Typst reads them, from npm's @fontsource/atkinson-hyperlegible-next (OFL-1.1).

``python make.py <folder of the package>``. Letters beyond Western Europe come from a second family, taken where the first has none.
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
CUTS = {"400-normal": "regular", "400-italic": "italic", "700-normal": "bold"}

for part in ("latin", "latin-ext"):
    for cut, name in CUTS.items():
        font = TTFont(Path(sys.argv[1]) / "files" / f"atkinson-hyperlegible-next-{part}-{cut}.woff2")
        font.flavor = None
        if part == "latin-ext":
            for record in font["name"].names:
                if record.nameID in (1, 4, 16):
                    record.string = f"{record.toUnicode()} Ext"
        font.save(HERE / f"atkinson-{part}-{name}.ttf")
(HERE / "OFL.txt").write_text((Path(sys.argv[1]) / "LICENSE").read_text())
