from packaging.version import Version

print(Version("1.0rc1").pre)
