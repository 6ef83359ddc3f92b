from shapely.geometry import box

print(box(0, 0, 2, 2).area)
