import sys

from wcwidth import wcswidth


def main():
    print("hello", sys.argv[1], wcswidth(sys.argv[1]))
