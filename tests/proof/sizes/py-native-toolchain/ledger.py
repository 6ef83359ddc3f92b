import psycopg2

print(psycopg2.__version__.split()[0])
