"""Specimens of checks: what decides whether a program is run, and what looks like it and does not."""

from __future__ import annotations

EXEC = "invoke-virtual {v9, v8}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;"
OS, FILE = "Landroid/os", "Ljava/io/File;"
VERIFY = f"verifyPackage({FILE}{OS}/RecoverySystem$ProgressListener;{FILE})V"
UID = "invoke-static {}, Landroid/os/Binder;->getCallingUid()I\nmove-result v0"
SAME = "invoke-virtual {v0, v1}, ~String;->equals(~Object;)Z\nmove-result v0"

HITS = {
    "caller-permission": f"""
    const-string v0, "p"
    const-string v1, "no"
    invoke-virtual {{p1, v0, v1}}, ~Context;->enforceCallingOrSelfPermission(~String;~String;)V
    {EXEC}""",
    "caller-permission by result": f"""
    const-string v0, "p"
    invoke-virtual {{p1, v0}}, ~Context;->checkCallingPermission(~String;)I
    move-result v0
    if-nez v0, :end
    {EXEC}
    :end""",
    "caller-uid": f"""
    {UID}
    const/16 v1, 1000
    if-ne v0, v1, :end
    {EXEC}
    :end""",
    "caller-uid through a calculation": f"""
    {UID}
    invoke-static {{v0}}, Landroid/os/UserHandle;->getAppId(I)I
    move-result v0
    const/16 v1, 1000
    if-eq v0, v1, :run
    new-instance v0, Ljava/lang/SecurityException;
    invoke-direct {{v0}}, Ljava/lang/SecurityException;-><init>()V
    throw v0
    :run
    {EXEC}""",
    "caller-signature": f"""
    const-string v0, "a"
    const-string v1, "b"
    invoke-virtual {{v7, v0, v1}}, Landroid/content/pm/PackageManager;->checkSignatures(~String;~String;)I
    move-result v0
    if-ltz v0, :end
    {EXEC}
    :end""",
    "caller-signature by field": f"""
    iget-object v0, v7, Landroid/content/pm/PackageInfo;->signatures:[Landroid/content/pm/Signature;
    const/4 v1, 0
    aget-object v0, v0, v1
    invoke-virtual {{v0}}, Landroid/content/pm/Signature;->toCharsString()~String;
    move-result-object v0
    const-string v1, "30820"
    {SAME}
    if-eqz v0, :end
    {EXEC}
    :end""",
    "package-name": f"""
    const/16 v1, 1
    invoke-virtual {{v7, v1}}, Landroid/content/pm/PackageManager;->getNameForUid(I)~String;
    move-result-object v0
    const-string v1, "com.vendor"
    {SAME}
    if-eqz v0, :end
    {EXEC}
    :end""",
    "signature-verified": f"""
    invoke-virtual {{v7, v6}}, Ljava/security/Signature;->verify([B)Z
    move-result v0
    if-eqz v0, :end
    {EXEC}
    :end""",
    "signature-verified by exception": f"""
    invoke-static {{v7, v6, v5}}, {OS}/RecoverySystem;->{VERIFY}
    {EXEC}""",
    "action-checked": f"""
    invoke-virtual {{p2}}, ~Intent;->getAction()~String;
    move-result-object v0
    const-string v1, "com.vendor.RUN"
    {SAME}
    if-eqz v0, :end
    {EXEC}
    :end""",
    "action-checked one or the other": f"""
    invoke-virtual {{p2}}, ~Intent;->getAction()~String;
    move-result-object v2
    const-string v1, "one"
    invoke-virtual {{v2, v1}}, ~String;->equals(~Object;)Z
    move-result v0
    if-nez v0, :run
    const-string v1, "two"
    invoke-virtual {{v2, v1}}, ~String;->equals(~Object;)Z
    move-result v0
    if-eqz v0, :end
    :run
    {EXEC}
    :end""",
    "debug-only": f"""
    sget-object v0, Landroid/os/Build;->TYPE:~String;
    const-string v1, "eng"
    {SAME}
    if-eqz v0, :end
    {EXEC}
    :end""",
    "debug-only by property": f"""
    const-string v0, "ro.debuggable"
    invoke-static {{v0}}, Landroid/os/SystemProperties;->get(~String;)~String;
    move-result-object v0
    const-string v1, "1"
    {SAME}
    if-eqz v0, :end
    {EXEC}
    :end""",
    "debug-only by flag": f"""
    sget-boolean v0, Lc/app/BuildConfig;->DEBUG:Z
    if-eqz v0, :end
    {EXEC}
    :end""",
    "caller-permission of the calling uid": f"""
    {UID}
    const-string v1, "p"
    const/4 v2, 0
    invoke-virtual {{p1, v1, v2, v0}}, ~Context;->checkPermission(~String;II)I
    move-result v0
    if-nez v0, :end
    {EXEC}
    :end""",
    "path-checked": f"""
    invoke-virtual {{v7}}, Ljava/io/File;->getCanonicalPath()~String;
    move-result-object v0
    const-string v1, "/data/own/"
    invoke-virtual {{v0, v1}}, ~String;->startsWith(~String;)Z
    move-result v0
    if-eqz v0, :end
    {EXEC}
    :end""",
    "path-checked by what is left of it": f"""
    const-string v0, "[^a-z.]"
    const-string v1, ""
    invoke-virtual {{v8, v0, v1}}, ~String;->replaceAll(~String;~String;)~String;
    move-result-object v8
    {EXEC}""",
    "path-checked by its last part": f"""
    new-instance v0, Ljava/io/File;
    invoke-direct {{v0, v8}}, Ljava/io/File;-><init>(~String;)V
    invoke-virtual {{v0}}, Ljava/io/File;->getName()~String;
    move-result-object v8
    {EXEC}""",
    "path-checked by its detours": f"""
    const-string v1, ".."
    invoke-virtual {{v8, v1}}, ~String;->contains(Ljava/lang/CharSequence;)Z
    move-result v0
    if-nez v0, :end
    {EXEC}
    :end""",
    "target-checked": f"""
    invoke-virtual {{p2}}, ~Intent;->getComponent()Landroid/content/ComponentName;
    move-result-object v0
    if-eqz v0, :end
    {EXEC}
    :end""",
}
TWINS = {
    "another letter": f"""
    const-string v0, "a"
    const-string v1, "b"
    invoke-virtual {{v8, v0, v1}}, ~String;->replaceAll(~String;~String;)~String;
    move-result-object v8
    {EXEC}""",
    "the path as it was given": f"""
    invoke-virtual {{v7}}, Ljava/io/File;->getPath()~String;
    move-result-object v0
    const-string v1, "/data/own/"
    invoke-virtual {{v0, v1}}, ~String;->startsWith(~String;)Z
    move-result v0
    if-eqz v0, :end
    {EXEC}
    :end""",
    "checked after": f"""
    {EXEC}
    {UID}
    const/16 v1, 1000
    if-ne v0, v1, :end
    nop
    :end""",
    "asked but not looked at": f"""
    {UID}
    {EXEC}""",
    "only decides about a log line": f"""
    {UID}
    const/16 v1, 1000
    if-eq v0, v1, :run
    invoke-static {{v2, v2}}, Landroid/util/Log;->d(~String;~String;)I
    :run
    {EXEC}""",
    "one way goes around it": f"""
    if-eqz p2, :run
    {UID}
    const/16 v1, 1000
    if-ne v0, v1, :end
    :run
    {EXEC}
    :end""",
    "looks at the app's own permission": f"""
    const-string v0, "p"
    const-string v1, "own.package"
    invoke-virtual {{v7, v0, v1}}, Landroid/content/pm/PackageManager;->checkPermission(~String;~String;)I
    move-result v0
    if-nez v0, :end
    {EXEC}
    :end""",
    "another property": f"""
    const-string v0, "ro.product.model"
    invoke-static {{v0}}, Landroid/os/SystemProperties;->get(~String;)~String;
    move-result-object v0
    const-string v1, "1"
    {SAME}
    if-eqz v0, :end
    {EXEC}
    :end""",
    "the exception of the check is caught": f"""
    :start
    const-string v0, "p"
    invoke-virtual {{p1, v0, v0}}, ~Context;->enforceCallingPermission(~String;~String;)V
    :after
    .catchall {{:start .. :after}} :run
    :run
    {EXEC}""",
}
