import orjson

print(orjson.dumps({"rows": 3}).decode())
