import os

print("cascade", os.environ.get("PAIR", "BTC"))
