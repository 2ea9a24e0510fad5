"""
``python -m digigov.modules.documents.drawing NUMBER [picture]``: in comes the file, out a line of JSON (how many pages, the text of this one)
and, if asked for, the page as a PNG. With at most so much memory and time, and no file that it could write.
"""

import json
import resource
import sys
from io import BytesIO

MEMORY, SECONDS = 1_000_000_000, 8
WIDE, HIGH = 1000, 1600  # of a picture at most, whatever the page claims to measure
MOST_LETTERS = 20_000


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    import pypdfium2  # noqa: PLC0415 - within the limits

    number, with_picture = int(sys.argv[1]), "picture" in sys.argv[2:]
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    pages = len(document)
    if not 1 <= number <= pages:
        sys.stdout.buffer.write(json.dumps({"pages": pages, "text": ""}).encode() + b"\n")
        return
    document.init_forms()  # boxes of a form are drawn with what stands in them
    page = document[number - 1]
    text = page.get_textpage().get_text_bounded(errors="replace")[:MOST_LETTERS]
    sys.stdout.buffer.write(json.dumps({"pages": pages, "text": text}).encode() + b"\n")
    if with_picture:
        wide, high = page.get_size()
        drawn = page.render(scale=max(0.001, min(WIDE / max(wide, 1), HIGH / max(high, 1), 3.0)))
        out = BytesIO()
        drawn.to_pil().convert("RGB").save(out, "PNG")
        sys.stdout.buffer.write(out.getvalue())


if __name__ == "__main__":
    main()
