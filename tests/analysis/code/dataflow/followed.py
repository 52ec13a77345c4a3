"""Specimens that run a command, and where it comes from: what the tests of values have in common."""

from __future__ import annotations

from tests.cases import Cases

from gifthorse.analysis.code.constants import shown
from gifthorse.analysis.code.dataflow import Trace, Values

RUNNER = """
class @.Run
  method public static run(~String;)V 3
    invoke-static {}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v0
    invoke-virtual {v0, p0}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;
"""
DOWNLOAD = """
    new-instance v1, Ljava/net/URL;
    const-string v2, "http://example.com/job"
    invoke-direct {v1, v2}, Ljava/net/URL;-><init>(~String;)V
    invoke-virtual {v1}, Ljava/net/URL;->openConnection()Ljava/net/URLConnection;
    move-result-object v1
    invoke-virtual {v1}, Ljava/net/URLConnection;->getInputStream()Ljava/io/InputStream;
    move-result-object v1
"""


class Followed(Cases):
    """Specimens of one test module, each with one call whose argument is followed back."""

    def trace(self, package: str, api: str = "exec.runtime", *, budget: int = 400) -> Trace:
        """The trace of the command of a specimen's only call."""
        use = self.uses(package)[api]
        result = Values(self.app).argument(use.method, use.pc, dict(use.arguments)["command"], budget=budget)
        assert result is not None
        return result

    def origins(self, package: str) -> set[tuple[str, str | None]]:
        """Kinds and details of all origins."""
        return {(leaf.kind, leaf.detail) for leaf in self.trace(package).leaves}

    def commands(self, package: str) -> list[str]:
        """The texts that the command may be."""
        return [shown(item) for item in self.trace(package).items]

    def calling(self, body: str, registers: int = 6, head: str = "public static go()V", more: str = "") -> str:
        """A specimen with `Main`, one method of which ends in running v0."""
        return self.add(
            RUNNER
            + f"""
class @.Main
  method {head} {registers}
    {body}
    invoke-static {{v0}}, L@/Run;->run(~String;)V
    {more}
"""
        )

    def receiving(self, body: str) -> str:
        """A specimen whose receiver makes v0 of the intent p2 and runs it."""
        return self.add(
            RUNNER
            + f"""
class @.Rec < android.content.BroadcastReceiver
  method public onReceive(~Context;~Intent;)V 8
    {body}
    invoke-static {{v0}}, L@/Run;->run(~String;)V
"""
        )
