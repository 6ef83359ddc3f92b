import os

print("volume", os.environ.get("PAIR", "BTC"))
