"""The words of the reports: questions, answers, levels, who gets in and what an app can do, in plain English."""

from __future__ import annotations

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

BASIS = {
    "capability": "its code can do it; that it does so was not seen",
    "configured": "it is set up to do it",
    "observed": "it was seen doing it",
    "known": "it is identical to something publicly documented",
    "attested": "hardware vouches for it",
}

TRUST = {
    "self-reported": "told by the phone itself",
    "extracted": "from files taken from the phone",
    "observed": "seen from outside the phone",
    "attested": "signed by the phone's hardware",
}

# Categories of data/apis.toml, as what an app can do; anything else is shown by its own name.
CAPABILITY = {
    "exec": "run commands",
    "shell": "run commands",
    "dynamic-code": "load code",
    "code": "load code",
    "native": "load native code",
    "install": "install or remove apps",
    "packages": "install or remove apps",
    "settings": "change settings",
    "sms": "read or send SMS",
    "call": "make calls",
    "calls": "make calls",
    "location": "locate you",
    "microphone": "listen in",
    "camera": "use the camera",
    "screen": "see the screen",
    "input": "type and tap for you",
    "accounts": "read accounts",
    "contacts": "read contacts",
    "identifiers": "read identifiers",
    "identifier": "read identifiers",
    "socket": "open connections",
    "network": "open connections",
    "http": "open connections",
    "tls": "weaken encryption",
    "wipe": "wipe the phone",
    "reboot": "restart the phone",
    "admin": "administer the phone",
    "file": "write files",
    "files": "write files",
    "property": "set system properties",
    "properties": "set system properties",
    "clipboard": "read the clipboard",
    "notifications": "read notifications",
    "hide": "hide itself",
}

WHO = {
    "anyone": "any app",
    "normal": "any app that asks",
    "dangerous": "apps you allowed",
    "privileged": "preinstalled apps",
    "signature": "apps of the same maker",
    "nobody": "nobody else",
    "": "by itself",
}

# Entries whose sender matters more than the component's permission.
ENTRY = {
    "sms": "an SMS",
    "boot": "switching on",
    "secret-code": "a dialled code",
    "push": "a push message",
    "javascript": "a web page",
    "socket": "anyone on the network",
    "job": "a timer",
    "alarm": "a timer",
}

UID = {
    "app": "an ordinary app",
    "system": "the system itself",
    "phone": "the phone's radio",
    "shell": "the debugging shell",
    "root": "root",
}


def capability(category: str) -> str:
    """What an app with this API category can do."""
    return CAPABILITY.get(category, category.replace("-", " "))


def who(entry: str, open_to: str) -> str:
    """Who or what starts the way in."""
    return ENTRY.get(entry) or WHO.get(open_to, open_to)


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 app`, `2 apps`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
