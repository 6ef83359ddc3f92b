import os

print("funding", os.environ.get("PAIR", "BTC"))
