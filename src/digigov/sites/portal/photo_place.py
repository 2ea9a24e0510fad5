"""Where a camera stood, as its photo says: read once to be offered; what is kept of the photo does not say it any more."""

from io import BytesIO
from typing import Any

from PIL import Image, UnidentifiedImageError

GPS = 0x8825  # Exif 2.32, 4.6.3: the pointer to the GPS directory
MOST_BYTES = 20_000_000


def place_of(content: bytes) -> tuple[float, float] | None:
    """Latitude and longitude; None where the photo says none, or nonsense."""
    if len(content) > MOST_BYTES:
        return None
    try:
        tags = Image.open(BytesIO(content), formats=["JPEG"]).getexif().get_ifd(GPS)
        latitude, longitude = _degrees(tags.get(2)), _degrees(tags.get(4))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, ZeroDivisionError, KeyError, EOFError):
        return None
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return (-latitude if tags.get(1) == "S" else latitude), (-longitude if tags.get(3) == "W" else longitude)


def _degrees(parts: Any) -> float | None:
    if parts is None or len(parts) != 3:
        return None
    degrees, minutes, seconds = (float(each) for each in parts)
    found = degrees + minutes / 60 + seconds / 3600
    return round(found, 5) if found == found else None
