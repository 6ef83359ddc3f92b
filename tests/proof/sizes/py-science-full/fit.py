import numpy

print(numpy.polyfit([0, 1, 2], [1, 3, 5], 1).round(3).tolist())
