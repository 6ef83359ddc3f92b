import os

from termcolor import colored

print(colored(os.environ["BOT_NAME"], "green", force_color=True))
