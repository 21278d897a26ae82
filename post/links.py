"""Seal and open the personal links in letters.

A token says which person, which subject (a list, an event) and which letter, and is good for one purpose: each purpose
has a key of its own, so a token to leave a list cannot answer an invitation (bar Z15). AES-SIV (RFC 5297) both hides
and guards the numbers, without a nonce: the same letter always has the same link, and no one can make or alter one.
"""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PAYLOAD = struct.Struct(">QQQ")
PREVIEW = "preview"  # the purpose that nothing opens: the links in previews and test letters
TOKEN_LENGTH = 54  # 16 octets of tag and 24 of payload, in base64url without padding


class BadLink(Exception):
    """The token was not made by us, for this purpose."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a personal link says: about what, for whom, in which letter; 0 stands for nothing."""

    subject: int
    person: int
    letter: int


def seal(purpose: str, subject: int, person: int, letter: int) -> str:
    """Return the token for one purpose, with the first of our keys."""
    return sealer(purpose)(subject, person, letter).decode()


def sealer(purpose: str) -> Callable[[int, int, int], bytes]:
    """Return what seals many tokens for one purpose: of a subject, a person and a letter."""
    encrypt, pack = _cipher(settings.LINK_KEYS[0], purpose).encrypt, PAYLOAD.pack
    return lambda subject, person, letter: urlsafe_b64encode(encrypt(pack(subject, person, letter), None)).rstrip(b"=")


def open(purpose: str, token: str) -> Link:
    """Return what the token says, whichever of our keys sealed it (bar Z16).

    :raises BadLink: when we did not make it, or made it for another purpose.
    """
    try:
        sealed = urlsafe_b64decode(token.encode("ascii") + b"==")
    except (NotBase64, UnicodeEncodeError):
        raise BadLink from None
    if len(token) != TOKEN_LENGTH or urlsafe_b64encode(sealed).rstrip(b"=").decode() != token:
        raise BadLink  # one token has one spelling
    for key in settings.LINK_KEYS:
        try:
            return Link(*PAYLOAD.unpack(_cipher(key, purpose).decrypt(sealed, None)))
        except InvalidTag:
            continue
    raise BadLink


@lru_cache(maxsize=64)
def _cipher(key: str, purpose: str) -> AESSIV:
    return AESSIV(_derived(key, f"link:{purpose}", 32))


@lru_cache(maxsize=64)
def _derived(key: str, use: str, length: int = 32) -> bytes:
    """Derive the key for one use (HKDF, RFC 5869), so that no two uses share one."""
    return HKDF(SHA256(), length, salt=None, info=f"kis-relations:{use}".encode()).derive(key.encode())


def bounce_address() -> Callable[[int], bytes]:
    """Return what writes the envelope sender of a letter: a bounce names it and cannot be forged (bar M23, M27).

    Letters and digits only and no case: mail servers on the way may change the case of an address.
    """
    local, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    key = _derived(settings.LINK_KEYS[0], "bounce")
    return lambda letter: f"{local}+{letter:x}-{_bounce_check(key, letter)}@{domain}".encode()


def open_bounce(token: str) -> int:
    """Return the letter that this token of a bounce address names.

    :raises BadLink: when we did not make it.
    """
    number, dash, check = token.lower().partition("-")
    try:
        letter = int(number, 16)
    except ValueError:
        raise BadLink from None
    good = (_bounce_check(_derived(key, "bounce"), letter) for key in settings.LINK_KEYS)
    if not dash or not any(hmac.compare_digest(check.encode(), known.encode()) for known in good):
        raise BadLink
    return letter


def _bounce_check(key: bytes, letter: int) -> str:
    return blake2b(b"%d" % letter, key=key, digest_size=16).hexdigest()


def address_hash(address: str) -> bytes:
    """Return the keyed hash by which a stop remembers an address without holding it."""
    return address_hasher()(address)


def address_hasher() -> Callable[[str], bytes]:
    """Return what hashes many addresses.

    Its key never changes, else every stop would be forgotten: it is `STOP_KEY`, not one of the link keys.
    """
    key = _derived(settings.STOP_KEY, "stop")
    return lambda address: blake2b(address.strip().lower().encode(errors="replace"), key=key, digest_size=32).digest()
