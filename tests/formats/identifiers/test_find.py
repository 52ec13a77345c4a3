"""Identifiers in queries, forms, JSON, XML and raw bytes; and what only looks like one."""

from __future__ import annotations

import io
import zipfile
import zlib
from base64 import b64encode
from gzip import compress
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.formats.identifiers import records, shapes
from gifthorse.formats.identifiers.classify import kind_of
from gifthorse.formats.identifiers.fields import told
from gifthorse.formats.identifiers.find import Token, in_address, in_cookie, in_field, in_query, in_raw, in_text, words
from gifthorse.formats.identifiers.packed import opened

IMEI = "356938035643809"
UUID = "5ac6a0ff-8d18-47bc-a902-2812cf0c251e"
ANDROID_ID = "b9e28776354d259e"
MAC = "a4:50:46:12:34:56"


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("imei", IMEI, "imei"),
        ("x", IMEI, "imei"),
        ("imei", "356938035643808", None),
        ("imei", "000000000000000", None),
        ("x", "123456789012347", None),
        ("imsi", "460011234567890", "imsi"),
        ("imsi", "000011234567890", None),
        ("x", "460011234567890", None),
        ("simSerialNumber", "89860012345678901234", "iccid"),
        ("wifi_mac", MAC, "mac"),
        ("anything", MAC, "mac"),
        ("bssid", MAC, "bssid"),
        ("bssid", "02:00:00:00:00:00", None),
        ("mac", "a45046123456", "mac"),
        ("x", "a45046123456", None),
        ("android_id", ANDROID_ID, "android-id"),
        ("x", ANDROID_ID, None),
        ("deviceId", ANDROID_ID, "android-id"),
        ("gaid", UUID, "advertising-id"),
        ("x", UUID, "uuid"),
        ("gaid", "00000000-0000-0000-0000-000000000000", None),
        ("serialno", "R58M12ABCDE", "serial"),
        ("serialno", "unknown", None),
        ("phone", "+49 170 1234567", "phone-number"),
        ("phone", "Redmi 9", None),
        ("latlng", "52.52045,13.40732", "location"),
        ("latlng", "0.000,0.000", None),
        ("user", "someone@mail.test", "email"),
        ("x", "icon@2x.test.png", None),
        ("password", "hunter22", "credential"),
        ("access_token", "abcdef0123456789", "token"),
        ("sign", "d41d8cd98f00b204e9800998ecf8427e", "hex32"),
        ("sign", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "hex40"),
        ("udid", "e6dbd30b-3b84-44b4-9751-631148a3ede9", "device-id"),
        ("lang", "en-US", None),
        ("imei", "null", None),
    ],
)
def test_kinds(field: str, value: str, kind: str | None) -> None:
    assert kind_of(field, value) == kind


def test_names_of_fields() -> None:
    assert told("X-Device-IMEI") == "imei"
    assert told("user[phone]") == "phone-number"
    assert told("data.android_id") == "android-id"
    assert told("GAID") == "advertising-id"
    assert told("colour") is None
    assert told("x" * 1000) is None


def test_check_digits() -> None:
    assert shapes.luhn(IMEI)
    assert not shapes.luhn(IMEI[:-1] + "0")


def kinds(found: list[Token]) -> list[tuple[str, str, str]]:
    return [(t.field, t.kind, t.encoding) for t in found]


def test_queries_with_places_and_wrappings() -> None:
    query = f"imei={IMEI}&mac={quote(MAC, safe='')}&lat=52.52045&lng=13.40732&lang=en".encode()
    found = in_query(query)
    assert kinds(found) == [("imei", "imei", "raw"), ("mac", "mac", "url"), ("lat+lng", "location", "raw")]
    assert query[found[0].offset : found[0].offset + found[0].length] == IMEI.encode()
    assert found[2].value == "52.52045,13.40732"
    inner = b64encode(f'{{"android_id":"{ANDROID_ID}"}}'.encode()).decode()
    wrapped = in_query(f"data={quote(inner, safe='')}&q={b64encode(MAC.encode()).decode()}".encode())
    assert ("android_id", "android-id") in [(t.field, t.kind) for t in wrapped]
    assert all(t.encoding.endswith("base64") for t in wrapped)
    assert kinds(in_query(b"id=" + IMEI.encode().hex().encode())) == [("id", "imei", "hex")]


def test_json_whole_cut_and_nested() -> None:
    body = f'{{"dev": {{"imei": "{IMEI}", "loc": {{"lat": 52.52045, "lon": 13.40732}}}}, "n": 3}}'.encode()
    assert kinds(in_text(body, "json")) == [("imei", "imei", "raw"), ("lat+lon", "location", "raw")]
    assert kinds(in_text(body[:40], "json"))[:1] == [("imei", "imei", "raw")]
    nested = f'{{"payload": "{{\\"imei\\": \\"{IMEI}\\"}}"}}'.encode()
    assert ("imei", "imei", "raw") in kinds(in_text(nested, "json"))


def test_xml_parts_and_text() -> None:
    assert kinds(in_text(f"<d><imei>{IMEI}</imei><x mac='{MAC}'/></d>".encode(), "xml")) == [
        ("imei", "imei", "raw"),
        ("mac", "mac", "raw"),
    ]
    part = f'--x\r\nContent-Disposition: form-data; name="imei"\r\n\r\n{IMEI}\r\n--x--'.encode()
    assert kinds(in_text(part, "multipart")) == [("imei", "imei", "raw")]
    assert kinds(in_text(f"<14>boot imei={IMEI} done".encode(), "text")) == [("imei", "imei", "raw")]


def test_raw_bytes() -> None:
    body = b"\x08\x01\x12\x28a-D7A5D8A9B537529F966E429D0588620324F6C5E2\x1a" + MAC.encode() + b"\0me@mail.test\xff"
    assert [t.kind for t in in_raw(body)] == ["hex40", "mac", "email"]
    assert [t.kind for t in in_raw(f"imei:{IMEI},".encode())] == ["imei"]
    assert in_raw(b"x" * 10_000) == []
    assert [t.kind for t in in_raw(b" " + IMEI.encode() + b" ")] == ["imei"]
    assert in_raw(b"1" + IMEI.encode()) == []


def test_headers() -> None:
    assert kinds(in_field("x-imei", IMEI)) == [("x-imei", "imei", "raw")]
    assert kinds(in_field("x-info", f"imei={IMEI}&b=1")) == [("imei", "imei", "raw")]
    assert in_field("x-info", "a") == []


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["json", "form", "xml", "html", "text", "multipart", "binary", None]))
def test_nonsense(text: bytes, kind: str | None) -> None:
    for token in in_text(text, kind) + in_query(text) + in_raw(text):
        assert len(token.value) <= 1024


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 200), st.integers(0, 255), st.integers(0, 200))
def test_flips_and_truncations(at: int, byte: int, cut: int) -> None:
    body = bytearray(
        f'{{"imei":"{IMEI}","lat":52.52045,"lng":13.40732,"d":"{b64encode(MAC.encode()).decode()}"}}'.encode()
    )
    body[at % len(body)] = byte
    for kind in ("json", "form", "binary"):
        in_text(bytes(body[:cut]), kind)
        in_text(bytes(body), kind)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"mac:{MAC}", MAC),
        (f"mac={MAC};", MAC),
        (f"({MAC.replace(':', '-')})", MAC.replace(":", "-")),
        (f"at {MAC}: up", MAC),
        (f"{MAC}:78:9a", None),  # eight octets are no MAC
        ("ab:" * 19 + "cd", None),  # nor are fingerprints of certificates
        (f"x{MAC}x", None),
        ("2001:0db8:0000:0000:0000:ff00:0042:8329", None),
    ],
)
def test_hardware_addresses_in_raw_bytes(text: str, value: str | None) -> None:
    assert [t.value for t in in_raw(text.encode())] == ([value] if value else [])
    for token in in_raw(text.encode()):
        assert text[token.offset :][: token.length] == token.value


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        (f"{IMEI}|262011234567890|+4915112345678", ["imei", "imsi", "phone-number"]),
        (f"{IMEI}; {MAC}", ["imei", "mac"]),
        ("262011234567890|1588579200|x", []),  # without an IMEI beside it any number may be that
        ("17,4,9,22", []),
        ("|" * 5_000, []),
    ],
)
def test_lists_of_values(value: str, kinds: list[str]) -> None:
    assert [t.kind for t in in_field("who", value)] == kinds


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("imei", "35-693803-564380-9", "imei"),
        ("imeisv", "3569380356438007", "imei"),
        ("imeisv", "1269380356438007", None),
        ("meid", "A1000025F0B1C3", "imei"),
        ("meid", "A1000025F0B1C", None),
        ("mac", "a450.4612.3456", "mac"),
        ("version", "a450.4612.3456", None),
        ("txtPassword", "Sommer2024!", "credential"),
        ("userPwd", "Sommer2024!", "credential"),
        ("compassHeading", "271.5", None),
        ("pincode", "560001", None),
        ("sn", "1714989600123", None),
        ("serial", "breaking-news-s01", None),
        ("serialno", "7XKV42A9B1CD", "serial"),
    ],
)
def test_other_ways_to_write_a_number(field: str, value: str, kind: str | None) -> None:
    assert kind_of(field, value) == kind


@pytest.mark.parametrize(
    ("query", "value"),
    [
        (b"lat=52520008&lon=13404954", "52.520008,13.404954"),
        (b"lat=525200080&lon=-134049540", "52.520008,-13.404954"),
        (b"mLatitude=52.520008&mLongitude=13.404954", "52.520008,13.404954"),
        (b"lat=0.0&lon=0.0", None),
        (b"lat=120&long=1714989600", None),
    ],
)
def test_places_in_queries(query: bytes, value: str | None) -> None:
    assert [t.value for t in in_query(query) if t.kind == "location"] == ([value] if value else [])


def test_places_in_json_arrays_and_sentences_of_receivers() -> None:
    def where(text: bytes) -> list[str]:
        return [t.value for t in in_text(text) if t.kind == "location"]

    assert where(b'{"geometry":{"type":"Point","coordinates":[13.404954,52.520008]}}') == ["13.404954,52.520008"]
    assert where(b'{"coordinates":[1313.404954,52.520008],"size":[13.404954,52.520008]}') == []
    assert where(b"$GPRMC,081836,A,3751.65,S,14507.36,E,000.0,360.0,130998,011.3,E*62\r\n") == ["-37.860833,145.122667"]
    assert where(b"$GPRMC,081836,V,,,,,,,130998,,,N*62\r\n") == []


def test_json_in_a_frame_of_its_own_is_read() -> None:
    found = in_text(b'\0\0\0\x30\x01{"androidId":"' + ANDROID_ID.encode() + b'","n":1}', "binary")
    assert [(t.field, t.kind) for t in found] == [("androidId", "android-id")]


def test_cookies_hold_numbers_too() -> None:
    assert [(t.field, t.kind) for t in in_cookie(f"lang=de; imei={IMEI}; sid=8d7f6a5b4c3d2e1f")] == [("imei", "imei")]
    assert in_cookie("lang=de; sid=8d7f6a5b4c3d2e1f; _ga=GA1.2.1234567890.1714989600") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            b"".join(b"BEGIN:VCARD\r\nFN:A %d\r\nTEL;TYPE=CELL:+4915123456\r\nEND:VCARD\r\n" % n for n in range(6)),
            "contacts",
        ),
        (b"BEGIN:VCARD\r\nFN:A\r\nTEL:+4915123456\r\nEND:VCARD\r\n", None),
        (b",".join(b'{"name":"A %d","phones":["+49 151 2345%d"]}' % (n, n) for n in range(10, 20)), "contacts"),
        (b",".join(b'{"name":"Chair","number":"%d"}' % n for n in range(20)), None),
        (b'[{"address":"+4915123456","body":"Your code is 1234","type":1}]', "messages"),
        (b'[{"type":"click","body":"none","number":"12"}]', None),
        (b",".join(b'{"number":"01512345%d","duration":%d}' % (n, n) for n in range(10, 15)), "calls"),
        (b"from=%2B4915123456&sms_body=Your+code+is+1234", "messages"),
        (b"from=2024&body=none+at+all", None),
        (b",".join(b'{"name":"Trip","from":"17149896%d","to":"2024-05-%d"}' % (n, n) for n in range(10, 20)), None),
        (b",".join(b'{"name":"Chair","number":"40063813339%d"}' % n for n in range(10, 20)), None),
        (b'[{"from":"1714989600","body":"click"},{"from":"2024-05-06 10:00","body":"click"}]', None),
        (b",".join(b'{"number":"2025550%d","duration":%d}' % (n, n) for n in range(110, 115)), "calls"),
    ],
)
def test_lists_of_people(text: bytes, found: str | None) -> None:
    assert [kind for kind, _ in records.told(text)] == ([found] if found else [])


def test_bodies_that_are_packed_without_saying_so() -> None:
    body = b'{"imei":"' + IMEI.encode() + b'"}'
    assert opened(compress(body)) == ("gzip", body)
    assert opened(zlib.compress(body * 9)) == ("deflate", body * 9)
    assert opened(b64encode(zlib.compress(body))) == ("base64+deflate", body)
    assert opened(body.hex().encode()) == ("hex", body)
    for text in (b"", b"hello", body, b"x" * 64, bytes(range(256)), b"\x1f\x8b\x08" + bytes(40)):
        assert opened(text) is None
    assert len((opened(compress(bytes(1 << 24))) or ("", b""))[1]) <= 1 << 16
    wrapped = in_query(b"v=1&data=" + quote(b64encode(compress(body))).encode())
    assert [(t.kind, t.value, t.encoding.endswith("base64+gzip")) for t in wrapped] == [("imei", IMEI, True)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (b"user=anna&pin=4711", [("pin", "credential", "4711")]),
        (b"pin=1234567&colour=red", []),
        (b"pw=1080&ph=2400", []),
        (b"u=anna&pw=sesame5", [("pw", "credential", "sesame5")]),
        (b"login=anna&pw=123456", [("pw", "credential", "123456")]),
        (b"to=ftp%3A%2F%2Fanna%3Ases%2540me%40files.example.org", [("to", "credential", "anna:ses@me")]),
        (b"to=ftp%3A%2F%2Fanonymous%3Ame%40files.example.org", []),
        (b"loc=48.2,16.37", [("loc", "location", "48.2,16.37")]),
        (b"loc=48.2,16.3", []),
        (b"q=48.20849,16.37208", [("q", "location", "48.20849,16.37208")]),
        (b"ratio=0.56250,1.77778", []),
        (b"d=rPFwZhC8u0SI0hYSJD5cNA", [("d", "hex32", "acf1706610bcbb4488d21612243e5c34")]),
        (b"d=jRyE0aHvTj1W%2BzG7vhDNiAeEXvA%3D", [("d", "hex40", "8d1c84d1a1ef4e3d56fb31bbbe10cd8807845ef0")]),
        (b"d=aaaaaaaaaaaaaaaaaaaaaa", []),
    ],
)
def test_what_a_name_tells_only_with_others(query: bytes, found: list[tuple[str, str, str]]) -> None:
    assert [(t.field, t.kind, t.value) for t in in_query(query) if "+" not in t.field] == found


def test_base64_with_slashes_as_android_writes_json() -> None:
    (token,) = in_text(rb'{"d":"rPFwZhC8u0SI\/hYSJD5cNA=="}', "json")
    assert (token.kind, token.encoding) == ("hex32", "base64")


def test_places_and_logins_that_stand_alone() -> None:
    assert [t.value for t in in_address(b"/weather/48.20849,16.37208/now")] == ["48.20849,16.37208"]
    assert in_address(b"/get/4.1.94.2,3.12.4.1") == []
    (token,) = in_raw(b"go to rtsp://anna:sesame5@10.0.0.9/live now")
    assert (token.kind, token.value) == ("credential", "anna:sesame5")


def test_words_that_may_be_numbers_of_the_phone() -> None:
    assert [t.value for t in words(b"\0\x0c7XKV42A9B1CD\x12 hello1 20240506 deadbeefcafe x1y2z3a4b5")] == [
        "7XKV42A9B1CD",
        "x1y2z3a4b5",
    ]


def test_archives_and_masked_json_are_opened() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a", b"hello " * 20)
        file.writestr("b", b"world")
    assert opened(made.getvalue()) == ("zip", b"hello " * 20 + b"\n" + b"world")
    assert opened(bytes(byte ^ 0x37 for byte in b'{"a":"some text"}')) == ("xor", b'{"a":"some text"}')


@given(st.binary(max_size=200))
def test_damaged_archives(data: bytes) -> None:
    opened(b"PK\3\4" + data)
    opened(b"PK\3\4" + bytes(4) + b"\x08\0" + data)


def test_cells_and_lists_inside_values() -> None:
    (token,) = in_query(b"mcc=232&mnc=01&lac=4321&cid=12345")
    assert (token.field, token.kind, token.value) == ("cell", "location", "232-01-4321-12345")
    assert in_query(b"mcc=232&mnc=01&cid=12345") == []
    assert [t.kind for t in in_text(b'{"d":"imei=%s|rom=7"}' % IMEI.encode(), "json")] == ["imei"]
