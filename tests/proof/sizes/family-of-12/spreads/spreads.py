import os

print("spreads", os.environ.get("PAIR", "BTC"))
