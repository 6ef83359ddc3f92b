print("saving configurations")
