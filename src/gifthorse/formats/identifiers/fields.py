"""What the names of fields tell about their values, as apps and their analytics write them.

`pin`, `short-password` and `login` tell little alone: a pin is a product's number too, and pw a width.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_NAMES: Final = {
    "imei": "imei imei1 imei2 imeiid imeinumber phoneimei deviceimei imeisv rawimei imeimd5 imeisha1 meid",
    "imsi": "imsi imsi1 imsi2 subscriberid simimsi imsimd5",
    "iccid": "iccid simserial simserialnumber simserialno iccid1 iccid2",
    "mac": "mac macaddr macaddress wifimac wifimacaddress wlanmac devicemac mac1 clientmac localmac btmac bluetoothmac "
    "bluetoothaddress macmd5 macsha1 wmac ethmac",
    "bssid": "bssid apmac routermac wifibssid gatewaymac apbssid connectedbssid",
    "android-id": "androidid aid andid ssaid openudid deviceandroidid andrid androididmd5 androididsha1 adrid",
    "advertising-id": "gaid idfa adid aaid advertisingid advertisingidentifier googleadvertisingid googleadid gpsadid "
    "adsid advid advertiserid advertisementid oaid vaid ifa rdid googleaid gaidmd5 idfv uniqueadid googleid",
    "serial": "serial serialno serialnumber deviceserial sn buildserial hwserial roserialno psn cpuserial",
    "phone-number": "phone phonenumber phoneno mobile mobileno mobilenumber msisdn tel telephone line1number cellphone "
    "phonenum usermobile usertel simnumber",
    "latitude": "lat latitude geolat gpslat userlat locationlat",
    "longitude": "lon lng long longitude geolon geolng gpslon gpslng userlon userlng locationlng locationlon",
    "location": "loc location latlng latlon lnglat lonlat gps geo ll geolocation lastlocation mylocation",
    "position": "coordinate coordinates position",
    "email": "email mail useremail emailaddress account accountname",
    "password": "password passwd pwd pass userpass userpassword passphrase pswd psw passwordmd5 loginpassword passcode "
    "upwd userpwd loginpwd mypassword passwort kennwort motdepasse contrasena senha mima",
    "pin": "pin userpin loginpin",
    "short-password": "pw upw userpw",
    "login": "user username login loginname userlogin uname nick nickname",
    "token": "token accesstoken authtoken sessiontoken refreshtoken idtoken sessionid session sid jsessionid phpsessid "
    "apikey secret clientsecret usertoken servicetoken authorization xauthtoken ticket authkey bearer pushtoken",
    "device-id": "deviceid did udid uuid duid deviceuuid devid uniqueid installid installationid clientid "
    "guid machineid hwid hardwareid fingerprint deviceuniqueid userid uid utdid umid zid smid dvid",
}
_KNOWN: Final = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_DROPPED: Final = re.compile(r"[^a-z0-9]")
_PREFIX: Final = re.compile(r"(?:x|device|phone|user|client|my|app|md|str|ro|the|cur|current|enc|raw|dev)_+")
_CAMEL: Final = re.compile(
    r"(?:m|my|txt|str|user|login|device|phone|client|app|gps|geo|last|cur|current|raw|enc)(?=[A-Z])"
)
MAX_NAME: Final = 64


@lru_cache(8192)
def told(name: str) -> str | None:
    """What a field of this name says it holds, such as imei; None if the name tells nothing."""
    if len(name) > MAX_NAME:
        return None
    lower = name.lower()
    known = _KNOWN.get(_DROPPED.sub("", lower))
    if known:
        return known
    last = re.split(r"[.\[\]/:]", lower.strip("]"))[-1]  # user[phone], data.imei
    bare = _PREFIX.sub("", last.replace("-", "_"))
    known = _KNOWN.get(_DROPPED.sub("", bare))
    if known or not _CAMEL.match(name):
        return known
    return _KNOWN.get(_DROPPED.sub("", _CAMEL.sub("", name, 1).lower()))
