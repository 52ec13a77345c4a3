"""Components and their intent filters, with Android's defaults (com.android.server.pm.pkg.component.*)."""

from __future__ import annotations

from collections.abc import Iterator

from gifthorse.formats.axml import Element
from gifthorse.readers.manifest.attributes import Attributes, Resources, class_name, process_name
from gifthorse.readers.manifest.facts import Base, Component, Filter

KINDS = ("activity", "activity-alias", "service", "receiver", "provider")
JELLY_BEAN_MR1 = 17
MAX_ITEMS = 256
"""Values kept of one list: actions of a filter, authorities, meta-data, hosts and the like."""
MAX_METADATA = 1_000
"""Characters kept of one meta-data value."""


def components(application: Element, base: Base, resources: Resources) -> Iterator[Component]:
    """The components of an application element; those without a name are no components to Android."""
    activities: dict[str, Component] = {}
    for element in application.children:
        if element.name not in KINDS:
            continue
        component = _component(element, base, resources, activities)
        if component is None:
            continue
        if component.kind == "activity":
            activities.setdefault(component.component, component)
        yield component


def _component(
    element: Element, base: Base, resources: Resources, activities: dict[str, Component]
) -> Component | None:
    attributes = Attributes(element, resources)
    name = attributes.text("name")
    if not name:
        return None
    kind = element.name
    name = class_name(base.package, name)
    target = attributes.text("targetActivity") if kind == "activity-alias" else None
    target = class_name(base.package, target) if target else name
    aliased = activities.get(target) if kind == "activity-alias" else None
    filters = tuple(_filter(child, resources) for child in element.find("intent-filter")[:MAX_ITEMS])
    stated = attributes.stated("exported")
    default = base.target_sdk < JELLY_BEAN_MR1 if kind == "provider" else bool(filters)
    # An alias stands in front of its activity: it is guarded by its own permission alone.
    inherited = None if kind == "activity-alias" else base.permission
    permission = _permission(attributes, "permission", inherited)
    read = write = None
    authorities: tuple[str, ...] = ()
    if kind == "provider":
        read = _permission(attributes, "readPermission", permission)
        write = _permission(attributes, "writePermission", permission)
        authorities = tuple((attributes.text("authorities") or "").split(";", MAX_ITEMS)[:MAX_ITEMS])
    theme = attributes.reference("theme") or base.theme
    process = attributes.text("process")
    return Component(
        kind=kind,
        component=name,
        target=target,
        enabled=attributes.flag("enabled", True) and base.enabled,
        exported=default if stated is None else stated,
        exported_stated=stated,
        permission=permission,
        read_permission=read,
        write_permission=write,
        authorities=tuple(a for a in authorities if a),
        grant_uri_permissions=kind == "provider" and attributes.flag("grantUriPermissions", False),
        path_permissions=len(element.find("path-permission")) if kind == "provider" else 0,
        process=process_name(base.package, process) if process else (aliased.process if aliased else None),
        exclude_from_recents=attributes.flag("excludeFromRecents", False)
        or bool(aliased and aliased.exclude_from_recents),
        no_display=(kind == "activity" and resources.hides(theme)) or bool(aliased and aliased.no_display),
        direct_boot_aware=attributes.flag("directBootAware", False) or bool(aliased and aliased.direct_boot_aware),
        isolated=kind == "service" and attributes.flag("isolatedProcess", False),
        foreground_service_type=attributes.number("foregroundServiceType") if kind == "service" else None,
        metadata=tuple(_metadata(element, resources)),
        filters=filters,
    )


def _permission(attributes: Attributes, name: str, inherited: str | None) -> str | None:
    """An empty string lifts the inherited permission."""
    stated = attributes.text(name)
    return inherited if stated is None else stated or None


def _filter(element: Element, resources: Resources) -> Filter:
    actions: list[str] = []
    categories: list[str] = []
    data: dict[str, list[str]] = {"scheme": [], "host": [], "mimeType": []}
    for child in element.children[: 4 * MAX_ITEMS]:
        attributes = Attributes(child, resources)
        if child.name in ("action", "category"):
            name = attributes.named("name")
            if name:
                (actions if child.name == "action" else categories).append(name)
        elif child.name == "data":
            for key, values in data.items():
                text = attributes.text(key)
                if text:
                    port = attributes.text("port") if key == "host" else None
                    values.append(f"{text}:{port}" if port else text)
    return Filter(
        actions=_unique(actions),
        categories=_unique(categories),
        schemes=_unique(data["scheme"]),
        hosts=_unique(data["host"]),
        mime_types=_unique(data["mimeType"]),
        priority=Attributes(element, resources).number("priority", 0) or 0,
    )


def _unique(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))[:MAX_ITEMS]


def _metadata(element: Element, resources: Resources) -> Iterator[str]:
    for child in element.find("meta-data")[:MAX_ITEMS]:
        attributes = Attributes(child, resources)
        name = attributes.text("name")
        if name:
            text = attributes.as_written("value")
            if text is None:
                text = attributes.as_written("resource")
            yield f"{name[:MAX_METADATA]}={(text or '')[:MAX_METADATA]}"
