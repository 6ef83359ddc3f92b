import os
import time

print("ticking", flush=True)
try:
    while True:
        with open("/home/floor/clock", "w") as file:
            file.write(f"{os.environ['COLOUR']} {os.environ.get('GREETING')} {os.getcwd()}\n")
        time.sleep(1)
except KeyboardInterrupt:
    print("wound down", flush=True)
