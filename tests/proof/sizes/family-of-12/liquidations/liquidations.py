import os

print("liquidations", os.environ.get("PAIR", "BTC"))
