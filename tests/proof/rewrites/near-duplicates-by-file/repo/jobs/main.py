import yaml

print("jobs", yaml.safe_load("b: 2"))
