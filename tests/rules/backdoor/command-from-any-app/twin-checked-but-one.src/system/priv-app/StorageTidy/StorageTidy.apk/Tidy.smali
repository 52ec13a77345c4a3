# Who calls is asked for before every code but 1, ahead of the switch. Here code 2 runs what it is sent.
.class public Lcom/orchard/storagetidy/Tidy;
.super Landroid/os/Binder;

.field private final context:Landroid/content/Context;

.method public constructor <init>(Landroid/content/Context;)V
    .registers 2
    invoke-direct {p0}, Landroid/os/Binder;-><init>()V
    iput-object p1, p0, Lcom/orchard/storagetidy/Tidy;->context:Landroid/content/Context;
    return-void
.end method

.method public onTransact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z
    .registers 9
    .annotation system Ldalvik/annotation/Throws;
        value = { Landroid/os/RemoteException; }
    .end annotation
    const/4 v0, 0x1
    if-eq p1, v0, :known
    iget-object v1, p0, Lcom/orchard/storagetidy/Tidy;->context:Landroid/content/Context;
    const-string v2, "com.orchard.permission.TIDY"
    const-string v3, "not for you"
    invoke-virtual {v1, v2, v3}, Landroid/content/Context;->enforceCallingPermission(Ljava/lang/String;Ljava/lang/String;)V
    :known
    packed-switch p1, :codes
    const/4 v0, 0x0
    return v0
    :first
    const/16 v1, 0x2a
    invoke-virtual {p3, v1}, Landroid/os/Parcel;->writeInt(I)V
    return v0
    :second
    invoke-virtual {p2}, Landroid/os/Parcel;->readString()Ljava/lang/String;
    move-result-object v1
    invoke-direct {p0, v1}, Lcom/orchard/storagetidy/Tidy;->run(Ljava/lang/String;)V
    return v0
    :codes
    .packed-switch 0x1
        :first
        :second
    .end packed-switch
.end method

.method private run(Ljava/lang/String;)V
    .registers 3
    :begin
    invoke-static {}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v0
    invoke-virtual {v0, p1}, Ljava/lang/Runtime;->exec(Ljava/lang/String;)Ljava/lang/Process;
    :done
    return-void
    .catch Ljava/io/IOException; {:begin .. :done} :failed
    :failed
    move-exception v0
    return-void
.end method
