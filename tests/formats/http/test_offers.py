"""Answers that say what to fetch, and answers with addresses for names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gifthorse.formats.http.offers import KINDS, Offer, offer
from gifthorse.formats.http.resolving import resolved

MD5 = "0a" * 16


@pytest.mark.parametrize(
    ("body", "kind", "found"),
    [
        (
            b'{"versionCode":12,"url":"http:\\/\\/h\\/a.apk?x=1","md5":"%s"}' % MD5.encode(),
            "json",
            Offer("http://h/a.apk?x=1", "apk", "12", MD5, False),
        ),
        (
            b"<v><ver>3</ver><path><![CDATA[/f/3.zip]]></path></v>",
            "xml",
            Offer("/f/3.zip", "zip", "3", "", False),
        ),
        (b'<u version="3" url="http://h/c.jar"/>', "xml", Offer("http://h/c.jar", "jar", "3", "", False)),
        (b"http://h/c.dex|" + MD5.encode(), "text", Offer("http://h/c.dex", "dex", "", MD5, False)),
        (b"version=3\nurl=http://h/c.so\n", "text", Offer("http://h/c.so", "so", "3", "", False)),
        (
            b'{"silentInstall":true,"ver":"1","downloadUrl":"http://h/get","md5":"%s"}' % MD5.encode(),
            "json",
            Offer("http://h/get", "", "1", MD5, True),
        ),
        (b'{"forceUpdate":true,"version":"1","url":"http://h/help"}', "json", None),
        (b'{"version":"1","list":["a.apk"]}', "json", None),
        (b'{"url":"http://h/a.apk"}', "json", None),
        (b'<a href="http://h/a.apk">version 7</a>', "html", None),
        (b'{"version":3,"url":"http://h/a.mp3","md5":"%s"}' % MD5.encode(), "json", None),
        (b"", "json", None),
    ],
)
def test_offers(body: bytes, kind: str, found: Offer | None) -> None:
    assert offer(body, kind) == found


@pytest.mark.parametrize(
    ("target", "body", "answer", "name"),
    [
        ("/d?dn=api.example.org.", b"", b"192.0.2.1;192.0.2.2,120\n", "api.example.org"),
        ("/v2", b'{"hosts":["api.example.org"]}', b'{"r":[{"h":1,"ips":["192.0.2.1"]}]}', "api.example.org"),
        ("/r?name=a.example.org&type=A", b"", b'{"Answer":[{"TTL":30,"data":"192.0.2.1"}]}', "a.example.org"),
        ("/r?id=7&host=a.example.org", b"", b'{"dns":[{"ip":"192.0.2.1","ttl":3}]}', "a.example.org"),
        ("/json", b"", b"192.0.2.1", None),
        ("/list?name=index.html", b"", b"192.0.2.1", None),
        ("/who?host=a.example.org", b"", b"see 192.0.2.1 for more", None),
        ("/d?dn=api.example.org", b"", b"", None),
    ],
)
def test_names_over_http(target: str, body: bytes, answer: bytes, name: str | None) -> None:
    assert resolved(target, body, answer) == name


@given(st.binary(max_size=300), st.sampled_from(sorted(KINDS)))
def test_nonsense(body: bytes, kind: str) -> None:
    offer(body, kind)
    offer(b'{"version":1,"url":"http://' + body, kind)
    resolved("/?host=" + body.decode("latin-1"), body, b'{"ips":["192.0.2.1' + body)
