print("one order sent")
