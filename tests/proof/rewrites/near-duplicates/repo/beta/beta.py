import xxhash

print("beta", xxhash.xxh32_hexdigest(b"beta"))
