"""The words of the reports: questions, answers, levels, who gets in and what an app can do, in plain English."""

from __future__ import annotations

from collections.abc import Sequence

QUESTION = {
    "backdoor": "Is there a backdoor?",
    "line": "Is its line secure?",
    "photo": "What do its photos give away?",
}

# The contract's four answers, in words that answer the question asked.
ANSWER = {
    "backdoor": {
        "found": "FOUND",
        "suspected": "SUSPECTED",
        "not found": "NOT FOUND",
        "not examined": "NOT EXAMINED",
    },
    "line": {
        "found": "NO",
        "suspected": "DOUBTFUL",
        "not found": "NOTHING AGAINST IT",
        "not examined": "NOT EXAMINED",
    },
    "photo": {
        "found": "MORE THAN THEY SHOW",
        "suspected": "PERHAPS SOMETHING",
        "not found": "NOTHING FOUND",
        "not examined": "NOT EXAMINED",
    },
}

# What an answer means, for a reader who is no expert.
MEANING = {
    "found": "At least one serious finding is well supported by what was read.",
    "suspected": "Something speaks for it, but what was read does not settle it.",
    "not found": "Nothing serious was found in what could be read. What was not read may still hold something.",
    "not examined": "What was handed over does not hold what this question needs. This is not a clean bill.",
}

# The same for the two that stand on critical and high findings: how many, about how much.
STANDS_ON = {
    "found": "{findings} about {subjects}, well supported by what was read.",
    "suspected": "{findings} about {subjects}. What was read does not settle it.",
}

BASIS = {
    "capability": "its code can do it; that it does so was not seen",
    "configured": "it is set up so",
    "observed": "this was seen, not inferred",
    "known": "identical to something publicly documented",
    "attested": "hardware vouches for it",
}

TRUST = {
    "self-reported": "told by the phone itself",
    "extracted": "from files taken from the phone",
    "observed": "seen from outside the phone",
    "attested": "signed by the phone's hardware",
}

# Categories of data/apis.toml, as what an app can do to its owner, and how much that weighs in the picture (0 to 10;
# 0: context that says nothing by itself). Another category is shown by its own name.
CAPABILITY = {
    "exec": ("run commands", 10),
    "code-load": ("load new code", 9),
    "native-load": ("load native code", 5),
    "install": ("install apps", 10),
    "uninstall": ("remove apps", 8),
    "component-enable": ("switch apps off", 5),
    "permission-grant": ("grant permissions", 8),
    "process-kill": ("stop apps", 3),
    "hide": ("hide itself", 4),
    "settings-write": ("change settings", 6),
    "properties-set": ("change the system", 8),
    "default-sms": ("send SMS", 6),
    "sms-send": ("send SMS", 7),
    "sms-read": ("read SMS", 7),
    "sms-write": ("forge SMS", 6),
    "broadcast-abort": ("swallow messages", 6),
    "call": ("place calls", 7),
    "call-log": ("read the call log", 6),
    "contacts": ("read contacts", 5),
    "calendar": ("read the calendar", 4),
    "browser-history": ("read what you browse", 6),
    "media": ("read photos and media", 4),
    "accounts": ("read accounts", 6),
    "clipboard": ("read the clipboard", 5),
    "notifications": ("read notifications", 6),
    "usage-stats": ("see which apps you use", 4),
    "app-list": ("list your apps", 2),
    "identifiers": ("read identifiers", 5),
    "location": ("locate you", 6),
    "microphone": ("listen in", 8),
    "camera": ("use the camera", 7),
    "screen": ("see the screen", 8),
    "input-inject": ("tap and type for you", 8),
    "input-read": ("read what you type", 9),
    "accessibility": ("read and steer every app", 8),
    "overlay": ("draw over other apps", 4),
    "net-open": ("connect to the network", 3),
    "net-send": ("send data out", 4),
    "socket-listen": ("wait for connections", 7),
    "tls-trust": ("weaken encryption", 7),
    "webview": ("show web pages", 3),
    "proxy": ("redirect traffic", 7),
    "radio": ("switch radios", 4),
    "wipe": ("wipe the phone", 9),
    "reboot": ("restart the phone", 5),
    "recovery": ("replace the system", 9),
    "admin": ("administer the phone", 9),
    "logcat": ("read logs", 5),
    "adb": ("open debugging", 8),
    "verifier": ("switch off app checks", 8),
    "file-write": ("write files", 3),
    "chmod": ("change file rights", 4),
    "reflection": ("call hidden functions", 2),
    "binder": ("call system services", 3),
    "crypto": ("encrypt", 0),
    "verify": ("check signatures", 0),
    "start": ("start components", 0),
}

# What the findings of a category are about, among those: the picture colours these by the finding's level.
ABOUT = {
    "remote-command": ("exec",),
    "code-loading": ("code-load", "native-load"),
    "silent-install": ("install", "uninstall"),
    "exposed-privilege": (
        "settings-write", "permission-grant", "component-enable", "properties-set", "sms-send", "call", "reboot",
        "wipe", "admin", "recovery", "file-write", "uninstall", "process-kill", "input-inject", "proxy", "radio",
    ),
    "listener": ("socket-listen", "exec"),
    "surveillance": (
        "microphone", "camera", "location", "screen", "input-read", "sms-read", "call-log", "contacts", "notifications",
        "accessibility", "clipboard", "media", "accounts", "browser-history", "calendar",
    ),
    "hidden": ("identifiers", "location", "contacts", "sms-read", "call-log", "app-list", "accounts", "hide"),
    "debug-left-on": ("adb",),
    "control": ("admin", "wipe", "accessibility", "input-inject", "component-enable"),
    "remote-filter": ("notifications", "sms-read", "broadcast-abort", "accessibility", "net-open"),
    "identifier-leak": ("identifiers",),
    "cleartext": ("net-send", "net-open"),
    "broken-tls": ("tls-trust",),
    "update-over-http": ("install", "recovery", "code-load"),
}  # fmt: skip

# Entries that somebody or something other than an app uses; the most exposed first.
ENTRY = {
    "socket": "anyone on the network",
    "sms": "an SMS",
    "push": "a push message",
    "javascript": "a web page",
    "secret-code": "a dialled code",
    "boot": "switching on",
    "job": "a timer",
    "alarm": "a timer",
    "admin": "the system, once allowed",
    "accessibility": "the system, once allowed",
    "notification-listener": "the system, once allowed",
    "input-method": "the system, once allowed",
    "application": "starting the app",
    "main": "starting it by hand",
    "public": "whatever loads it",
    "instrumentation": "starting it by hand",
}

# For the others it depends on who may reach the component.
WHO = {
    "anyone": "any app",
    "normal": "any app that asks",
    "dangerous": "apps you gave the right",
    "privileged": "preinstalled apps",
    "signature": "the maker's apps",
    "nobody": "the app itself",
    "": "the app itself",
}

# Left column of the picture, from the top.
EXPOSED = (
    "anyone on the network",
    "an SMS",
    "a push message",
    "a web page",
    "any app",
    "any app that asks",
    "apps you gave the right",
    "a dialled code",
    "switching on",
    "a timer",
    "the system, once allowed",
    "preinstalled apps",
    "the maker's apps",
    "starting the app",
    "starting it by hand",
    "the app itself",
)

# Of these, what says nothing where anybody else gets in as well.
INSIDE = frozenset(EXPOSED[EXPOSED.index("preinstalled apps") :])

UID = {
    "app": "an ordinary app",
    "system": "the system itself",
    "phone": "the telephone service",
    "shell": "the debugging shell",
    "root": "root, which may do everything",
}


# What owners of servers are for, as data/owners.toml has it, where the page groups who received something.
ROLE = {
    "maker": "Makers of phones and their parts",
    "update": "Suppliers of updates",
    "tracking": "Companies that follow users",
    "advertising": "Advertising",
    "platform": "Platforms",
    "messenger": "Messengers and social networks",
    "cloud": "Rented computers",
    "network": "Delivery networks",
    "push": "Push services",
    "time": "Clocks",
    "": "Others",
}

# What others on the way can read of a connection.
READABLE = {
    "contents": "what was said",
    "name": "only the server's name",
    "address": "only the address",
    "unknown": "not recognised",
}

MANY = {"body": "bodies", "address": "addresses"}

# What the answers to questions to a log of the radio network stand on, in the order in which they are told.
STANDS = {
    "encryption": "order of the network",
    "authentication": "message",
    "identity": "connection",
    "downgrade": "connection",
    "neighbours": "cell",
    "areas": "announcement",
    "paging": "call",
}
STAND = {"encryption": "orders of the network"}

# What holds a certificate to the next one of its chain.
LINK = {
    "signed": "signed by the next",
    "named": "names the next as its issuer",
    "broken": "the next has its issuer's name, but not the key that signed it",
    "missing": "its issuer was not sent and is no public authority",
    "claimed": "calls itself issued by a public authority, which cannot be checked",
    "false": "calls itself issued by a public authority, which did not sign it",
    "root": "leads to a public authority",
    "self": "vouches for itself",
}


def size(number: float) -> str:
    """`640 B`, `1.2 kB`, `3.4 MB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 999.5 or unit == "GB":
            break
        number /= 1000
    return f"{number:.0f} {unit}" if unit == "B" or number >= 99.5 else f"{number:.1f} {unit}"


def lasting(seconds: float) -> str:
    """`40 s`, `5 min`, `2.5 h`, `3 days`."""
    for unit, length, most in (("s", 1, 120), ("min", 60, 7_200), ("h", 3_600, 172_800)):
        if seconds < most:
            number = seconds / length
            return (
                f"{number:.0f} {unit}" if number >= 10 or abs(number - round(number)) < 0.05 else f"{number:.1f} {unit}"
            )
    return f"{seconds / 86_400:,.0f} days"


def meaning(answer: str, findings: int, kinds: Sequence[str]) -> str:
    """What an answer means, told with the number of findings it stands on and the kinds of their subjects."""
    if answer in STANDS_ON and findings:
        if set(kinds) in ({"photo"}, {"connection"}):
            about = count(len(kinds), kinds[0])
        elif "connection" in kinds:
            about = count(
                len(kinds), "app, connection or part of the system", "apps, connections or parts of the system"
            )
        else:
            about = count(len(kinds), "app or part of the system", "apps or parts of the system")
        return STANDS_ON[answer].format(findings=count(findings, "serious finding"), subjects=about)
    return MEANING.get(answer, "")


def names(first: Sequence[str], total: int) -> str:
    """`a, b and 3 more`, of `total` in all; `a and b` where these are all."""
    if total > len(first):
        return f"{', '.join(first)} and {total - len(first):,} more"
    return ", ".join(first[:-1]) + f" and {first[-1]}" if len(first) > 1 else "".join(first)


def capability(category: str) -> str:
    """What an app with this API category can do."""
    return CAPABILITY.get(category, (category.replace("-", " "), 1))[0]


def capability_weight(category: str) -> int:
    """How much this API category weighs in the picture."""
    return CAPABILITY.get(category, ("", 1))[1]


def who(entry: str, open_to: str) -> str:
    """Who or what starts the way in."""
    return ENTRY.get(entry) or WHO.get(open_to, open_to)


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 app`, `2 apps`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
