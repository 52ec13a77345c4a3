"""JAR signatures (APK signature scheme v1), by the rules of Android rather than Java's.

https://source.android.com/docs/security/features/apksigning#v1 ; the rules in detail from AOSP's StrictJarVerifier and
apksig. Android before 6.0 (API level 23) is not considered, nor its wish for other digests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from msgspec import Struct, field

from gifthorse.errors import FormatError, LimitError, UnsupportedError
from gifthorse.formats import x509
from gifthorse.formats.apksig import algorithms
from gifthorse.formats.apksig.jarblock import signing_certificate
from gifthorse.formats.apksig.manifest import Section, sections
from gifthorse.formats.apksig.verdict import Invalid, Signer
from gifthorse.formats.zip import Archive, Entry

META: Final = "META-INF/"
MANIFEST: Final = "META-INF/MANIFEST.MF"
MAX_SIGNERS: Final = 10
MAX_SIGNATURE_FILE: Final = 16 << 20
MAX_INFLATED: Final = 2 << 30
WHOLE: Final = 8 << 20
MAX_NAMED: Final = 20


class JarSigner(Struct):
    """A signature block and its signature file; `covers` are the names of the entries it vouches for."""

    block: Entry
    file: Entry
    certificate: x509.Certificate | None = None
    algorithm: str | None = None
    covers: frozenset[bytes] = frozenset()


class Jar(Struct):
    """What was found so far; `why` is None when everything holds, `present` whether there is any signature at all.

    `stripped` is why Android 7 and later refuse the signature although it holds: a newer one was removed.
    """

    present: bool = False
    stripped: Invalid | None = None
    signers: list[JarSigner] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    why: Invalid | FormatError | None = None

    def rows(self) -> list[Signer]:
        """The signers whose certificate could be read."""
        return [
            Signer("v1", i, s.certificate, self.why is None or self.why is self.stripped, s.algorithm)
            for i, s in enumerate(self.signers)
            if s.certificate is not None
        ]


def read(archive: Archive, *, min_sdk: int, max_workers: int = 1) -> Jar:
    """Check the JAR signatures of an archive that has no newer signature."""
    jar = Jar()
    try:
        _check(archive, jar, min_sdk=min_sdk, max_workers=max_workers)
    except (Invalid, LimitError, UnsupportedError) as error:
        jar.why = error
    except FormatError as error:
        jar.why = Invalid(str(error))
    return jar


def _check(archive: Archive, jar: Jar, *, min_sdk: int, max_workers: int) -> None:
    meta = {e.name[len(META) :].upper(): e for e in reversed(archive.entries) if e.name.startswith(META)}
    for name, entry in meta.items():
        if name.endswith((".RSA", ".DSA", ".EC")):
            jar.present = True
            signature_file = meta.get(name.rpartition(".")[0] + ".SF")
            if signature_file is not None:
                jar.signers.append(JarSigner(entry, signature_file))
    jar.signers.sort(key=lambda s: archive.entries.index(s.block))
    jar.present = jar.present or any(name.endswith(".SF") for name in meta)
    if not jar.present:
        raise Invalid("The app has no JAR signature.")
    if archive.duplicates:
        raise Invalid(f"The archive holds the name {archive.duplicates[0]!r} more than once.", "archive")
    if "MANIFEST.MF" not in meta:
        raise Invalid("The app has signature files, but no JAR manifest.", "stripped")
    if not jar.signers:
        raise Invalid("The app's JAR signature lacks its signature file or its signature block.", "stripped")
    if len(jar.signers) > MAX_SIGNERS:
        raise Invalid(f"The app has {len(jar.signers)} signers, more than Android accepts.", "policy")
    data = archive.read(meta["MANIFEST.MF"], limit=MAX_SIGNATURE_FILE, jar=True)
    files = {}
    for signer in jar.signers:
        files[signer.file.name] = archive.read(signer.file, limit=MAX_SIGNATURE_FILE, jar=True)
        block = archive.read(signer.block, limit=MAX_SIGNATURE_FILE, jar=True)
        signing_certificate(block, files[signer.file.name], signer, first_only=min_sdk < 24)
    main, entries = _manifest(archive, data)
    kept = [s for s in jar.signers if _covers(s, files[s.file.name], data, main, entries, jar=jar)]
    if not kept:
        raise Invalid("None of the app's signature files applies to its JAR manifest.", "malformed")
    jar.signers = _entries(archive, entries, kept, max_workers=max_workers)
    used = {meta["MANIFEST.MF"].name, *(s.block.name for s in jar.signers), *(s.file.name for s in jar.signers)}
    unprotected = sum(e.name not in used and not e.name.endswith("/") for e in meta.values())
    if unprotected:
        jar.notes.append(f"{unprotected} file(s) in META-INF are not protected by the signature.")
    if jar.stripped is not None:
        raise jar.stripped


def _manifest(archive: Archive, data: bytes) -> tuple[Section | None, dict[bytes, Section]]:
    """The manifest's main section and the others by entry name."""
    present = {e.raw for e in archive.entries}
    parts = sections(data)
    main = next(parts, None)
    entries: dict[bytes, Section] = {}
    missing: list[str] = []
    for part in parts:
        if part.name is None:
            raise Invalid("A section of the app's JAR manifest does not say which entry it is about.")
        if part.name in entries:
            raise Invalid(f"The app's JAR manifest lists {_shown(part.name)} twice.")
        entries[part.name] = part
        if part.name not in present:
            missing.append(_shown(part.name))
    if missing:
        raise Invalid(
            f"{len(missing)} of the signed entries are missing, such as {missing[0]}.",
            "missing",
            tuple(missing[:MAX_NAMED]),
        )
    return main, entries


def _covers(
    signer: JarSigner,
    data: bytes,
    manifest: bytes,
    main: Section | None,
    entries: dict[bytes, Section],
    *,
    jar: Jar,
) -> bool:
    """Check a signature file against the manifest; False if Android ignores it."""
    parts = sections(data)
    head = next(parts, None)
    if head is None or b"signature-version" not in head.attributes:
        jar.notes.append(f"The signature file {signer.file.name!r} states no version, so Android ignores it.")
        return False
    jar.stripped = jar.stripped or _stripped(head)
    by_signtool = b"signtool" in head.attributes.get(b"created-by", b"")
    whole = head.digests("-digest" if by_signtool else "-digest-manifest")
    agrees = bool(whole) and all(algorithms.digest(kind, manifest) == value for kind, value in whole)
    if main is not None and not by_signtool:
        for kind, value in head.digests("-digest-manifest-main-attributes"):
            if algorithms.digest(kind, manifest[main.start : main.end]) != value:
                raise Invalid("The head of the app's JAR manifest is not what was signed.", "digest")
    names: set[bytes] = set()
    for part in parts:
        if part.name is None or part.name in names:
            jar.notes.append(f"The signature file {signer.file.name!r} is malformed, so Android ignores it.")
            return False
        names.add(part.name)
        if not agrees and not _section_agrees(part, manifest, entries.get(part.name), by_signtool=by_signtool):
            jar.notes.append(f"The signature file {signer.file.name!r} names unlisted entries, so Android ignores it.")
            return False
    signer.covers = frozenset(names)
    return True


def _stripped(head: Section) -> Invalid | None:
    for scheme in head.attributes.get(b"x-android-apk-signed", b"").split(b","):
        if scheme.strip() in (b"2", b"3"):
            # Firmware builds do this to preinstalled apps, which Android does not check in full (docs/apksig.md).
            sentence = f"The app was signed with scheme v{int(scheme)} too, and that signature was removed"
            return Invalid(
                sentence + "; its JAR signature holds, but Android 7 and later would not install it.", "stripped"
            )
    return None


def _section_agrees(part: Section, manifest: bytes, section: Section | None, *, by_signtool: bool) -> bool:
    if section is None:
        return False
    stated = part.digests("-digest")
    end = section.end
    if by_signtool and manifest[end - 2 : end] == b"\n\n":
        end -= 1
    if not stated or any(algorithms.digest(kind, manifest[section.start : end]) != v for kind, v in stated):
        raise Invalid(
            f"The JAR manifest's section on {_shown(part.name)} is not what was signed.",
            "digest",
            (_shown(part.name),),
        )
    return True


def _entries(
    archive: Archive, listed: dict[bytes, Section], signers: list[JarSigner], *, max_workers: int
) -> list[JarSigner]:
    """Check every entry's digest; the signers that sign all of them."""
    needed = [e for e in archive.entries if not e.name.startswith(META) and not e.name.endswith("/")]
    needed.sort(key=lambda e: e.header_offset)
    if not needed:
        raise Invalid("The app's signature covers no entry.", "uncovered")
    uncovered = [
        e.name
        for e in needed
        if e.raw not in listed or not any(e.raw in s.covers for s in signers) or not listed[e.raw].digests("-digest")
    ]
    if uncovered:
        raise Invalid(
            f"{len(uncovered)} of the app's entries are not covered by its signature, such as {uncovered[0]!r}.",
            "uncovered",
            tuple(uncovered[:MAX_NAMED]),
        )
    chosen = [s for s in signers if needed[0].raw in s.covers]
    for entry in needed:
        if any((entry.raw in s.covers) != (s in chosen) for s in signers):
            raise Invalid(f"The app's entries are not all signed by the same signers: {entry.name!r}.", "uncovered")
    inflated = Inflated()

    def differs(entry: Entry) -> bool:
        return not _entry_agrees(archive, entry, listed[entry.raw].digests("-digest"), inflated)

    altered = [e.name for e, wrong in zip(needed, _run(differs, needed, max_workers), strict=True) if wrong]
    if altered:
        raise Invalid(
            f"{len(altered)} of the app's entries are not what was signed, such as {altered[0]!r}.",
            "digest",
            tuple(altered[:MAX_NAMED]),
        )
    return chosen


class Inflated(Struct):
    """Bytes inflated so far: many small entries may all lead to one large piece of data."""

    size: int = 0

    def add(self, size: int) -> None:
        """Count `size` bytes more; `LimitError` beyond all measure."""
        self.size += size
        if self.size > MAX_INFLATED:
            raise LimitError("The app's entries are together larger than is allowed.")


def _run(check: Callable[[Entry], bool], needed: list[Entry], max_workers: int) -> Iterable[bool]:
    if max_workers < 2 or len(needed) < 8:
        return map(check, needed)
    with ThreadPoolExecutor(max_workers) as pool:
        return list(pool.map(check, needed, chunksize=16))


def _entry_agrees(archive: Archive, entry: Entry, expected: list[tuple[str, bytes]], inflated: Inflated) -> bool:
    if len(expected) == 1 and entry.usize <= WHOLE:
        kind, value = expected[0]
        try:
            data = archive.read(entry, limit=WHOLE, jar=True)
            inflated.add(len(data))
            return algorithms.digest(kind, data) == value
        except LimitError:
            inflated.add(WHOLE)  # larger than it claims: piece by piece, then
    running: list[Any] = [algorithms.new_digest(kind) for kind, _ in expected]
    for piece in archive.chunks(entry, jar=True):
        inflated.add(len(piece))
        for digest in running:
            digest.update(piece)
    return all(digest.digest() == value for digest, (_, value) in zip(running, expected, strict=True))


def _shown(name: bytes | None) -> str:
    return repr((name or b"").decode("utf-8", "replace"))
