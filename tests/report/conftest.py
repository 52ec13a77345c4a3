"""A phone's report as a check would make it: invented names, real shapes."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import blake2b

import pytest
from msgspec.structs import replace

from gifthorse.report.context import AppInfo, CodeLine, Context, Device, Edge, Group, RuleInfo, Snippet, Timing
from gifthorse.report.document import Answer, Coverage, Document, Evidence, Finding, Problem, Subject
from gifthorse.tables import node_id

OTA = "com.lumio.ota.sysoper"
COLLECTOR = "com.data.harvest"
SELLER = "com.lumio.saletime"
INSTALLER = "com.tidewater.appmall"
FRAMEWORK = "lumio.framework.res"


def ident(key: str) -> str:
    """An id such as the judge makes."""
    return blake2b(key.encode(), digest_size=5).hexdigest()


def finding(
    key: str,
    rule: str,
    level: str,
    package: str,
    says: str,
    *,
    category: str = "remote-command",
    confidence: str = "high",
    basis: str = "capability",
    question: str = "backdoor",
    kind: str = "app",
    path: str = "",
    locator: str = "",
    detail: str = "",
    advice: str = "Remove or disable the app; do not use the phone for anything confidential until then.",
) -> Finding:
    path = path or f"phone/system/app/{package}/{package}.apk"
    return Finding(
        id=ident(key),
        rule=f"{question}/{rule}",
        question=question,
        category=category,
        level=level,
        confidence=confidence,
        basis=basis,
        trust="extracted",
        subject=Subject(kind, package),
        says=says,
        advice=advice,
        evidence=(Evidence(node_id(path), path, locator, detail),),
        references=("https://source.android.com/docs/security/features",),
    )


def findings() -> tuple[Finding, ...]:
    ota = "phone/system/priv-app/LumioSysOper/LumioSysOper.apk"
    return (
        finding(
            "exposed-exec",
            "exposed-exec",
            "critical",
            OTA,
            f"{OTA} lets any app run commands as system: the service SysService reaches Runtime.exec in 4 calls, "
            "and the command is an extra of the caller's intent.",
            path=ota,
            locator="com.lumio.ota.sysoper.SysService.onStartCommand:0x12",
            detail="com.lumio.ota.sysoper.SysService.onStartCommand:0x12\n"
            "com.lumio.ota.sysoper.task.TaskQueue.submit:0x3a\n"
            "com.lumio.ota.sysoper.task.ShellTask.<init>:0x6\n"
            "com.lumio.ota.sysoper.task.ShellTask.run:0x1e\n"
            "com.lumio.ota.sysoper.util.Shell.execute:0x44\n"
            "java.lang.Runtime.exec",
        ),
        finding(
            "silent-install",
            "exposed-install",
            "critical",
            OTA,
            f"{OTA} installs an app of the caller's choice without asking: any app can send it a path.",
            category="silent-install",
            path=ota,
            locator="com.lumio.ota.sysoper.InstallReceiver.onReceive:0x20",
            detail="com.lumio.ota.sysoper.InstallReceiver.onReceive:0x20\n"
            "com.lumio.ota.sysoper.util.Packages.installSilently:0x9c\n"
            "android.content.pm.PackageManager.installPackage",
        ),
        finding(
            "hidden-collector",
            "hidden-collector",
            "high",
            COLLECTOR,
            f"{COLLECTOR} hides from the user, starts by itself and sends the IMEI to collect.lumio-data.example.",
            category="hidden",
            confidence="high",
            locator="com.data.harvest.HideActivity.onCreate:0x8",
            detail="com.data.harvest.StatisticsReceiver.onReceive:0x8\ncom.data.harvest.Uploader.post:0x7a\n"
            "java.net.HttpURLConnection.getOutputStream",
        ),
        finding(
            "debug-signed",
            "debug-signed-system-app",
            "high",
            SELLER,
            f"{SELLER} is part of the system but signed with an Android Debug key, which anybody can make.",
            category="signer",
            path="phone/system/etc/Lumio_Services/com.lumio.saletime.apk",
        ),
        finding(
            "identifier-http",
            "identifier-cleartext",
            "high",
            SELLER,
            f"{SELLER} sends the IMEI over http://report.lumio.example:8082 without encryption.",
            question="line",
            category="identifier-leak",
            confidence="medium",
            path="phone/system/etc/Lumio_Services/com.lumio.saletime.apk",
            locator="com.lumio.saletime.SaleSender.send:0x5c",
            detail="com.lumio.saletime.BootReceiver.onReceive:0x4\ncom.lumio.saletime.SaleSender.send:0x5c",
            advice="Block report.lumio.example in the network; ask the vendor for an update.",
        ),
        finding(
            "platform-test-key",
            "platform-test-key",
            "critical",
            FRAMEWORK,
            f"{FRAMEWORK} is signed with the platform test key of AOSP, whose private half is public.",
            category="signer",
            basis="known",
            path="phone/system/framework/lumio-res/lumio-res.apk",
        ),
        finding(
            "third-party-installer",
            "third-party-installer",
            "high",
            INSTALLER,
            f"{INSTALLER} is no maker's app but may install apps without asking, and loads code it downloads.",
            category="silent-install",
            confidence="medium",
            basis="configured",
            locator="com.tidewater.appmall.core.Loader.load:0x30",
            detail="com.tidewater.appmall.PushService.onMessage:0x14\ncom.tidewater.appmall.core.Loader.load:0x30\n"
            "dalvik.system.DexClassLoader.<init>",
        ),
        finding(
            "adb-default",
            "adb-by-default",
            "medium",
            "phone/boot/ramdisk/default.prop",
            "The phone starts with debugging over USB switched on: persist.sys.usb.config=mtp,adb.",
            category="debug-left-on",
            basis="configured",
            kind="file",
            path="phone/boot/ramdisk/default.prop",
            locator="line 7",
            detail="persist.sys.usb.config=mtp,adb",
        ),
        finding(
            "root-service",
            "root-service-unknown",
            "medium",
            "phone/system/etc/init/netdiag.rc",
            "The start-up service netdiag runs /system/bin/netdiag as root with an open socket.",
            category="listener",
            confidence="medium",
            basis="configured",
            kind="file",
            path="phone/system/etc/init/netdiag.rc",
            locator="line 1",
        ),
        *(
            finding(
                f"trust-all-{i:02}",
                "trust-all",
                "low" if i % 3 else "info",
                f"com.example.tool{i:02}",
                f"com.example.tool{i:02} accepts any certificate in a class that no reachable code uses.",
                question="line",
                category="broken-tls",
                confidence="medium",
            )
            for i in range(14)
        ),
    )


RULES = {
    "backdoor/exposed-exec": "A system app runs commands for any other app",
    "backdoor/exposed-install": "A system app installs what any other app tells it to",
    "backdoor/hidden-collector": "A hidden app collects and sends identifiers",
    "backdoor/debug-signed-system-app": "A system app is signed with a debug key",
    "backdoor/platform-test-key": "The public platform test key signs part of the system",
    "backdoor/third-party-installer": "A third party may install apps silently",
    "backdoor/adb-by-default": "Debugging is on by default",
    "backdoor/root-service-unknown": "An unknown service runs as root",
    "line/identifier-cleartext": "An identifier leaves the phone in clear",
    "line/trust-all": "Certificates are not checked",
}


@pytest.fixture
def document() -> Document:
    """A finished check of a phone with backdoors."""
    every = findings()
    coverage = (
        Coverage("apps whose manifest was read", 130, 178, ""),
        Coverage("apps whose code was read", 118, 130, "apps without code of their own are not counted"),
        Coverage("framework jars whose code was read", 57, 57, ""),
        Coverage("native programs and libraries read", 986, 986, "imports, exports and strings; no machine code"),
    )
    serious = [f for f in every if f.level in ("critical", "high")]
    return Document(
        gifthorse="0.1.0",
        case="blu.case",
        started=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
        seconds=11.274,
        answers=(
            Answer(
                "backdoor",
                "found",
                tuple(f.id for f in serious if f.question == "backdoor" and f.confidence == "high"),
                coverage,
                (
                    "Stop using the phone for anything confidential until each critical and high finding is explained.",
                    "Read the list of what could not be read; hand those files over again if they can be had whole.",
                ),
            ),
            Answer(
                "line",
                "suspected",
                tuple(f.id for f in serious if f.question == "line"),
                (coverage[1], Coverage("certificate authorities of the system read", 160, 160, "")),
                ("Record the phone's traffic for a day and check the capture.",),
            ),
            Answer("photo", "not examined", (), (), ("No photo was handed over.",)),
        ),
        findings=every,
        problems=(
            Problem("phone/system/app/Chrome/Chrome.apk", "zip", "The file is empty."),
            Problem("phone/system/app/Maps/Maps.apk", "zip", "The file ends before its central directory."),
        ),
    )


@pytest.fixture
def context() -> Context:
    """What goes with `document`."""
    return Context(
        device=Device(
            model="Lumio V5",
            brand="Lumio",
            android="6.0",
            fingerprint="Lumio/V5/V5:6.0/MRA58K/1489000000:user/release-keys",
            patch_level="2017-03-05",
            build_type="user, release-keys",
        ),
        rules={
            key: RuleInfo(
                id=key,
                title=title,
                question=key.partition("/")[0],
                category="remote-command",
                level="critical",
                because=f"{title}. An app that runs as the system may do everything; whoever steers it owns the phone.",
                falsepositives=("Factory test apps that check the caller's signature in native code.",),
                limits="Follows calls through Java and Kotlin code, not through native code.",
                references=("https://source.android.com/docs/security",),
                sha256="5f" * 32,
            )
            for key, title in RULES.items()
        },
        apps={
            OTA: AppInfo(
                OTA,
                "System Operation",
                "5.1.0.300",
                "system",
                "/system/priv-app/LumioSysOper/LumioSysOper.apk",
                "priv-app",
                "c2" * 32,
                "ab" * 32,
            ),
            COLLECTOR: AppInfo(COLLECTOR, "", "3.1.1", "system", "/system/app/Harvest/Harvest.apk", "app"),
            SELLER: AppInfo(
                SELLER, "Sale Time", "1.0", "app", "/system/etc/Lumio_Services/com.lumio.saletime.apk", "odd"
            ),
            INSTALLER: AppInfo(
                INSTALLER, "App Mall", "2.1.30-dev", "app", "/system/priv-app/AppMall/AppMall.apk", "priv-app"
            ),
            FRAMEWORK: AppInfo(
                FRAMEWORK, "", "6.0", "system", "/system/framework/lumio-res/lumio-res.apk", "framework"
            ),
        },
        groups=(
            Group("system", "priv-app", 52, 47),
            Group("system", "app", 74, 69),
            Group("system", "framework", 3, 1),
            Group("system", "odd", 1, 1),
        ),
        edges=(
            Edge(OTA, "system", "service", "anyone", "exec", "critical"),
            Edge(OTA, "system", "receiver", "anyone", "install", "critical"),
            Edge(OTA, "system", "boot", "nobody", "exec", "medium"),
            Edge(COLLECTOR, "system", "boot", "nobody", "identifiers", "high"),
            Edge(COLLECTOR, "system", "receiver", "anyone", "net-send", "high"),
            Edge(SELLER, "app", "boot", "nobody", "identifiers", "high"),
            Edge(SELLER, "app", "sms", "normal", "sms-read", "medium"),
            Edge(INSTALLER, "app", "push", "", "code-load", "high"),
            Edge(INSTALLER, "app", "push", "", "install", "high"),
        ),
        code={
            ident("exposed-exec"): (
                Snippet(
                    "com.lumio.ota.sysoper.util.Shell.execute(String) at 0x44",
                    (
                        CodeLine("0x3e  invoke-static {}, java.lang.Runtime.getRuntime()"),
                        CodeLine("0x41  move-result-object v0"),
                        CodeLine("0x44  invoke-virtual {v0, p1}, java.lang.Runtime.exec(String)", marked=True),
                        CodeLine("0x47  move-result-object v1"),
                    ),
                    "com.lumio.ota.sysoper.util.Shell.execute:0x44",
                ),
            )
        },
        timings=(Timing("read", 7.9), Timing("analyse", 2.1), Timing("judge", 0.8), Timing("report", 0.2)),
        inputs=("phone",),
    )


HOSTILE = (
    "</script><script>alert(1)</script>",
    "\x1b[2J\x1b[31mclean\x1b]0;owned\x07",
    "safe\u202egnp.exe\u2066x",
    "a\u200bb\u200dc\ufeffd",
    "line one\nline two\r\noverwrite",
    "[bold red]markup[/bold red]",
    "{{ 7 * 7 }}{% raw %}",
    '" onmouseover="alert(1)',
    "z" + "\u0301" * 500,
    "\ud800lone",
    "A" * 1_000_000,
    "javascript:alert(1)",
)


@pytest.fixture
def hostile(document: Document) -> Document:
    """The same with every text taken from a phone replaced by an attack."""
    return replace(
        document,
        case=HOSTILE[0],
        findings=tuple(
            replace(
                f,
                id=f"{f.id}",
                subject=Subject(f.subject.kind, HOSTILE[i % len(HOSTILE)]),
                says=HOSTILE[(i + 1) % len(HOSTILE)],
                advice=HOSTILE[(i + 2) % len(HOSTILE)],
                evidence=(
                    Evidence(
                        1,
                        HOSTILE[(i + 3) % len(HOSTILE)],
                        HOSTILE[(i + 4) % len(HOSTILE)],
                        HOSTILE[(i + 5) % len(HOSTILE)],
                    ),
                ),
                references=(HOSTILE[(i + 6) % len(HOSTILE)],),
            )
            for i, f in enumerate(document.findings)
        ),
        problems=tuple(Problem(text, text, text) for text in HOSTILE),
    )


@pytest.fixture
def hostile_context(context: Context) -> Context:
    """The context to `hostile`."""
    return replace(
        context,
        device=Device(*(HOSTILE[:6])),
        apps={text: AppInfo(text, text, text, text, text, text, text) for text in HOSTILE},
        edges=tuple(Edge(text, text, text, text, text, "critical") for text in HOSTILE),
        inputs=HOSTILE,
    )
