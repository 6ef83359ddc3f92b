import xxhash

print("gamma", xxhash.xxh32_hexdigest(b"gamma"))
