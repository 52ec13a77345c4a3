"""Whether content credentials fit their photo and who signed them, by the extra `c2pa`; the network is not asked.

The library's list of trusted signers is empty here, so a valid signature of an unknown signer is the usual best case.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from gifthorse.formats.photo.model import Photo

BYTES_LIMIT: Final = 256 << 20
CODES: Final = 8
_TYPES: Final = {
    "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "heic": "image/heic", "avif": "image/avif",
    "tiff": "image/tiff", "dng": "image/x-adobe-dng", "mp4": "video/mp4", "mov": "video/quicktime",
}  # fmt: skip
_STATES: Final = {"Trusted": "trusted", "Valid": "valid", "Invalid": "invalid"}
_TRUST: Final = "signingCredential.untrusted"


@dataclass(frozen=True, slots=True)
class Checked:
    """`state` is trusted, valid (by an unknown signer) or invalid; `why` names what is wrong, in C2PA's codes."""

    state: str
    why: str


def check(data: Any, photo: Photo) -> Checked | None:
    """The state of a photo's credentials; None where it has none, or the extra is not installed."""
    kind = _TYPES.get(photo.kind)
    if kind is None or len(data) > BYTES_LIMIT or not any(t.group == "c2pa" for t in photo.tags):
        return None
    library = _library()
    if library is None:
        return None
    module, context = library
    try:
        with module.Reader(kind, io.BytesIO(bytes(data)), context=context) as reader:
            results = reader.get_validation_results() or {}
            state = _STATES.get(str(reader.get_validation_state() or ""), "invalid")
    except module.C2paError as error:
        return Checked("invalid", str(error)[:200])
    found = [_code(entry) for entry in results.get("activeManifest", {}).get("failure", [])]
    for other in results.get("ingredientDeltas", []):
        found += [_code(entry) for entry in other.get("validationDeltas", {}).get("failure", [])]
    codes = dict.fromkeys(code for code in found if code and code != _TRUST)
    return Checked(state, ", ".join(list(codes)[:CODES]) if state == "invalid" else "")


def _code(entry: Mapping[str, str]) -> str:
    """A status code. Credentials of the first years leave more out of their digest than today's library allows."""
    wide = "exclusion" in entry.get("explanation", "")
    return f"{entry.get('code', '')} (exclusion)" if wide else entry.get("code", "")


@cache
def _library() -> tuple[Any, Any] | None:
    try:
        import c2pa  # an extra
    except (ImportError, OSError):
        return None
    offline = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True}}
    return c2pa, c2pa.Context(c2pa.Settings.from_dict(offline))
