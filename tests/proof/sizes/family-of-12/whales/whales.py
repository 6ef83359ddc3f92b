import os

print("whales", os.environ.get("PAIR", "BTC"))
