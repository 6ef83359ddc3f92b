print('beat')
