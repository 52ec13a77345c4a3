"""Builds the hits and twins of the rules about the cellular link: `python -m samples.cell.build`. Needs pycrate."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from samples.cell import core, radio
from samples.cell.trace import Trace

OUT: Final = Path(__file__).resolve().parents[2] / "tests" / "rules" / "line"


def start() -> Trace:
    """A cell is heard."""
    return Trace().cell().information(radio.sib3(5)).information(radio.sib4(5, 6), radio.sib5(5))


def proven(trace: Trace, *, cipher: int = 2, integrity: int = 2) -> Trace:
    """Phone and network prove themselves and agree on keys for signalling."""
    trace.down(core.authentication_request()).up(core.authentication_response())
    return trace.down(core.security_command(cipher, integrity)).up(core.ciphered(b"\x07\x5e", new=True))


def attached(trace: Trace | None = None, *, secure: tuple[str, str] = ("eea2", "eia2"), **nas: int) -> Trace:
    """The phone logs on as it should."""
    trace = proven((trace or start()).connect(core.attach_request()), **nas).secure(*secure)
    return trace.rrc("dl-dcch", radio.bearer()).down(core.ciphered(core.attach_accept())).release()


def null_cipher(*, emergency: bool) -> Trace:
    """The base station orders EEA0."""
    trace = start()
    asked = core.attach_request(emergency=emergency)
    trace.connect(asked, "emergency" if emergency else "mo-Signalling")
    if emergency:
        return trace.down(core.security_command(0, 0)).secure("eea0", "eia0-v920").release()
    return proven(trace).secure("eea0").release()


def null_cipher_in_gsm() -> Trace:
    """GSM: a call without encryption."""
    return Trace().gsm(core.cm_service_request(), up=True).gsm(core.ciphering_mode(None), up=False)


def null_integrity() -> Trace:
    """The base station orders EIA0."""
    return proven(start().connect(core.attach_request())).secure("eea2", "eia0-v920").release()


def gsm_cipher(algorithm: int) -> Trace:
    """GSM: a call with a cipher."""
    return Trace().gsm(core.cm_service_request(), up=True).gsm(core.ciphering_mode(algorithm), up=False)


def asked_and_dropped() -> Trace:
    """Three cells ask for the IMSI and let go."""
    trace = start()
    for number in range(3):
        trace.cell(cell=0x1234501 + number, tac=100 + number).connect(core.area_request())
        trace.down(core.identity_request()).up(core.identity_response()).release()
    return trace


def asked_and_proven() -> Trace:
    """A network that has forgotten the temporary identity asks, then proves itself."""
    trace = start().connect(core.attach_request()).down(core.identity_request()).up(core.identity_response())
    return proven(trace).secure().release()


def asked_while_secured() -> Trace:
    """The IMSI is asked for in the clear after keys were agreed on."""
    trace = proven(start().connect(core.attach_request())).secure()
    return trace.down(core.identity_request()).up(core.identity_response()).release()


def beginning_missing() -> Trace:
    """A request in a connection whose beginning was not logged: it cannot be placed."""
    return start().down(core.identity_request()).up(core.identity_response()).release()


def device_asked(*, sealed: bool) -> Trace:
    """The IMEI is asked for, in the clear or under protection."""
    trace = start().connect(core.attach_request())
    if sealed:
        proven(trace).secure().down(core.ciphered(core.identity_request(2)))
        return trace.nas(core.identity_request(2), up=False).release()
    return trace.down(core.identity_request(2)).up(core.identity_response(core.IMEI, 2)).release()


def paged(kind: str) -> Trace:
    """Phones are called."""
    trace = asked_and_proven()
    for number in range(3):
        trace.rrc("pcch", radio.paging(("imsi", core.IMSI) if kind == "imsi" else ("s-TMSI", number)))
    return trace


def refused(cause: int, *, before: bool, sealed: bool = False) -> Trace:
    """The phone is refused, by a network that has let it in before or never did."""
    trace = attached() if before else start()
    answer = core.area_reject(cause)
    return trace.connect(core.area_request()).down(core.signed(answer) if sealed else answer).release()


def sent_away(*, secured: bool, call: bool) -> Trace:
    """The phone is sent to 2G, with or without protection and a call to be made."""
    trace = start().connect(core.call_request() if call else core.area_request(), "mo-Data")
    if secured:
        trace.secure()
    return trace.release(radio.GERAN)


def let_in(*, sealed: bool) -> Trace:
    """The network lets the phone in."""
    trace = start().connect(core.attach_request())
    if sealed:
        return (
            proven(trace)
            .secure()
            .down(core.ciphered(core.attach_accept()))
            .nas(core.attach_accept(), up=False)
            .release()
        )
    return trace.down(core.attach_accept()).release()


def not_believed(cause: int) -> Trace:
    """The SIM refuses the network's proof; where only the count was wrong, the network tries again."""
    trace = start().connect(core.attach_request()).down(core.authentication_request())
    trace.up(core.authentication_failure(cause))
    return proven(trace).secure().release() if cause == 21 else trace.release()


def refused_ciphers(cause: int) -> Trace:
    """The phone refuses to set up security."""
    trace = (
        start().connect(core.attach_request()).down(core.authentication_request()).up(core.authentication_response())
    )
    return trace.down(core.security_command()).up(core.security_reject(cause)).release()


def priorities(own: int, older: int) -> Trace:
    """A cell ranks itself and 2G."""
    return Trace().cell().information(radio.sib3(own)).information(radio.sib5(own)).information(radio.sib7(older))


def neighbours(*, last: bool) -> Trace:
    """Six cells of a network; the last names its neighbours or announces hardly anything."""
    trace = Trace()
    for number in range(6):
        full = last or number < 5
        trace.code, trace.frequency = 100 + number, 1300
        trace.cell(cell=0x1234501 + number, blocks=2 + full)
        trace.information(radio.sib3(5))
        if full:
            trace.information(radio.sib4(1, 2), radio.sib5(5))
    return trace


def areas(*, same: bool) -> Trace:
    """A cell is heard in one area, later in another."""
    trace = Trace()
    for number in range(4):
        trace.code = 100 + number
        trace.cell(cell=0x1234501 + number)
    trace.code = 100
    return trace.wait(60).cell(cell=0x1234501, tac=100 if same else 9000)


def called(*, used: bool) -> Trace:
    """The phone is called six times, for data or for nothing."""
    trace = start()
    for _ in range(6):
        trace.wait(60).connect(core.service_request(), "mt-Access").secure()
        if used:
            trace.rrc("dl-dcch", radio.bearer())
        trace.release()
    return trace


def long_and_whole() -> Trace:
    """A log in which every question finds its answer."""
    trace = neighbours(last=True)
    for _ in range(3):
        trace.wait(300)
        attached(trace)
    return trace


def five(identity: bytes, cipher: int = 2) -> Trace:
    """A phone logs on to 5G."""
    trace = Trace().nr("ul-ccch", radio.nr_request())
    trace.nr("ul-dcch", radio.nr_complete(core.registration_request(identity)))
    trace.nr("dl-dcch", radio.nr_down(core.five_authentication_request()))
    trace.nr("ul-dcch", radio.nr_up(core.five_authentication_response()))
    trace.nr("dl-dcch", radio.nr_down(core.five_security_command(cipher)))
    return trace.nr("dl-dcch", radio.nr_security(f"nea{cipher}")).nr("dl-dcch", radio.nr_release())


def three(cipher: str, cause: str = "originatingConversationalCall") -> Trace:
    """A call over 3G."""
    trace = Trace().umts("ul-ccch", radio.umts_request(cause)).umts("dl-dcch", radio.umts_down(b"\x05\x18\1"))
    return trace.umts("dl-dcch", radio.umts_security(cipher))


TRACES: Final[dict[str, tuple[Callable[[], Trace], Callable[[], Trace]]]] = {
    "cell-null-cipher/hit.qmdl cell-null-cipher/twin.qmdl": (
        lambda: null_cipher(emergency=False),
        lambda: null_cipher(emergency=True),
    ),
    "cell-null-cipher/hit-gsm.pcap cell-null-cipher/twin-gsm.pcap": (
        null_cipher_in_gsm,
        lambda: gsm_cipher(3),
    ),
    "cell-null-cipher/hit-5g.qmdl cell-null-cipher/twin-5g.pcap": (
        lambda: five(core.suci(concealed=True), 0),
        lambda: five(core.suci(concealed=True)),
    ),
    "cell-null-cipher/hit-3g.pcap cell-null-cipher/twin-3g.qmdl": (
        lambda: three("uea0"),
        lambda: three("uea0", "emergencyCall"),
    ),
    "cell-subscriber-told/hit-5g.pcap cell-subscriber-told/twin-5g.qmdl": (
        lambda: five(core.suci(concealed=False)),
        lambda: five(core.suci(concealed=True)),
    ),
    "cell-null-integrity/hit.pcap cell-null-integrity/twin.pcap": (null_integrity, lambda: null_cipher(emergency=True)),
    "cell-weak-cipher/hit.qmdl cell-weak-cipher/twin.qmdl": (lambda: gsm_cipher(2), lambda: gsm_cipher(3)),
    "cell-identity-asked/hit.qmdl cell-identity-asked/twin.qmdl": (asked_and_dropped, asked_and_proven),
    "cell-identity-asked/hit-secured.pcap cell-identity-asked/twin-beginning.pcap": (
        asked_while_secured,
        beginning_missing,
    ),
    "cell-device-asked/hit.qmdl cell-device-asked/twin.qmdl": (
        lambda: device_asked(sealed=False),
        lambda: device_asked(sealed=True),
    ),
    "cell-paged-by-imsi/hit.pcap cell-paged-by-imsi/twin.pcap": (lambda: paged("imsi"), lambda: paged("s-tmsi")),
    "cell-rejected/hit.qmdl cell-rejected/twin.qmdl": (
        lambda: refused(7, before=True),
        lambda: refused(7, before=True, sealed=True),
    ),
    "cell-rejected/hit-roaming.pcap cell-rejected/twin-unknown.pcap": (
        lambda: refused(15, before=False),
        lambda: refused(9, before=True),
    ),
    "cell-sent-to-older/hit.qmdl cell-sent-to-older/twin.qmdl": (
        lambda: sent_away(secured=False, call=False),
        lambda: start().connect(core.area_request()).release(radio.EUTRA),
    ),
    "cell-sent-to-older/hit-call.pcap cell-sent-to-older/twin-stays.pcap": (
        lambda: sent_away(secured=True, call=True),
        attached,
    ),
    "cell-accepted-unprotected/hit.pcap cell-accepted-unprotected/twin.qmdl": (
        lambda: let_in(sealed=False),
        lambda: let_in(sealed=True),
    ),
    "cell-authentication-failed/hit.qmdl cell-authentication-failed/twin.qmdl": (
        lambda: not_believed(20),
        lambda: not_believed(21),
    ),
    "cell-capabilities-changed/hit.qmdl cell-capabilities-changed/twin.qmdl": (
        lambda: refused_ciphers(23),
        lambda: refused_ciphers(24),
    ),
    "cell-prefers-older/hit.qmdl cell-prefers-older/twin.pcap": (lambda: priorities(4, 6), lambda: priorities(6, 2)),
    "cell-announces-little/hit.qmdl cell-announces-little/twin.qmdl": (
        lambda: neighbours(last=False),
        lambda: neighbours(last=True),
    ),
    "cell-area-contradicts/hit.qmdl cell-area-contradicts/twin.qmdl": (
        lambda: areas(same=False),
        lambda: areas(same=True),
    ),
    "cell-silent-calls/hit.qmdl cell-silent-calls/twin.qmdl": (lambda: called(used=False), lambda: called(used=True)),
    "cell-subscriber-told/hit.qmdl cell-subscriber-told/twin.qmdl": (asked_and_proven, attached),
    "cell-not-told/hit.qmdl cell-not-told/twin.qmdl": (beginning_missing, long_and_whole),
}
"""Names of the two files, and what makes them."""


def made() -> Iterator[tuple[Path, bytes]]:
    """Every fixture and its bytes."""
    for names, traces in TRACES.items():
        for name, trace in zip(names.split(), traces, strict=True):
            made_of = trace()
            yield OUT / name, made_of.pcap() if name.endswith(".pcap") else made_of.qmdl()


def main() -> int:
    """Write them."""
    for path, data in made():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
