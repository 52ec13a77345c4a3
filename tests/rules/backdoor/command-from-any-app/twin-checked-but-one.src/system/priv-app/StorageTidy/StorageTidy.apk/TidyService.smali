.class public Lcom/orchard/storagetidy/TidyService;
.super Landroid/app/Service;

.method public constructor <init>()V
    .registers 1
    invoke-direct {p0}, Landroid/app/Service;-><init>()V
    return-void
.end method

.method public onBind(Landroid/content/Intent;)Landroid/os/IBinder;
    .registers 3
    new-instance v0, Lcom/orchard/storagetidy/Tidy;
    invoke-direct {v0, p0}, Lcom/orchard/storagetidy/Tidy;-><init>(Landroid/content/Context;)V
    return-object v0
.end method
