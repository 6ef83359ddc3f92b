import MySQLdb

print(MySQLdb.apilevel)
