"""The signature block of a JAR signature: which certificate in it signed the signature file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gifthorse.errors import FormatError, LimitError, UnsupportedError
from gifthorse.formats import der, pkcs7, x509
from gifthorse.formats.apksig import algorithms
from gifthorse.formats.apksig.verdict import Invalid

if TYPE_CHECKING:
    from gifthorse.formats.apksig.v1 import JarSigner


def signing_certificate(block: bytes, signed: bytes, signer: JarSigner, *, first_only: bool) -> None:
    """Check the block over the signature file `signed`; fills the signer's `certificate` and `algorithm`.

    Android 7 and later take the first signer info that holds and stop at one that is malformed; Android 6 looks at the
    first only (`first_only`). Raises `Invalid` or `UnsupportedError`.
    """
    try:
        data = pkcs7.signed_data(block)
    except FormatError as error:
        raise Invalid(f"The signature block {signer.block.name!r} cannot be read: {error}") from error
    certificates = [x509.certificate(c) for c in data.certificates]
    if not data.signers:
        raise Invalid(f"The signature block {signer.block.name!r} has no signer.", "signature")
    found = False
    unsupported: UnsupportedError | None = None
    for info in data.signers[:1] if first_only else data.signers:
        certificate = _find(certificates, info)
        if certificate is not None and not found:
            signer.certificate = certificate
        try:
            good = _holds(data, info, certificate, signed)
        except UnsupportedError as error:
            unsupported = error
            continue
        if good and not found and certificate is not None:
            found = True
            signer.certificate = certificate
            algorithm = algorithms.from_pkcs7(info.digest_oid, info.signature_oid)
            signer.algorithm = algorithm.name if algorithm else None
    if not found:
        if unsupported is not None:
            raise unsupported
        raise Invalid(f"The signature in {signer.block.name!r} over the signature file does not hold.", "signature")


def _find(certificates: list[x509.Certificate], info: pkcs7.SignerInfo) -> x509.Certificate | None:
    named = [c for c in certificates if info.serial is not None and c.serial == info.serial]
    for certificate in named:
        if certificate.issuer_der == info.issuer_der:
            return certificate
    # Names may be written in different string types on both sides; Android compares them as text.
    for certificate in named:
        try:
            if (
                info.issuer_der is not None
                and x509.name(info.issuer_der, der.node(info.issuer_der)) == certificate.issuer
            ):
                return certificate
        except FormatError:
            continue
    return None


def _holds(data: pkcs7.SignedData, info: pkcs7.SignerInfo, certificate: x509.Certificate | None, signed: bytes) -> bool:
    """Whether the signer info holds; raises `Invalid` where Android gives the whole block up."""
    algorithm = algorithms.from_pkcs7(info.digest_oid, info.signature_oid)
    if algorithm is None:
        raise Invalid("The JAR signature uses a pair of algorithms that Android does not accept.", "algorithm")
    if certificate is None:
        raise Invalid("The JAR signature names a certificate that it does not hold.", "certificate")
    if certificate.spki is None:
        raise Invalid("The JAR signature's certificate cannot be read.", "certificate")
    if certificate.unknown_critical:
        raise Invalid("The JAR signature's certificate has critical parts that Android does not know.", "certificate")
    if certificate.key_usage is not None and not certificate.key_usage & 0b11:
        raise Invalid("The JAR signature's certificate is not meant for signatures.", "certificate")
    if info.signed_attributes is None:
        return algorithms.holds(algorithm, certificate.spki, info.signature, signed)
    kind = _only(info, pkcs7.CONTENT_TYPE, "content type")
    digest = _only(info, pkcs7.MESSAGE_DIGEST, "content digest")
    try:
        if der.oid(kind, der.node(kind)) != data.content_type:
            return False
        stated = der.octets(digest, der.expect(der.node(digest), der.OCTET_STRING, "a digest"))
    except LimitError:
        raise
    except FormatError as error:
        raise Invalid(f"The JAR signature's attributes are malformed: {error}") from error
    if stated != algorithms.digest(algorithm.digest, signed):
        return False
    return algorithms.holds(algorithm, certificate.spki, info.signature, info.signed_attributes)


def _only(info: pkcs7.SignerInfo, oid: str, what: str) -> bytes:
    values = info.attributes.get(oid, ())
    if len(values) != 1:
        raise Invalid(f"The JAR signature's attributes do not state one {what}.", "signature")
    return values[0]
