import w
