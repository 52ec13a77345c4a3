"""Lists of other people: contacts, text messages and calls, as vCards, JSON, forms and lines; and lists of apps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

CONTACTS: Final = 5
"""So many numbers or addresses beside names make a list of contacts."""
CALLS: Final = 3

_REACHED: Final = re.compile(rb"\n(?:item\d\.)?(?:TEL|EMAIL)[;:]", re.IGNORECASE).search
_NUMBER: Final = re.compile(
    rb'\\{0,7}"(?:phone_?numbers?|phones?|numbers?|tel|mobile|msisdn|address|from|sender|to|normalized_?number|data1)\\{0,7}"'
    rb'\s*:\s*\[?\s*\\{0,7}"(\+?\d[\d ()-]{6,18}\d)\\{0,7}"',
    re.IGNORECASE,
)
_MAIL: Final = re.compile(
    rb'\\{0,7}"(?:e_?mails?|e_?mail_?address|data1)\\{0,7}"\s*:\s*\[?\s*\\{0,7}"([A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9.-]{3,100})',
    re.IGNORECASE,
)
_NAME: Final = re.compile(
    rb'\\{0,7}"(?:name|display_?name|contact_?name|first_?name|last_?name|nick_?name|person)\\{0,7}"\s*:\s*\\{0,7}"[^"]',
    re.IGNORECASE,
)
_BODY: Final = re.compile(
    rb'\\{0,7}"(?:body|sms_?body|sms|msg_?body|message_?body|msg|sms_?content)\\{0,7}"\s*:\s*\\{0,7}"[^"]',
    re.IGNORECASE,
)
_LASTED: Final = re.compile(rb'\\{0,7}"(?:duration|call_?duration)\\{0,7}"\s*:\s*\\{0,7}"?\d', re.IGNORECASE)
_FORM_FROM: Final = re.compile(
    rb"(?:^|[&?])(?:from|sender|address|number|originating_?address)=(?:%2B|\+)?\d{7,15}(?=&|$)", re.IGNORECASE
)
_FORM_BODY: Final = re.compile(rb"(?:^|[&?])(?:sms|sms_?body|body|msg_?body|sms_?content)=[^&]{4,}", re.IGNORECASE)
_LINES: Final = re.compile(
    rb"^[^\r\n|;\t]{0,40}[|;\t]\+\d{9,15}[|;\t][^\r\n|;\t]{2,1000}[|;\t](?:\d{4}-\d\d-\d\d|1\d{9,12}\b)", re.MULTILINE
)
APPS: Final = 6
"""Packages of so many makers make a list of apps."""
LINES: Final = 2
_TRACE: Final = re.compile(rb"\.java:\d|Exception\b|\bat com\.").search  # a report of a crash names classes
_PACKAGE: Final = re.compile(
    rb"(?<![\w./@-])((?:com|org|net|io|de|uk|cn|ru|me|app|tv|fr|jp)\.[a-z][a-z0-9_]{1,40})(?:\.[A-Za-z0-9_.]{2,80})?(?=[\"',;|&\s\\]|\Z)"
)
_DATE: Final = re.compile(rb"\d{4}-\d\d-\d\d|\d\d-\d\d-\d{4}").match


def told(text: bytes) -> Iterator[tuple[str, int]]:
    """(contacts, messages, calls or apps, how many)."""
    if b"VCARD" in text:
        cards = sum(_REACHED(card) is not None for card in text.split(b"BEGIN:VCARD")[1:])
        if cards >= CONTACTS:
            yield "contacts", cards
    if b'":' in text or b'" :' in text or b'\\":' in text:
        yield from _json(text)
    lines = len(_LINES.findall(text)) if b"+" in text else 0
    if lines >= LINES:
        yield "messages", lines
    makers = {match[1] for match in _PACKAGE.finditer(text)} if text.count(b"com.") >= APPS // 2 else set()
    if len(makers) >= APPS and not _TRACE(text):
        yield "apps", len({match[0] for match in _PACKAGE.finditer(text)})
    if _FORM_FROM.search(text) and _FORM_BODY.search(text):
        yield "messages", 1


def _json(text: bytes) -> Iterator[tuple[str, int]]:
    numbers = set(filter(_is_phone, _NUMBER.findall(text)))
    bodies = len(_BODY.findall(text)) if numbers else 0
    if bodies:
        yield "messages", bodies
        return
    lasted = len(_LASTED.findall(text)) if len(numbers) >= CALLS else 0
    if lasted >= CALLS:
        yield "calls", lasted
        return
    # Bare digits beside a name are order and article numbers as well
    people = max(sum(not n.isdigit() or n[:1] == b"0" for n in numbers), len(set(_MAIL.findall(text))))
    if people >= CONTACTS and len(_NAME.findall(text)) >= CONTACTS:
        yield "contacts", people


def _is_phone(number: bytes) -> bool:
    """No date, no time in seconds or milliseconds since 1970, no article number (EAN)."""
    if number[:1] == b"+":
        return True
    if number.isdigit() and number[:1] != b"0":
        return 10 <= len(number) <= 12 and not (number[:1] == b"1" and len(number) == 10)
    return sum(map(bytes.isdigit, (number[i : i + 1] for i in range(len(number))))) >= 9 and not _DATE(number)
