"""Whether a key has signed a certificate, and the keys of public roots by their whole names."""

from __future__ import annotations

import warnings
from base64 import b64decode
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files

import rtoml


@lru_cache(maxsize=20_000)
def signs(key: bytes, certificate: bytes) -> bool | None:
    """Whether `key` (a subjectPublicKeyInfo) signed `certificate` (DER); None where that cannot be checked."""
    from cryptography import x509  # only where there are certificates
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd serial numbers, which are no news here
            signed = x509.load_der_x509_certificate(certificate)
            how = signed.signature_algorithm_parameters
            digest = signed.signature_hash_algorithm
            public = load_der_public_key(key)
            signature, body = signed.signature, signed.tbs_certificate_bytes
            if isinstance(public, rsa.RSAPublicKey):
                if digest is None:
                    return False  # another kind of key has signed
                public.verify(signature, body, how, digest)  # type: ignore[arg-type]  # None would raise
            elif isinstance(public, ec.EllipticCurvePublicKey):
                if not isinstance(how, ec.ECDSA):
                    return False
                public.verify(signature, body, how)
            elif isinstance(public, dsa.DSAPublicKey):
                if digest is None:
                    return False
                public.verify(signature, body, digest)
            else:
                public.verify(signature, body)  # type: ignore[union-attr]  # Ed25519 and Ed448; others raise
    except InvalidSignature:
        return False
    except Exception:  # noqa: BLE001  # whatever is odd about key, form or algorithm
        return None
    return True


def signed_by_root(issuer: str, certificate: bytes) -> bool | None:
    """Whether the public root of this name signed a certificate; None without such a root, or where nobody can tell."""
    proofs = {signs(key, certificate) for key in keys_of_roots().get(issuer, ())}
    return True if True in proofs else False if proofs == {False} else None


@cache
def keys_of_roots() -> dict[str, list[bytes]]:
    """Keys of public roots by subject, from data/root_certificates.toml."""
    found: dict[str, list[bytes]] = defaultdict(list)
    table = rtoml.loads(files("gifthorse.data").joinpath("root_certificates.toml").read_text(encoding="utf-8"))
    for root in table["root"]:
        found[root["subject"]].append(b64decode(root["key"]))
    return dict(found)
