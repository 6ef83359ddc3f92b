import sys

with open(sys.argv[1], "w") as rows:
    for n in range(400_000):
        rows.write(f"{n},{n * n}\n")
