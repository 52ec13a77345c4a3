"""Write expected.tsv: what Android says about every APK of the signature suite.

Usage: make_expected.py FOLDER (needs Debian's apksigner and a JDK; about ten seconds). Where a file's name says what
is wrong, the name decides; otherwise `apksigner`'s library does, asked for the app's own minSdk and for the first API
level of schemes v2 and v3: one of them has to accept it. What apksigner cannot judge is listed below.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

JAR = Path("/usr/share/java/apksigner.jar")
TABLE = Path(__file__).with_name("expected.tsv")
FAULT = re.compile(
    "mismatch|does-not-verify|wrong|broken|stripped|no-certs|no-sig|no-supported|truncated|garbage|invalid"
    "|missing|multiple-good-digests|unsigned"
)
# Names that sound like a fault which Android does not mind; apksigner decides about these.
SOUNDS_WORSE = re.compile("mismatched-compression-method|wrong-order|missing-classes.dex|cert-not-der")
# Signatures that apksigner 0.9 on OpenJDK knows nothing of: their names say nothing wrong, so they verify.
BEYOND_APKSIGNER = re.compile("v31-|rsa-pss")

PROGRAM = """
import com.android.apksig.*;
import com.android.apksig.apk.ApkUtils;
import com.android.apksig.util.*;
import java.io.*;
import java.nio.ByteBuffer;
import java.util.*;

public class Oracle {
    interface Reader { int read(ByteBuffer manifest) throws Exception; }

    static String number(File file, Reader reader) {
        try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
            return "" + reader.read(ApkUtils.getAndroidManifest(DataSources.asDataSource(in)));
        } catch (Exception e) {
            return "";
        }
    }

    public static void main(String[] arguments) throws Exception {
        File[] files = new File(arguments[0]).listFiles((folder, name) -> name.endsWith(".apk"));
        for (File file : files) {
            Set<String> accepted = new TreeSet<>();
            Set<String> certificates = new TreeSet<>();
            for (int level : new int[] {0, 24, 28}) {
                try {
                    ApkVerifier.Builder builder = new ApkVerifier.Builder(file);
                    if (level > 0) builder.setMinCheckedPlatformVersion(level);
                    ApkVerifier.Result result = builder.build().verify();
                    if (!result.isVerified()) continue;
                    accepted.add("" + level);
                    certificates.clear();
                    for (java.security.cert.X509Certificate c : result.getSignerCertificates()) {
                        StringBuilder hex = new StringBuilder();
                        for (byte b : java.security.MessageDigest.getInstance("SHA-256").digest(c.getEncoded()))
                            hex.append(String.format("%02x", b));
                        certificates.add(hex.toString());
                    }
                } catch (Exception e) {
                    // not accepted at this level
                }
            }
            System.out.println(String.join("\\t", file.getName(),
                String.join(",", accepted), String.join(",", certificates),
                number(file, ApkUtils::getMinSdkVersionFromBinaryAndroidManifest),
                number(file, ApkUtils::getTargetSdkVersionFromBinaryAndroidManifest),
                number(file, ApkUtils::getTargetSandboxVersionFromBinaryAndroidManifest)));
        }
    }
}
"""


def expected(name: str, accepted: str) -> tuple[str, str]:
    """The verdict, and what it rests on."""
    if FAULT.search(name) and not SOUNDS_WORSE.search(name):
        return "invalid", "name"
    if BEYOND_APKSIGNER.search(name):
        return "verified", "name"
    return "verified" if accepted else "invalid", "apksigner"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "Oracle.java"
        source.write_text(PROGRAM)
        command = ["java", "-cp", str(JAR), str(source), sys.argv[1]]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = ["\t".join(("name", "expected", "basis", "min_sdk", "target_sdk", "target_sandbox", "certificates"))]
    for line in sorted(printed.splitlines()):
        name, accepted, certificates, *levels = line.split("\t")
        known = "" if BEYOND_APKSIGNER.search(name) else certificates
        lines.append("\t".join((name, *expected(name, accepted), *levels, known)))
    TABLE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
