"""What a manifest says, resolved as Android resolves it: values that later analyses of the same app build on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct


class Filter(Struct, frozen=True):
    """An intent filter."""

    actions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    mime_types: tuple[str, ...] = ()
    priority: int = 0


class Component(Struct, frozen=True):
    """A component. The names are the columns of the table `components`, which says what they mean."""

    kind: str
    component: str
    target: str
    enabled: bool
    exported: bool
    exported_stated: bool | None = None
    permission: str | None = None
    read_permission: str | None = None
    write_permission: str | None = None
    authorities: tuple[str, ...] = ()
    grant_uri_permissions: bool = False
    path_permissions: int = 0
    process: str | None = None
    exclude_from_recents: bool = False
    no_display: bool = False
    direct_boot_aware: bool = False
    isolated: bool = False
    foreground_service_type: int | None = None
    metadata: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()


class ManifestFacts(Struct, frozen=True):
    """An app's base manifest with its splits'.

    `app` holds the columns of the table `apps` that a manifest can know; `instrumentation` the classes of
    instrumentation elements; `factory` the appComponentFactory, which runs before anything else of the app;
    `zygote_preload` a class that runs in the app zygote; `shared_user_max_sdk` (0: none) the last Android version on
    which a new installation joins the shared user.
    """

    package: str
    min_sdk: int
    target_sdk: int
    uid: str
    debuggable: bool
    application_class: str | None
    backup_agent: str | None
    factory: str | None
    zygote_preload: str | None
    instrumentation: tuple[str, ...]
    shared_user_max_sdk: int
    components: tuple[Component, ...]
    permissions_used: tuple[str, ...]
    app: Mapping[str, Any]


class Split(Struct, frozen=True):
    """A split APK of the same app: its node path, its binary manifest, and its resource table if it has one."""

    path: str
    manifest: bytes
    arsc: bytes | None = None


class Base(Struct, frozen=True):
    """What all parts of one app share while its manifests are read."""

    package: str
    target_sdk: int
    permission: str | None = None
    enabled: bool = True
    theme: int | None = None
    process: str | None = None


Entry = Callable[[str], bytes | None]
"""Reads another entry of the base APK by name; None when there is none."""
