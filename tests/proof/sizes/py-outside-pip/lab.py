import sympy

print(sympy.factorint(360))
