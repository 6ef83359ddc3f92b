import os

print("open-interest", os.environ.get("PAIR", "BTC"))
