module example.org/look

go 1.26
