from dateutil.parser import parse

print(parse("2 Jan 2026").date())
