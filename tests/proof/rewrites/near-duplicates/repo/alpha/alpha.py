import xxhash

print("alpha", xxhash.xxh32_hexdigest(b"alpha"))
