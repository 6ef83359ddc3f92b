import os

print("gateway", os.environ.get("PAIR", "BTC"))
