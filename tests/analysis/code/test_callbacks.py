"""Bodies that decide about trust: those that trust everybody, and those that look similar and check."""

from __future__ import annotations

import numpy as np
import pytest
from tests.cases import Cases

from gifthorse.analysis.code.callbacks import find_callbacks, write_callbacks
from gifthorse.analysis.code.dataflow.lambdas import Lambdas
from gifthorse.tables import Rows

CASES = Cases()
WEB = "Landroid/webkit"
CHECK = "checkServerTrusted([Ljava/security/cert/X509Certificate;~String;)V"
DEFAULT = "invoke-interface {v0, p1, p2}, Ljavax/net/ssl/X509TrustManager;->" + CHECK
REFUSE = """
    new-instance v0, Ljava/security/cert/CertificateException;
    invoke-direct {v0}, Ljava/security/cert/CertificateException;-><init>()V
    throw v0"""


def trust(body: str, more: str = "") -> str:
    """A trust manager with this body (v0-v4, chain in p1)."""
    return CASES.add(
        f"""
class @.Trust : javax.net.ssl.X509TrustManager
  method public {CHECK} 8
    {body}
  {more}
"""
    )


def verifier(body: str, more: str = "") -> str:
    """A hostname verifier with this body."""
    return CASES.add(
        f"""
class @.Names : javax.net.ssl.HostnameVerifier
  method public verify(~String;Ljavax/net/ssl/SSLSession;)Z 6
    {body}
  {more}
"""
    )


def viewer(body: str, more: str = "") -> str:
    """A web-view client with this handling of a wrong certificate."""
    return CASES.add(
        f"""
class @.Pages < android.webkit.WebViewClient
  method public onReceivedSslError({WEB}/WebView;{WEB}/SslErrorHandler;Landroid/net/http/SslError;)V 6
    {body}
  {more}
"""
    )


def lambdas() -> Lambdas:
    """The lambdas of all specimens."""
    return CASES.values.steps.incoming.lambdas


PROCEED = "invoke-virtual {p2}, Landroid/webkit/SslErrorHandler;->proceed()V"
CANCEL = "invoke-virtual {p2}, Landroid/webkit/SslErrorHandler;->cancel()V"
KIND = "invoke-virtual {p3}, Landroid/net/http/SslError;->getPrimaryError()I\nmove-result v0"
SEEN = "Landroid/net/http/SslError;->getCertificate()Landroid/net/http/SslCertificate;"
LOOK = 'const-string v1, "a.b"\ninvoke-virtual {p1, v1}, ~String;->equals(~Object;)Z\nmove-result v0\n'
EXPECTED = {
    trust("return-void"): "empty",
    trust('const-string v0, "t"\ninvoke-static {v0, v0}, Landroid/util/Log;->d(~String;~String;)I'): "never-throws",
    trust("array-length v1, p1\nif-nez v1, :ok" + REFUSE + "\n:ok"): "checks",
    trust("const/4 v0, 0\n" + DEFAULT): "checks",
    trust(
        f"const/4 v0, 0\n:start\n{DEFAULT}\n:end\n.catch Ljava/lang/Exception; {{:start .. :end}} :h\n"
        "return-void\n:h\nmove-exception v0"
    ): "never-throws",
    trust(
        f"const/4 v0, 0\n:start\n{DEFAULT}\n:end\n.catchall {{:start .. :end}} :h\n"
        "return-void\n:h\nmove-exception v0\nthrow v0"
    ): "checks",
    trust("invoke-virtual {p0}, L@/Trust;->look()V", "method public look()V 3" + REFUSE): "checks",
    trust("invoke-virtual {p0}, L@/Trust;->look()V", "method public look()V 3\n    nop"): "never-throws",
    verifier("const/4 v0, 1\nreturn v0"): "returns-true",
    verifier("const/4 v0, 1\nif-eqz p1, :end\nconst/4 v0, 0\n:end\nreturn v0"): "ignores-certificate",
    verifier(
        'const-string v1, "a.b"\ninvoke-virtual {p1, v1}, ~String;->equals(~Object;)Z\nmove-result v0\nreturn v0'
    ): "ignores-certificate",
    verifier("const/4 v0, 0\nreturn v0"): "checks",
    verifier(
        "invoke-interface {p2}, Ljavax/net/ssl/SSLSession;->getPeerHost()~String;\nmove-result-object v0\n"
        "invoke-virtual {p1, v0}, ~String;->equals(~Object;)Z\nmove-result v0\nreturn v0"
    ): "checks",
    verifier(
        "invoke-static {p1, p2}, L@/Names;->all(~String;Ljavax/net/ssl/SSLSession;)Z\nmove-result v0\nreturn v0",
        "method public static all(~String;Ljavax/net/ssl/SSLSession;)Z 3\n    const/4 v0, 1\n    return v0",
    ): "returns-true",
    verifier(LOOK + "const/4 v0, 1\nreturn v0"): "returns-true",
    viewer(PROCEED): "proceeds",
    viewer(CANCEL): "checks",
    viewer(f"if-eqz p3, :bad\n{PROCEED}\nreturn-void\n:bad\n{CANCEL}"): "checks",
    viewer("return-void"): "empty",
    viewer(f"{KIND}\nif-eqz v0, :bad\n{PROCEED}\nreturn-void\n:bad\n{CANCEL}"): "proceeds",
    viewer(f"{KIND}\ninvoke-virtual {{p3}}, {SEEN}\nif-eqz v0, :bad\n{PROCEED}\nreturn-void\n:bad\n{CANCEL}"): "checks",
    viewer(
        f"invoke-virtual {{p0, p2}}, L@/Pages;->on({WEB}/SslErrorHandler;)V",
        f"method on({WEB}/SslErrorHandler;)V 3\n    {PROCEED.replace('p2', 'p1')}",
    ): "proceeds",
    viewer(
        f"invoke-virtual {{p0, p2}}, L@/Pages;->on({WEB}/SslErrorHandler;)V",
        f"method on({WEB}/SslErrorHandler;)V 3\n    {PROCEED.replace('p2', 'p1')}\n"
        "    invoke-virtual {v0}, Landroid/app/AlertDialog;->show()V",
    ): "checks",
    trust("const/4 v0, 0\nsget-boolean v1, L@/Trust;->strict:Z\nif-eqz v1, :end\n" + DEFAULT + "\n:end"): "may-skip",
    trust("array-length v1, p1\nif-nez v1, :end\nreturn-void\n:end\nconst/4 v0, 0\n" + DEFAULT): "checks",
    trust(
        "if-nez p1, :ok"
        + REFUSE.replace("Ljava/security/cert/CertificateException;", "Ljava/lang/IllegalArgumentException;")
        + "\n:ok\n"
        "const/4 v1, 0\naget-object v0, p1, v1\n"
        "invoke-virtual {v0}, Ljava/security/cert/X509Certificate;->checkValidity()V"
    ): "never-throws",
}
BRIDGE = CASES.add(
    """
class @.Bridge
  method public open(~String;)V 3
    .annotation runtime Landroid/webkit/JavascriptInterface;
    .end annotation
    invoke-virtual {p1}, ~String;->length()I
  method public shut(~String;)V 3
    invoke-virtual {p1}, ~String;->length()I
"""
)
OTHER = CASES.add(
    """
class @.NoVerifier
  method public verify(~String;Ljavax/net/ssl/SSLSession;)Z 4
    const/4 v0, 1
    return v0
class @.User
  method public static go()V 2
    new-instance v0, Lc0/Trust;
"""
)


@pytest.mark.parametrize("package", EXPECTED)
def test_what_a_body_does(package: str) -> None:
    found = [
        c for c in find_callbacks(CASES.values.code, lambdas()) if CASES.app.cls(c.method).startswith(f"{package}.")
    ]
    assert [c.body for c in found] == [EXPECTED[package]]


def test_only_annotated_methods_are_open_to_pages_and_only_verifiers_verify() -> None:
    labels = [CASES.app.label(c.method) for c in find_callbacks(CASES.values.code, lambdas())]
    assert f"{BRIDGE}.Bridge.open" in labels
    assert f"{BRIDGE}.Bridge.shut" not in labels
    assert f"{OTHER}.NoVerifier.verify" not in labels


def test_rows_say_whether_reached_code_makes_such_an_object() -> None:
    app = CASES.app
    for reached in (True, False):
        rows = Rows()
        write_callbacks(CASES.values.code, lambdas(), np.full(len(app), reached), rows=rows, evidence=1, package="t")
        by_class = {row["class"]: row for row in rows.rows("callbacks")}
        assert by_class["c0.Trust"]["used"] is reached
        assert by_class["c1.Trust"]["used"] is False
        assert by_class["c0.Trust"]["role"] == "trust-manager"
        assert by_class["c0.Trust"]["in_library"] is False
