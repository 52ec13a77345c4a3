"""The manifest and application elements: who the app is and what holds for all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gifthorse.errors import FormatError
from gifthorse.formats.axml import Element, value
from gifthorse.readers.manifest.attributes import Attributes, Resources, class_name, process_name
from gifthorse.readers.manifest.facts import Base, Component, ManifestFacts
from gifthorse.readers.network_config import NOUGAT, PIE, Config

if TYPE_CHECKING:
    from gifthorse.readers.manifest.filling import Filling

UIDS = {
    "android.uid.system": "system",
    "android.uid.phone": "phone",
    "android.uid.bluetooth": "bluetooth",
    "android.uid.nfc": "nfc",
    "android.uid.log": "log",
    "android.uid.shell": "shell",
    "android.uid.networkstack": "network_stack",
    "android.uid.se": "se",
    "android.media": "media",
    "android.uid.shared": "shared",
}
"""Shared users with a fixed identity (Process.java), and the two that AOSP's own apps share."""

CODENAMES = {
    "L": 21,
    "M": 23,
    "N": 24,
    "O": 26,
    "P": 28,
    "Q": 29,
    "R": 30,
    "S": 31,
    "Sv2": 32,
    "Tiramisu": 33,
    "UpsideDownCake": 34,
    "VanillaIceCream": 35,
    "Baklava": 36,
}
UNRELEASED = 10_000
"""Build.VERSION_CODES.CUR_DEVELOPMENT: what a preview's code name means."""

LAUNCHERS = {"android.intent.category.LAUNCHER", "android.intent.category.LEANBACK_LAUNCHER"}
MAX_NAMES = 1_000


def identity(root: Element, resources: Resources) -> tuple[Element | None, Base]:
    """(application element, what components inherit). FormatError where it is no app's manifest."""
    if root.name != "manifest":
        raise FormatError("The manifest begins with another element.")
    named = root.by_name("package") or next((a for a in root.attributes if a.name == "package"), None)
    package = named.as_text() if named is not None else None
    if not package:
        raise FormatError("The manifest names no package.")
    app = next(iter(root.find("application")), None)
    _, target = sdks(root, resources)
    if app is None:
        return None, Base(package, target)
    attributes = Attributes(app, resources)
    base = Base(
        package=package,
        target_sdk=target,
        permission=attributes.text("permission") or None,
        enabled=attributes.flag("enabled", True),
        theme=attributes.reference("theme"),
    )
    return app, base


def sdks(root: Element, resources: Resources) -> tuple[int, int]:
    """(minSdkVersion, targetSdkVersion) as Android takes them; of several uses-sdk elements the last counts."""
    low, target = 1, None
    for element in root.find("uses-sdk"):
        attributes = Attributes(element, resources)
        low = _version(attributes, "minSdkVersion") or 1
        target = _version(attributes, "targetSdkVersion")
    return low, low if target is None else target


def _version(attributes: Attributes, name: str) -> int | None:
    text = attributes.text(name)
    number = attributes.number(name)
    if number is not None or text is None:
        return number
    return CODENAMES.get(text.split(".", 1)[0], UNRELEASED)  # as "Tiramisu" or "Q.fingerprint"


def instrumentation(root: Element, package: str, resources: Resources) -> list[str]:
    """Classes of instrumentation elements."""
    names = (Attributes(element, resources).text("name") for element in root.find("instrumentation")[:MAX_NAMES])
    return [class_name(package, name) for name in names if name]


def network_file(root: Element, resources: Resources) -> str | None:
    """Name of the archive entry that holds the network security configuration; @0x... where it cannot be found."""
    for app in root.find("application")[:1]:
        return Attributes(app, resources).text("networkSecurityConfig")
    return None


def facts(
    root: Element,
    app: Element | None,
    base: Base,
    *,
    resources: Resources,
    filling: Filling,
    network: Config | None,
) -> ManifestFacts:
    """Put together what the manifest says of the app as a whole."""
    package = base.package
    top = Attributes(root, resources)
    own = Attributes(app, resources) if app is not None else None
    low, target = sdks(root, resources)
    shared = top.text("sharedUserId") or None
    uid = UIDS.get(shared or "", "app")
    debuggable = own.flag("debuggable", False) if own else False
    application_class = _class(own, "name", package)
    backup_agent = _class(own, "backupAgent", package)
    process = own.text("process") if own else None
    columns: dict[str, Any] = {
        "package": package,
        "label": own.label("label") if own else None,
        "version_code": _version_code(top),
        "version_name": top.text("versionName"),
        "shared_user_id": shared,
        "uid": uid,
        "min_sdk": low,
        "target_sdk": target,
        "debuggable": debuggable,
        "test_only": own.flag("testOnly", False) if own else False,
        "allow_backup": own.flag("allowBackup", True) if own else True,
        "persistent": own.flag("persistent", False) if own else False,
        "has_code": own.flag("hasCode", True) if own else False,
        "core_app": _core(root),
        "process": process_name(package, process) if process else None,
        "application_class": application_class,
        "backup_agent": backup_agent,
        "overlay_target": next(iter(_names(root, "overlay", "targetPackage", resources)), None),
        "uses_libraries": _names(app, "uses-library", "name", resources),
        "original_packages": _names(root, "original-package", "name", resources),
        "cleartext_permitted": own.flag("usesCleartextTraffic", target < PIE) if own else target < PIE,
        "user_cas_trusted": target < NOUGAT,
        "has_launcher": any(_launches(component) for component in filling.components),
    }
    if network is not None:
        # It takes the place of usesCleartextTraffic and of the target's default for the user's CAs.
        stated = network.base.cleartext
        columns["cleartext_permitted"] = target < PIE if stated is None else stated
        columns["user_cas_trusted"] = network.base.trusts_user or (debuggable and network.debug_trusts_user)
    return ManifestFacts(
        package=package,
        min_sdk=low,
        target_sdk=target,
        uid=uid,
        debuggable=debuggable,
        application_class=application_class,
        backup_agent=backup_agent,
        factory=_class(own, "appComponentFactory", package),
        zygote_preload=_class(own, "zygotePreloadName", package),
        instrumentation=tuple(filling.instrumentation),
        shared_user_max_sdk=top.number("sharedUserMaxSdkVersion", 0) or 0,
        components=tuple(filling.components),
        permissions_used=tuple(filling.used),
        app=columns,
    )


def _class(attributes: Attributes | None, name: str, package: str) -> str | None:
    text = attributes.text(name) if attributes else None
    return class_name(package, text) if text else None


def _names(element: Element | None, child: str, attribute: str, resources: Resources) -> list[str]:
    if element is None:
        return []
    names = (Attributes(one, resources).text(attribute) for one in element.find(child)[:MAX_NAMES])
    return list(dict.fromkeys(name for name in names if name))


def _version_code(top: Attributes) -> int | None:
    code, major = top.number("versionCode"), top.number("versionCodeMajor")
    if code is None and major is None:
        return None
    return (major or 0) << 32 | ((code or 0) & 0xFFFFFFFF)


def _core(root: Element) -> bool:
    found = root.by_name("coreApp")
    return found is not None and value.to_bool(found.type, found.data, found.text, False)


def _launches(component: Component) -> bool:
    return (
        component.kind in ("activity", "activity-alias")
        and component.enabled
        and any(
            "android.intent.action.MAIN" in one.actions and LAUNCHERS & set(one.categories) for one in component.filters
        )
    )
