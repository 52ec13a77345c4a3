"""Texts that the code hides, and the content of files."""

from __future__ import annotations

from tests.analysis.code.dataflow.followed import RUNNER, Followed

CASES = Followed()
case, calling = CASES.add, CASES.calling
origins, commands = CASES.origins, CASES.commands

A_TEXT_SPELT_IN_AN = calling(
    """
const/4 v1, 6
new-array v1, v1, [C
fill-array-data v1, :letters
invoke-static {v1}, ~String;->valueOf([C)~String;
move-result-object v0""",
    more="""return-void
:letters
.array-data 2
0x67s 0x65s 0x74s 0x75s 0x69s 0x64s
.end array-data""",
)


def test_a_text_spelt_in_an_array_of_letters_is_read() -> None:
    assert commands(A_TEXT_SPELT_IN_AN) == ["getuid"]


HIDDEN = """
class @.Main
  method public static clear(~String;)~String; 7
    invoke-virtual {p0}, ~String;->toCharArray()[C
    move-result-object v0
    array-length v1, v0
    const/4 v2, 0
    :loop
    if-ge v2, v1, :done
    aget-char v3, v0, v2
    xor-int/lit8 v3, v3, 1
    int-to-char v3, v3
    aput-char v3, v0, v2
    add-int/lit8 v2, v2, 1
    goto :loop
    :done
    new-instance v4, ~String;
    invoke-direct {v4, v0}, ~String;-><init>([C)V
    return-object v4
  method public static go()V 2
    const-string v0, "he"
    invoke-static {v0}, L@/Main;->clear(~String;)~String;
    move-result-object v0
    invoke-static {v0}, L@/Run;->run(~String;)V
"""


A_HIDDEN_TEXT = case(RUNNER + HIDDEN)


def test_a_hidden_text_is_worked_out() -> None:
    assert commands(A_HIDDEN_TEXT) == ["id"]


CIPHER, SPEC = "Ljavax/crypto/Cipher;", "Ljavax/crypto/spec/SecretKeySpec;"
AT_HAND = f"""
    const-string v0, "RC4"
    invoke-static {{v0}}, {CIPHER}->getInstance(~String;){CIPHER}
    move-result-object v1
    new-instance v2, {SPEC}
    const-string v3, "orchard"
    invoke-virtual {{v3}}, ~String;->getBytes()[B
    move-result-object v3
    invoke-direct {{v2, v3, v0}}, {SPEC}-><init>([B~String;)V
    const/4 v3, 2
    invoke-virtual {{v1, v3, v2}}, {CIPHER}->init(ILjava/security/Key;)V
    const-string v0, "PLACE"
    const/4 v3, 0
    invoke-static {{v0, v3}}, Landroid/util/Base64;->decode(~String;I)[B
    move-result-object v2
    invoke-virtual {{v1, v2}}, {CIPHER}->doFinal([B)[B
    move-result-object v2
    new-instance v0, ~String;
    invoke-direct {{v0, v2}}, ~String;-><init>([B)V"""
AN_OBJECT = """
class @.Names
  field private final key I
  method public <init>()V 2
    invoke-direct {p0}, ~Object;-><init>()V
    const/4 v0, 3
    iput v0, p0, L@/Names;->key:I
  method public clear(~String;)[C 6
    invoke-virtual {p1}, ~String;->toCharArray()[C
    move-result-object v0
    const/4 v1, 0
    :loop
    array-length v2, v0
    if-ge v1, v2, :done
    aget-char v3, v0, v1
    iget v2, p0, L@/Names;->key:I
    xor-int/2addr v3, v2
    int-to-char v3, v3
    aput-char v3, v0, v1
    add-int/lit8 v1, v1, 1
    goto :loop
    :done
    return-object v0
"""
CIPHERED = calling(AT_HAND.replace("PLACE", "+kAHxmv+"))
CIPHERED_BY_ANOTHER = calling(AT_HAND.replace("PLACE", "+kAHxmv+").replace("RC4", "RSA"))
BY_AN_OBJECT = calling(
    """
    {new @.Names v1}
    const-string v0, "jg"
    invoke-virtual {v1, v0}, L@/Names;->clear(~String;)[C
    move-result-object v1
    new-instance v0, ~String;
    invoke-direct {v0, v1}, ~String;-><init>([C)V""",
    more=AN_OBJECT,
)


def test_a_text_that_a_cipher_hides_is_worked_out_where_the_key_is_at_hand() -> None:
    assert commands(CIPHERED) == ["reboot"]
    assert "reboot" not in commands(CIPHERED_BY_ANOTHER)


def test_a_text_that_an_object_with_a_key_in_a_field_hides_is_worked_out() -> None:
    assert commands(BY_AN_OBJECT) == ["id"]


def read_file(path: str) -> str:
    return calling(
        f"""
    new-instance v1, Ljava/io/FileInputStream;
    const-string v2, "{path}"
    invoke-direct {{v1, v2}}, Ljava/io/FileInputStream;-><init>(~String;)V
    const/16 v3, 64
    new-array v3, v3, [B
    invoke-virtual {{v1, v3}}, Ljava/io/FileInputStream;->read([B)I
    new-instance v0, ~String;
    invoke-direct {{v0, v3}}, ~String;-><init>([B)V"""
    )


FILES = {path: read_file(path) for path in ("/sdcard/job.sh", "/proc/version", "/data/data/t/files/x")}


def test_the_content_of_a_file_is_whose_place_it_lies_in() -> None:
    kinds = {path: {kind for kind, _ in origins(package)} for path, package in FILES.items()}
    assert kinds == {
        "/sdcard/job.sh": {"shared-file"},
        "/proc/version": {"device-info"},
        "/data/data/t/files/x": {"own-file"},
    }
