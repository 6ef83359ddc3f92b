print('store')
