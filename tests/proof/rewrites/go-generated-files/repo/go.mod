module example.org/menu/v2

go 1.22
