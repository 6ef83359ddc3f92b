import itsdangerous

print(itsdangerous.URLSafeSerializer("k").dumps([1]))
