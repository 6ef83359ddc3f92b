import os

print("digest", os.environ.get("PAIR", "BTC"))
