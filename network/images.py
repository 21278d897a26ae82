"""Pictures made fit to be kept and sent: upright, light, without where and with what they were made (S25, S26, Z35)."""

from __future__ import annotations

import io
from dataclasses import dataclass

import structlog
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

log = structlog.get_logger(__name__)

Size = tuple[int, int]
MOST_PIXELS = 50_000_000  # a photo of 48 megapixels may come in; what a small file unpacks to may not fill the memory
READ = ("JPEG", "PNG", "GIF", "WEBP")
WITHOUT_LOSS = ("PNG", "GIF")
QUALITY = 82  # of a JPEG: above it files grow and nobody sees why
HEAVY = 500_000  # bytes: a see-through picture above it makes do with 256 colours
ORIENTATION, ON_ITS_SIDE = 0x0112, 5  # EXIF: from 5 up, width and height change places
SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True)
class Fitted:
    """A picture as it is kept, with its width and height in pixels."""

    content: bytes
    content_type: str
    width: int
    height: int


def fitted(name: str, content: bytes, within: Size, into: str = "") -> Fitted:
    """Return the picture upright, no larger than `within`, in the colours of the web, and with nothing but its pixels.

    A photo becomes a JPEG; what one can see through becomes a PNG, and so does a drawing that is lighter that way.
    `into` makes it JPEG or PNG, whatever it shows. The same picture always becomes the same bytes.

    :raises ValidationError: when it cannot be read, moves, or unpacks to very much.
    """
    try:
        with Image.open(io.BytesIO(content), formats=READ) as opened:
            _refuse(name, opened)
            without_loss = opened.format in WITHOUT_LOSS
            picture = _in_web_colours(_upright(opened, within))
        kind, encoded = _encoded(picture, into, without_loss=without_loss)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(name) from None
    except ValidationError:
        raise
    except Exception as broken:  # a decoder may stumble over a broken file in any way
        log.info("picture_unreadable", error=type(broken).__name__)
        said = _("We cannot read “%(name)s” as a picture. Save it again as JPEG or PNG and choose it once more.")
        raise ValidationError(said % {"name": name}) from None
    return Fitted(encoded, f"image/{kind.lower()}", *picture.size)


def _refuse(name: str, opened: Image.Image) -> None:
    """Refuse what unpacks to very much, and what moves: in a letter nobody can stop it (WCAG 2.2.2).

    Some phones put a second photo behind the first (MPO); that is no movement, and the first one is the photo.
    """
    if opened.width * opened.height > MOST_PIXELS:
        raise _too_many_pixels(name)
    if opened.format != "MPO" and getattr(opened, "is_animated", False):
        said = _("“%(name)s” moves, and readers cannot stop that. Choose a picture that stands still.")
        raise ValidationError(said % {"name": name})


def _too_many_pixels(name: str) -> ValidationError:
    said = _("“%(name)s” has more than 50 million pixels. Make it smaller first: 1,200 pixels wide is enough.")
    return ValidationError(said % {"name": name})


def _upright(opened: Image.Image, within: Size) -> Image.Image:
    """Make the picture small, then turn it as its camera was held; small first, so that little is turned."""
    image = _with_plain_pixels(opened)
    on_its_side = opened.getexif().get(ORIENTATION, 1) >= ON_ITS_SIDE
    image.thumbnail((within[1], within[0]) if on_its_side else within, Image.Resampling.LANCZOS)
    ImageOps.exif_transpose(image, in_place=True)
    return image


def _with_plain_pixels(image: Image.Image) -> Image.Image:
    """Give the picture pixels that can be mixed: no palette, no 16 bits; a photo is left as it is, unread so far."""
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I"):
        return image.convert("I").point([value // 256 for value in range(65536)], "L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _in_web_colours(image: Image.Image) -> Image.Image:
    """Turn the colours of a camera or a printer into those that every screen shows; then forget all but the pixels."""
    mode = "RGBA" if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] != 255 else "RGB"
    profile = image.info.get("icc_profile")
    if profile and image.mode != "L":
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, given, SRGB, outputMode=image.mode.replace("CMYK", "RGB")) or image
        except (ImageCms.PyCMSError, OSError):
            log.info("picture_profile_unreadable")
    plain = image if image.mode in (mode, "L") else image.convert(mode)
    plain.info = {}
    return plain


def _encoded(image: Image.Image, into: str, *, without_loss: bool) -> tuple[str, bytes]:
    """Write the picture down as the kind that suits it."""
    if into:
        return into, _written(image.convert("RGB") if into == "JPEG" else image, into)
    if image.mode == "RGBA":
        drawn = _written(image, "PNG")
        if len(drawn) > HEAVY:
            drawn = _written(image.quantize(256, Image.Quantize.FASTOCTREE), "PNG")
        return "PNG", drawn
    photo = _written(image, "JPEG")
    drawn = _written(image, "PNG") if without_loss else b""
    return ("PNG", drawn) if drawn and len(drawn) <= len(photo) else ("JPEG", photo)


def _written(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    told = {"quality": QUALITY, "progressive": True} if kind == "JPEG" else {}
    image.save(file, kind, optimize=True, **told)
    return file.getvalue()
