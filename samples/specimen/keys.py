"""The sample signing keys: self-made, committed, worth nothing.

Made once; `python -m samples.specimen.keys` makes those that are missing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

FOLDER = Path(__file__).parent.parent / "keys"
SUBJECTS = {
    "orchard-platform": "CN=Orchard Nova Platform,O=Orchard Mobile,C=XX",
    "orchard-shared": "CN=Orchard Nova Shared,O=Orchard Mobile,C=XX",
    "orchard-media": "CN=Orchard Nova Media,O=Orchard Mobile,C=XX",
    "orchard-release": "CN=Orchard Nova Release,O=Orchard Mobile,C=XX",
    "brightleaf": "CN=Brightleaf Software,O=Brightleaf Software,C=XX",
    "tallpine": "CN=Tallpine Services,O=Tallpine Services,C=XX",
    "debug": "CN=Android Debug,O=Android,C=US",
}
WORTHLESS = "A sample key that everybody has: it protects nothing and must never sign anything real.\n"


def key_files(name: str) -> tuple[Path, Path]:
    """The private key (PKCS#8 DER) and the certificate (PEM) called `name`."""
    return FOLDER / f"{name}.pk8", FOLDER / f"{name}.x509.pem"


def make(name: str, subject: str) -> None:
    """Make a 2048-bit RSA key with a self-signed certificate, unless it is there already."""
    private, public = key_files(name)
    if private.exists():
        return
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    who = x509.Name.from_rfc4514_string(subject)
    builder = x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    certificate = builder.not_valid_after(datetime(2050, 1, 1, tzinfo=UTC)).sign(key, hashes.SHA256())
    FOLDER.mkdir(exist_ok=True)
    der = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private.write_bytes(key.private_bytes(*der))
    public.write_text(WORTHLESS + certificate.public_bytes(serialization.Encoding.PEM).decode())


if __name__ == "__main__":
    for each, named in SUBJECTS.items():
        make(each, named)
