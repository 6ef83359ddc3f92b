import os

print("alerts", os.environ.get("PAIR", "BTC"))
