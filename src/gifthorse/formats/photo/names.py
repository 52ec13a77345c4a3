"""Names of TIFF and EXIF tags, as ExifTool names them.

TIFF 6.0; CIPA DC-008 (Exif 2.32 and 3.0); DNG 1.7; XP* are Windows'. Xiaomi's and other vendors' private numbers were
seen in their phones' photos.
"""

from __future__ import annotations

from typing import Final

IFD: Final[dict[int, str]] = {
    0x00FE: "SubfileType", 0x00FF: "OldSubfileType", 0x0100: "ImageWidth", 0x0101: "ImageHeight",
    0x0102: "BitsPerSample", 0x0103: "Compression", 0x0106: "PhotometricInterpretation", 0x010D: "DocumentName",
    0x010E: "ImageDescription", 0x010F: "Make", 0x0110: "Model", 0x0111: "StripOffsets", 0x0112: "Orientation",
    0x0115: "SamplesPerPixel", 0x0116: "RowsPerStrip", 0x0117: "StripByteCounts", 0x011A: "XResolution",
    0x011B: "YResolution", 0x011C: "PlanarConfiguration", 0x011D: "PageName", 0x0128: "ResolutionUnit",
    0x0129: "PageNumber", 0x012D: "TransferFunction", 0x0131: "Software", 0x0132: "ModifyDate", 0x013B: "Artist",
    0x013C: "HostComputer", 0x013E: "WhitePoint", 0x013F: "PrimaryChromaticities", 0x0142: "TileWidth",
    0x0143: "TileLength", 0x0144: "TileOffsets", 0x0145: "TileByteCounts", 0x014A: "SubIFD", 0x015B: "JPEGTables",
    0x0201: "ThumbnailOffset", 0x0202: "ThumbnailLength", 0x0211: "YCbCrCoefficients", 0x0212: "YCbCrSubSampling",
    0x0213: "YCbCrPositioning", 0x0214: "ReferenceBlackWhite", 0x02BC: "ApplicationNotes", 0x4746: "Rating",
    0x4749: "RatingPercent", 0x8298: "Copyright", 0x83BB: "IPTC-NAA", 0x8649: "PhotoshopSettings",
    0x8769: "ExifOffset", 0x8773: "ICC_Profile", 0x8825: "GPSInfo", 0x9C9B: "XPTitle", 0x9C9C: "XPComment",
    0x9C9D: "XPAuthor", 0x9C9E: "XPKeywords", 0x9C9F: "XPSubject", 0xC4A5: "PrintIM", 0xC612: "DNGVersion",
    0xC613: "DNGBackwardVersion", 0xC614: "UniqueCameraModel", 0xC615: "LocalizedCameraModel",
    0xC62F: "CameraSerialNumber", 0xC630: "DNGLensInfo", 0xC634: "DNGPrivateData", 0xC65D: "RawDataUniqueID",
    0xC68B: "OriginalRawFileName", 0xC68C: "OriginalRawFileData", 0xC6F8: "ProfileName", 0xC6FE: "ProfileCopyright",
    0xC716: "PreviewApplicationName", 0xC71B: "PreviewDateTime", 0xC71C: "RawImageDigest", 0xEA1C: "Padding",
    0x0220: "Xiaomi_0x0220", 0x0221: "Xiaomi_0x0221", 0x0222: "Xiaomi_0x0222", 0x0223: "Xiaomi_0x0223",
    0x0224: "Xiaomi_0x0224", 0x0225: "Xiaomi_0x0225", 0x9A00: "XiaomiModel", 0x9999: "XiaomiSettings",
    0x9AAA: "Xiaomi_0x9aaa", 0xA661: "Xiaomi_0xa661", 0x8889: "Xiaomi_0x8889", 0x8891: "Xiaomi_0x8891",
    0x8894: "Xiaomi_0x8894", 0x8895: "Xiaomi_0x8895", 0x889A: "Xiaomi_0x889a",
}  # fmt: skip

EXIF: Final[dict[int, str]] = {
    0x829A: "ExposureTime", 0x829D: "FNumber", 0x8822: "ExposureProgram", 0x8824: "SpectralSensitivity",
    0x8827: "ISO", 0x882A: "TimeZoneOffset", 0x8830: "SensitivityType", 0x8832: "RecommendedExposureIndex",
    0x9000: "ExifVersion", 0x9003: "DateTimeOriginal", 0x9004: "CreateDate", 0x9010: "OffsetTime",
    0x9011: "OffsetTimeOriginal", 0x9012: "OffsetTimeDigitized", 0x9101: "ComponentsConfiguration",
    0x9102: "CompressedBitsPerPixel", 0x9201: "ShutterSpeedValue", 0x9202: "ApertureValue", 0x9203: "BrightnessValue",
    0x9204: "ExposureCompensation", 0x9205: "MaxApertureValue", 0x9206: "SubjectDistance", 0x9207: "MeteringMode",
    0x9208: "LightSource", 0x9209: "Flash", 0x920A: "FocalLength", 0x9214: "SubjectArea", 0x9211: "ImageNumber",
    0x9213: "ImageHistory", 0x927C: "MakerNote", 0x9286: "UserComment", 0x9290: "SubSecTime",
    0x9291: "SubSecTimeOriginal", 0x9292: "SubSecTimeDigitized", 0x9400: "AmbientTemperature", 0x9401: "Humidity",
    0x9402: "Pressure", 0x9404: "Acceleration", 0x9405: "CameraElevationAngle", 0xA000: "FlashpixVersion",
    0xA001: "ColorSpace", 0xA002: "ExifImageWidth", 0xA003: "ExifImageHeight", 0xA004: "RelatedSoundFile",
    0xA005: "InteropOffset", 0xA20B: "FlashEnergy", 0xA20E: "FocalPlaneXResolution", 0xA20F: "FocalPlaneYResolution",
    0xA210: "FocalPlaneResolutionUnit", 0xA214: "SubjectLocation", 0xA215: "ExposureIndex", 0xA217: "SensingMethod",
    0xA300: "FileSource", 0xA301: "SceneType", 0xA302: "CFAPattern", 0xA401: "CustomRendered", 0xA402: "ExposureMode",
    0xA403: "WhiteBalance", 0xA404: "DigitalZoomRatio", 0xA405: "FocalLengthIn35mmFormat", 0xA406: "SceneCaptureType",
    0xA407: "GainControl", 0xA408: "Contrast", 0xA409: "Saturation", 0xA40A: "Sharpness",
    0xA40B: "DeviceSettingDescription", 0xA40C: "SubjectDistanceRange", 0xA420: "ImageUniqueID", 0xA430: "OwnerName",
    0xA431: "SerialNumber", 0xA432: "LensInfo", 0xA433: "LensMake", 0xA434: "LensModel", 0xA435: "LensSerialNumber",
    0xA436: "Title", 0xA437: "Photographer", 0xA438: "ImageEditor", 0xA439: "CameraFirmware",
    0xA43A: "RAWDevelopingSoftware", 0xA43B: "ImageEditingSoftware", 0xA43C: "MetadataEditingSoftware",
    0xA460: "CompositeImage", 0xA461: "CompositeImageCount", 0xA462: "CompositeImageExposureTimes", 0xA500: "Gamma",
    0xFDE8: "OwnerName", 0xFDE9: "SerialNumber", 0xFDEA: "Lens",
}  # fmt: skip

GPS: Final[dict[int, str]] = {
    0: "GPSVersionID", 1: "GPSLatitudeRef", 2: "GPSLatitude", 3: "GPSLongitudeRef", 4: "GPSLongitude",
    5: "GPSAltitudeRef", 6: "GPSAltitude", 7: "GPSTimeStamp", 8: "GPSSatellites", 9: "GPSStatus", 10: "GPSMeasureMode",
    11: "GPSDOP", 12: "GPSSpeedRef", 13: "GPSSpeed", 14: "GPSTrackRef", 15: "GPSTrack", 16: "GPSImgDirectionRef",
    17: "GPSImgDirection", 18: "GPSMapDatum", 19: "GPSDestLatitudeRef", 20: "GPSDestLatitude",
    21: "GPSDestLongitudeRef", 22: "GPSDestLongitude", 23: "GPSDestBearingRef", 24: "GPSDestBearing",
    25: "GPSDestDistanceRef", 26: "GPSDestDistance", 27: "GPSProcessingMethod", 28: "GPSAreaInformation",
    29: "GPSDateStamp", 30: "GPSDifferential", 31: "GPSHPositioningError",
}  # fmt: skip

INTEROP: Final[dict[int, str]] = {
    1: "InteropIndex",
    2: "InteropVersion",
    0x1000: "RelatedImageFileFormat",
    0x1001: "RelatedImageWidth",
    0x1002: "RelatedImageHeight",
}


def name(group: str, number: int) -> str:
    """The name of a tag; tags of one directory are found in another too, so all the names are tried."""
    if group == "gps":
        found = GPS.get(number)
    elif group == "interop":
        found = INTEROP.get(number)
    else:
        found = EXIF.get(number) or IFD.get(number)
    return found or f"0x{number:04x}"
