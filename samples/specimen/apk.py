"""Builds one signed APK from a folder with `manifest.xml`, `*.java`, `*.smali`, `res/` and other files.

The manifest is ordinary but for two things: attributes need no `android:` prefix, and the `sign` attribute of
its root names the sample key (`schemes` the signature schemes, such as "v1 v2"; sign="" leaves it unsigned;
`tamper` names a stored entry of which one byte is changed after signing).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from samples.specimen.compile import compile_classes
from samples.specimen.elf import build_elf
from samples.specimen.keys import key_files
from samples.specimen.syntax import Class, SourceError, parse

FRAMEWORK = Path("/usr/share/android-framework-res/framework-res.apk")
JARS = ("antlr3-runtime", "dexlib2", "guava", "failureaccess", "jcommander", "smali", "smali-util")
JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")
TOOLS = ("java", "aapt", "zipalign", "apksigner", "smali")
PACKAGES = "aapt apksigner zipalign smali android-framework-res"
PLAIN = {"package", "coreApp", "split", "sharedUserMaxSdkVersion"}
EPOCH = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Source:
    """What goes into an APK or JAR: everything that decides its bytes."""

    manifest: str | None
    smali: dict[str, str]
    files: dict[str, bytes]
    resources: dict[str, bytes]
    key: str | None
    schemes: tuple[str, ...]
    tamper: str | None = None

    def digest(self) -> str:
        """Hash over all of it."""
        total = sha256(repr((self.manifest, sorted(self.smali.items()), self.key, self.schemes, self.tamper)).encode())
        for part in (self.files, self.resources):
            for name, data in sorted(part.items()):
                total.update(repr((name, len(data))).encode() + data)
        for path in key_files(self.key) if self.key else ():
            total.update(path.read_bytes())
        return total.hexdigest()


def missing_tools() -> list[str]:
    """Programs that building needs and this machine lacks."""
    lacking = [tool for tool in TOOLS if shutil.which(tool) is None]
    return lacking if FRAMEWORK.exists() else [*lacking, str(FRAMEWORK)]


def read_source(folder: Path) -> Source:
    """Read a specimen's folder; `manifest.xml` is absent for a JAR."""
    own: list[Class] = []
    smali, files, resources = {}, {}, {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if name == "manifest.xml":
            continue
        if name.startswith("assets/"):
            files[name] = path.read_bytes()
        elif name.endswith(".elf.toml"):
            files[name.removesuffix(".elf.toml")] = build_elf(path.read_text(encoding="utf-8"))
        elif path.suffix == ".java":
            own += parse(path.read_text(encoding="utf-8"))
        elif path.suffix == ".smali":
            smali[name] = path.read_text(encoding="utf-8")
        elif name.startswith("res/"):
            resources[name] = path.read_bytes()
        else:
            files[name] = path.read_bytes()
    try:
        smali |= compile_classes(own)
    except SourceError as error:
        raise SourceError(f"{folder}: {error}") from error
    written = folder / "manifest.xml"
    if not written.exists():
        return Source(None, smali, files, resources, None, ())
    manifest, said = expand(written.read_text(encoding="utf-8"))
    schemes = tuple(said.get("schemes", "v1 v2").split())
    return Source(
        manifest, smali, files, resources, said.get("sign", "brightleaf") or None, schemes, said.get("tamper")
    )


def expand(text: str) -> tuple[str, dict[str, str]]:
    """The full manifest, and what a short manifest says about signing."""
    said = {found[1]: found[2] for found in re.finditer(r'\s(sign|schemes|tamper)="([^"]*)"', text)}
    text = re.sub(r'\s(sign|schemes|tamper)="[^"]*"', "", text)

    def prefix(tag: re.Match[str]) -> str:
        return re.sub(
            r'(\s)([A-Za-z]+)(=")', lambda m: m[0] if m[2] in PLAIN else f"{m[1]}android:{m[2]}{m[3]}", tag[0]
        )

    text = re.sub(r"<[a-zA-Z][^>]*>", prefix, text)
    text = text.replace("<manifest", '<manifest xmlns:android="http://schemas.android.com/apk/res/android"', 1)
    return text, said


def build_apk(source: Source, target: Path) -> None:
    """Write the APK (or JAR) to `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        entries = dict(source.files)
        if source.smali:
            entries["classes.dex"] = _assemble(source, work)
        if source.manifest is not None:
            entries |= _resources(source, work)
        plain = work / "plain.zip"
        _write_zip(plain, entries)
        if source.manifest is None:
            shutil.copy(plain, target)
            return
        aligned = work / "aligned.apk"
        _run("zipalign", "-f", "4", str(plain), str(aligned))
        if source.key:
            _sign(source, aligned)
        if source.tamper:
            _tamper(aligned, source.files[source.tamper])
        shutil.copy(aligned, target)


def _assemble(source: Source, work: Path) -> bytes:
    for name, text in source.smali.items():
        path = work / "smali" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    jars = ":".join(f"/usr/share/java/{jar}.jar" for jar in JARS)
    output = work / "classes.dex"
    said = _run(*JAVA, "-cp", jars, "org.jf.smali.Main", "a", "-a", "29", "-o", str(output), str(work / "smali"))
    if not output.exists():  # smali says what is wrong and still exits with 0
        raise SourceError(f"smali: {said}")
    return output.read_bytes()


def _resources(source: Source, work: Path) -> dict[str, bytes]:
    manifest = work / "AndroidManifest.xml"
    text = source.manifest or ""
    rename = []
    if ' package="android"' in text:  # aapt takes no second package of that name beside the framework's
        text = text.replace(' package="android"', ' package="platform.android"')
        rename = ["--rename-manifest-package", "android"]
    manifest.write_text(text, encoding="utf-8")
    for name, data in source.resources.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes(data)
    packed = work / "packed.zip"
    more = ["-S", str(work / "res")] if source.resources else []
    _run("aapt", "package", "-f", "-M", str(manifest), "-I", str(FRAMEWORK), "-F", str(packed), *more, *rename)
    with zipfile.ZipFile(packed) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


def _write_zip(target: Path, entries: dict[str, bytes]) -> None:
    first = {"AndroidManifest.xml": 0, "classes.dex": 1, "resources.arsc": 2}
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(entries, key=lambda n: (first.get(n, 3), n)):
            info = zipfile.ZipInfo(name, EPOCH)
            stored = name == "resources.arsc" or name.endswith(".so")
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, entries[name], compresslevel=9)


def _sign(source: Source, apk: Path) -> None:
    assert source.key is not None
    private, public = key_files(source.key)
    schemes = [f"--{s}-signing-enabled={str(s in source.schemes).lower()}" for s in ("v1", "v2", "v3", "v4")]
    _run(*JAVA, "-jar", "/usr/share/java/apksigner.jar", "sign", "--key", str(private), "--cert", str(public),
         "--min-sdk-version", "23", "--v1-signer-name", "CERT", *schemes, str(apk))  # fmt: skip


def _tamper(apk: Path, stored: bytes) -> None:
    data = bytearray(apk.read_bytes())
    data[data.index(stored) + len(stored) // 2] ^= 1
    apk.write_bytes(data)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SourceError(f"{command[0]}: {(done.stderr or done.stdout).strip()[:2000]}")
    return done.stdout + done.stderr
