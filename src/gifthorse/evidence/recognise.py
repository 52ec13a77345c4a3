"""What a piece of evidence is, by its content; the path only helps where a phone's own layout gives it meaning."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from gifthorse.evidence import central
from gifthorse.formats import fsconfig, pcapdroid
from gifthorse.formats.capture import kind as capture
from gifthorse.formats.capture.window import beginning, packing
from gifthorse.formats.cell import diag, dlf
from gifthorse.formats.photo.sniff import sniff
from gifthorse.formats.tls.keylog import is_keylog

HEAD = 4100  # a page, and the four bytes after it that tell OAT files made by Android 9 and later
TEXT = (128 << 10) + 64  # zstd gives its first byte once it has a whole block

MAGIC = {
    b"\x7fELF": "elf",
    b"vdex": "vdex",
    b"art\n": "art",
    b"dey\n": "oat",  # the optimised DEX of Dalvik, before Android 5
    b"cdex": "vdex",
    b"ABX\0": "binary-xml",
    b"\x3a\xff\x26\xed": "image",  # Android sparse image
    b"ANDR": "image",  # ANDROID!
    b"VNDR": "image",  # VNDRBOOT
    b"AVB0": "image",
    b"\x8c\xff\x7c\xf9": "sepolicy",
    b"CrAU": "image",
    b"gDla": "image",  # super.img's geometry
    b"\xd7\xb7\xab\x1e": "image",  # dtbo
}
ARCHIVES = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!", b"\x04\x22\x4d\x18")
PACKED_CODE = (".apk.gz", ".so.gz", ".ko.gz", ".jar.gz", ".dex.gz", ".elf.gz", ".debug.gz")
CODE_MAGIC = (b"\x7fELF", b"dex\n", b"PK\x03\x04")
BLOCKS = (".new.dat", ".new.dat.br", ".patch.dat")  # brotli has no magic, and these are nothing else
WHOLE_MAGIC = (b"ANDROID!", b"VNDRBOOT")


class Sight(Struct, frozen=True):
    """What was seen: the kind, and for zips their list of contents."""

    kind: str
    listing: bytes = b""


def recognise(
    head: bytes, size: int, path: str, listing: Callable[[], bytes | None], more: Callable[[], bytes]
) -> Sight:
    """Name the kind of something that begins with `head` and lies at `path`.

    `listing` fetches its zip central directory (None: no zip), `more` its first 128 KiB; both are called only when
    needed.
    """
    kind = MAGIC.get(head[:4])
    if kind == "binary-xml" and _STATE_XML.search("/" + path):
        kind = "state-xml"
    if kind == "elf":
        return Sight("oat" if b"\0oatdata\0" in head or head[4096:] == b"oat\n" else "elf")
    if kind is not None and not (kind == "image" and head[:4] in (b"ANDR", b"VNDR") and head[:8] not in WHOLE_MAGIC):
        return Sight(kind)
    dex = head.startswith(b"dex\n") and head[7:8] == b"\0"
    if head.startswith(b"PK") or dex or path.endswith((".apk", ".jar", ".zip")):
        contents = listing()
        if contents is not None:
            return Sight(zip_kind(contents), contents)
    if dex:
        return Sight("dex")
    if kind := _packed_kind(head, size, path, more):
        return Sight(kind)
    if _FS_CONFIG.search("/" + path) and fsconfig.looks_like(head, size):
        return Sight("fs-config")
    if known := "photo" if sniff(head) else "certificate" if is_certificate(head, size) else "":
        return Sight(known)
    if size <= len(head):
        head = head.rstrip(b"\0")  # some tools pad a text
    return Sight("other" if b"\0" in head else text_kind(head, path, more))


def _packed_kind(head: bytes, size: int, path: str, more: Callable[[], bytes]) -> str:
    """Zips that have lost their list of contents, images, captures and archives; empty for what is none of them."""
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if _is_filesystem(head, path):
        return "image"
    if capture := capture_kind(head, more) or log_kind(head, size, more) or recorded_kind(head):
        return capture
    if not path.endswith(PACKED_CODE) and (how := packing(head)) == "gz" and beginning(head, how)[:4] in CODE_MAGIC:
        return "packed-code"
    return "archive" if head.startswith(ARCHIVES) or head[257:262] == b"ustar" else ""


# A tnetstring that is a dict of what every flow has, and how an HTTP archive begins; both whatever comes first in them.
_FLOW = re.compile(
    rb"[0-9]{2,10}:[0-9]{1,2}:(?:version|type|id|error|request|response|client_conn|server_conn|websocket|messages|backup"
    rb"|intercepted|is_replay|marked|metadata|comment|timestamp_created|mode|timestamp_start)[;,]"
)
_ARCHIVE = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:\s*\{')
_STATE = re.compile(
    rb"^(?:DUMP OF SERVICE |Currently running services:|=+\r?\n== dumpstate|Battery History [(\[]"
    rb"|Active interfaces:\r?\n|(?:Dev|Xt|UID) stats:\r?\n|package:[\w.]+ uid:\d+\r?$|Database versions:\r?\n"
    rb"|Activity Resolver Table:\r?\n|NetworkProviders for:|Active default network: "
    rb"|[\w.]+ \d{4,6} [01] /data/(?:user/0|data)/[\w.]+ )",
    re.MULTILINE,
)


def recorded_kind(head: bytes) -> str:
    """What proxies, browsers and the phone's own services write of traffic; empty for anything else."""
    if head.removeprefix(b"\xef\xbb\xbf").startswith(pcapdroid.HEADER):
        return "pcapdroid-csv"
    if _FLOW.match(head):
        return "mitmproxy"
    return "har" if _ARCHIVE.match(head) and (b'"entries"' in head or b'"creator"' in head) else ""


def capture_kind(head: bytes, more: Callable[[], bytes]) -> str:
    """pcap or pcapng, also of what gzip or zstd packed; empty where it is neither."""
    how = packing(head)
    return capture(beginning(more() if how == "zst" else head, how) if how else head[:12])


def log_kind(head: bytes, size: int, more: Callable[[], bytes]) -> str:
    """qmdl or dlf, a modem's log, also of what gzip packed; empty where it is neither."""
    if packing(head) == "gz":
        inside = beginning(head, "gz", HEAD // 2)
        return "qmdl" if diag.looks_like(inside) else ""
    if diag.looks_like(head) or (head[:2] == b"\x10\0" and b"\x7e" not in head and diag.looks_like(more())):
        return "qmdl"
    return "dlf" if dlf.looks_like(head, size) else ""


def zip_kind(contents: bytes) -> str:
    """apk, jar, apex, bundle or zip by what a zip's list of contents names."""
    if central.holds(contents, b"apex_payload.img") or central.holds(contents, b"original_apex"):
        return "apex"
    if central.holds(contents, b"AndroidManifest.xml"):
        return "apk"
    if central.holds(contents, b"classes.dex"):
        return "jar"
    if b".apk" in contents and any(
        central.holds(contents, mark) for mark in (b"toc.pb", b"manifest.json", b"info.json", b"base.apk")
    ):
        return "bundle"
    return "zip"


def _is_filesystem(head: bytes, path: str) -> bool:
    """Ext4 or EROFS, which keep their superblock 1,024 bytes in, or the blocks of an update package."""
    return (
        head[1024:1028] == b"\xe2\xe1\xf5\xe0"
        or (head[1080:1082] == b"\x53\xef" and path.endswith(".img"))
        or (path.endswith(BLOCKS))
    )


# A SEQUENCE, in it tbsCertificate, in that [0] version or, in version 1, the serial number. Small keys make it short.
_DER = re.compile(
    rb"\x30(\x81.|\x82..)\x30(?:\x81.|\x82..)(?:\xa0\x03\x02\x01[\x00-\x02]\x02|\x02[\x01-\x15])", re.DOTALL
)


def _length(coded: bytes) -> int:
    """A DER length of several bytes."""
    return int.from_bytes(coded[1:], "big")


def is_certificate(head: bytes, size: int) -> bool:
    """PEM (also behind OpenSSL's text form), or DER that begins like an X.509 certificate."""
    if match := _DER.match(head):
        return match.end() <= (length := _length(match[1]) + 1 + len(match[1])) <= size <= length + 2
    return b"-----BEGIN CERTIFICATE-----" in head or head.startswith(
        (b"Certificate:\n    Data:", b"-----BEGIN TRUSTED CERT")
    )


# Atomic, because a lazy `.*?` may end at any of many comments: giving back would try all their combinations.
_ROOT = re.compile(
    rb"\s*+(?:(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)\s*+)*+<([A-Za-z_][\w.:-]*)", re.DOTALL
)
_CONFIG = re.compile(
    rb"<(?:allow-|hidden-api-|system-user-|app-link|default-enabled-vr|component-override|backup-transport|"
    rb"disabled-until|bugreport-|privapp-|assign-permission|split-permission|library\b|feature\b|named-actor|"
    rb"initial-package-state|install-in-user-type|unavailable-feature|group\b|permission\b|whitelisted|prevent-)"
)
_FS_CONFIG = re.compile(r"/etc/fs_config_(?:files|dirs)$")
_ADB_KEYS = re.compile(rb"[A-Za-z0-9+/]{200,}={0,2}(?:[ \t][^\n]*)?(?:\r?\n|$)")
_KERNEL_OPTIONS = re.compile(rb"^[A-Za-z_.]*cmd_?line=", re.MULTILINE | re.IGNORECASE)
_KERNEL_OPTION = re.compile(rb"(?:^|[\s'\"=])(?:androidboot\.\w|console=|buildvariant=|loglevel=)")
_LINKER_CONFIG = re.compile(r"/ld\.config[^/]*\.txt$")
_PROGRAM_PLACE = re.compile(r"/(?:x|s)?bin/[^/.]+$|/etc/init\.d/[^/]+$")  # where a text can only be a script
_SYSTEM_XML = re.compile(r"(?:^|/)etc/(?:permissions|sysconfig|default-permissions)/[^/]+$")
_STATE_XML = re.compile(
    r"/(?:settings_(?:global|secure|system)|device_owner(?:_2)?|device_policies|profile_owner)\.xml$"
)
_RC = re.compile(
    rb"^[ \t]*(?:service[ \t]+\S+[ \t]+\S*/\S+|import[ \t]+/\S+|"
    rb"on[ \t]+(?:early-init|init|late-init|boot|charger|fs|early-fs|post-fs|late-fs|post-fs-data|nonencrypted|"
    rb"property:\S+|early-boot|load_\S+|zygote-start|service-exited-\S+|firmware_mounts_complete|enable_\S+)\b)",
    re.MULTILINE,
)
_PROPERTY = re.compile(rb"^[ \t]*[A-Za-z_][\w.@:/-]*[ \t]*=", re.MULTILINE)
_PHONE_PROPERTY = re.compile(
    rb"^[ \t]*(?:ro|persist|sys|debug|dalvik|net|wifi|gsm|rild|vendor|media|audio|telephony|dev|log|service|qemu|"
    rb"security|import)\.[\w.@:-]+[ \t]*=",
    re.MULTILINE,
)
_LINE = re.compile(rb"^[ \t]*[^#\s!].*$", re.MULTILINE)
_HOST = re.compile(rb"^[ \t]*(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.%\w]*)[ \t]+[\w.*-]+", re.MULTILINE)


def text_kind(head: bytes, path: str, more: Callable[[], bytes]) -> str:
    """The kind of a text by its syntax."""
    if is_keylog(head) or _STATE.search(head):
        return "keylog" if is_keylog(head) else "dumpsys"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        return _xml_kind(start, path, more)
    if path.endswith(("/etc/hosts", "/hosts")):
        return "hosts"
    if start.startswith(b"#!") or path.endswith(".sh") or _PROGRAM_PLACE.search("/" + path):
        return "script"
    if kind := _by_place(start, head, path):
        return kind
    if path.endswith((".prop", "/prop.default")) and b"=" not in head and len(head) == HEAD:
        head = more()
    if b"=" in head and _are_properties(head, path):
        return "properties"
    if b"service" in head or b"on " in head or b"import" in head:
        if _RC.search(head):
            return "init-rc"
    elif len(head) == HEAD and path.endswith(".rc") and _RC.search(more()):
        return "init-rc"
    if lines_are_hosts(head):
        return "hosts"
    return "other"


def _by_place(start: bytes, head: bytes, path: str) -> str | None:
    """Kinds that a text has only under the names that the system, or a tool that takes images apart, gives them."""
    name = path.rpartition("/")[2]
    if name == "adb_keys" and _ADB_KEYS.match(start):
        return "adb-keys"
    if name.endswith(".cil") and start.startswith((b"(", b";")):
        return "sepolicy-cil"
    if _KERNEL_OPTION.search(head) and (_KERNEL_OPTIONS.search(head) or "cmdline" in name):
        return "kernel-options"
    return None


def _are_properties(head: bytes, path: str) -> bool:
    """Whether most lines give a property a value, and the file or any of them is known for it."""
    known = (
        path.endswith((".prop", "/prop.default"))
        or _LINKER_CONFIG.search("/" + path)
        or _PHONE_PROPERTY.search(head) is not None
    )
    return bool(known) and len(_PROPERTY.findall(head)) * 5 >= len(_LINE.findall(head)) * 3


def lines_are_hosts(text: bytes) -> bool:
    """Whether every line maps an address to names and one of them is localhost."""
    return b"localhost" in text and len(_HOST.findall(text)) == len(_LINE.findall(text))


def _xml_kind(start: bytes, path: str, more: Callable[[], bytes]) -> str:
    root = _ROOT.match(start)
    if root is None and b"<!--" in start:
        start = more()
        root = _ROOT.match(start.removeprefix(b"\xef\xbb\xbf").lstrip())
    name = root[1] if root else b""
    system = _SYSTEM_XML.search("/" + path) is not None
    if name in (b"settings", b"root", b"policies", b"device-owner", b"profile-owner") and _STATE_XML.search("/" + path):
        return "state-xml"
    if name == b"policy" and b"<signer" in start and path.endswith("mac_permissions.xml"):
        return "mac-permissions"
    if name == b"exceptions" and b"<exception" in start:
        return "permissions-xml"
    if name not in (b"permissions", b"config") or not (system or _CONFIG.search(start)):
        return "other"
    return "permissions-xml" if name == b"permissions" else "sysconfig-xml"
