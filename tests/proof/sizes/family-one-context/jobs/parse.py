print('parse')
